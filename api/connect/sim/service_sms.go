package sim

import "net/http"

func (w *World) mountSMS(mux *http.ServeMux) {
	mux.HandleFunc("POST /messages", w.Faults.wrap("sms.send", func(rw http.ResponseWriter, r *http.Request) {
		var in struct {
			ID       string            `json:"id"`
			To       string            `json:"to"`
			Template string            `json:"template"`
			Language string            `json:"language"`
			Values   map[string]string `json:"values"`
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
				w.state.kept.Messages[in.ID] = message{Template: in.Template, At: w.cfg.Clock.Now()}
			}
		})
		write(rw, http.StatusOK, map[string]string{"status": "queued"})
	}))
	mux.HandleFunc("POST /control/messages", func(rw http.ResponseWriter, _ *http.Request) {
		var n int
		w.state.look(func() { n = len(w.state.kept.Messages) })
		write(rw, http.StatusOK, map[string]int{"sent": n})
	})
}
