package sim

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"onevisit/models/pii"
)

// textsKept is how many messages the simulated gateway can show.
const textsKept = 20

// Text is a message as the citizen's phone shows it.
type Text struct {
	To   string    `json:"to"` // masked number
	Text string    `json:"text"`
	At   time.Time `json:"at"`
}

func (w *World) mountSMS(mux *http.ServeMux) {
	mux.HandleFunc("POST /messages", w.Faults.wrap("sms.send", func(rw http.ResponseWriter, r *http.Request) {
		var in struct {
			ID       string            `json:"id"`
			To       string            `json:"to"`
			Template string            `json:"template"`
			Language string            `json:"language"`
			Values   map[string]string `json:"values"`
			Text     string            `json:"text"`
		}
		if !read(rw, r, &in) {
			return
		}
		if in.ID == "" || len(in.To) != 11 || in.Template == "" {
			write(rw, http.StatusUnprocessableEntity, map[string]string{"error": "message incomplete"})
			return
		}
		w.state.change(func() {
			if _, sent := w.state.kept.Messages[in.ID]; !sent {
				w.state.kept.Messages[in.ID] = message{Template: in.Template, At: w.cfg.Clock.Now(), To: pii.MaskMobile(in.To), Text: in.Text}
				w.forgetTexts()
			}
		})
		write(rw, http.StatusOK, map[string]string{"status": "queued"})
	}))
	mux.HandleFunc("POST /control/messages", func(rw http.ResponseWriter, _ *http.Request) {
		var reply messagesReply
		w.state.look(func() { reply = messagesReply{len(w.state.kept.Messages), w.texts()} })
		write(rw, http.StatusOK, reply)
	})
}

type messagesReply struct {
	Sent     int    `json:"sent"`
	Messages []Text `json:"messages"` // the last ones, newest first
}

// texts lists the messages that still have their words, newest first; called
// inside look or change.
func (w *World) texts() []Text {
	list := []Text{}
	for _, m := range w.state.kept.Messages {
		if m.Text != "" {
			list = append(list, Text{m.To, m.Text, m.At})
		}
	}
	slices.SortFunc(list, func(a, b Text) int {
		if c := b.At.Compare(a.At); c != 0 {
			return c
		}
		return strings.Compare(a.Text, b.Text)
	})
	return list
}

// forgetTexts keeps the words of the last messages only; called inside change.
func (w *World) forgetTexts() {
	list := w.texts()
	if len(list) <= textsKept {
		return
	}
	oldest := list[textsKept-1].At
	for id, m := range w.state.kept.Messages {
		if m.At.Before(oldest) {
			m.Text, m.To = "", ""
			w.state.kept.Messages[id] = m
		}
	}
}
