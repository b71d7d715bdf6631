package sim

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"onevisit/models"
)

type applicantWire struct {
	Staff       string `json:"gzry"` // flags Y/N; why somebody is on a list is never told
	Military    string `json:"jr"`
	Ban         string `json:"bkbz"`
	Fingers     string `json:"zwbz"`
	Face        string `json:"rxbz"`
	Application string `json:"sqrzt"`
}

type permitWire struct {
	ID           string `json:"sfzh"`
	Number       string `json:"zjhm"`
	Form         string `json:"zjlx"` // 12 card, 10 booklet
	State        string `json:"zjzt"` // 1 valid, 2 lost, 3 void
	IssuedOn     string `json:"qfrq"`
	ValidTo      string `json:"yxqz"`
	WritesLeft   string `json:"sycs"`
	SameName     string `json:"xmyz"`
	Endorsements any    `json:"qz,omitempty"`
}

type endorsementWire struct {
	Destination string `json:"qwd"` // HKG, MAC
	Category    string `json:"qzzl"`
	Entries     string `json:"cs"`   // 1, 2 or D for any number
	Left        string `json:"sycs"` // the same
	IssuedOn    string `json:"qfrq"`
	ValidTo     string `json:"yxqz"`
}

type passportWire struct {
	Number   string `json:"hzhm"`
	State    string `json:"zjzt"` // 1 valid, 2 lost, 3 void, 4 damaged
	IssuedOn string `json:"qfrq"`
	ValidTo  string `json:"yxqz"`
	IssuedAt string `json:"qfd"`
	Pages    string `json:"kbym"` // -1 not known
	Surname  string `json:"ywx"`
	Given    string `json:"ywm"`
	SameName string `json:"xmyz"`
}

type filingWire struct {
	Company      string `json:"dwmc"`
	Destinations string `json:"qwd"` // "HKG,MAC"
	ValidTo      string `json:"yxqz"`
}

type pendingWire struct {
	Document string `json:"zjzl"` // 14 passport, 12 permit, 22 endorsement, 17 Taiwan permit, 27 its endorsement
	Number   string `json:"ywbh"`
	On       string `json:"slrq"`
	State    string `json:"zt,omitempty"` // 1 accepted, 2 examined, 3 to be corrected, 4 approved, 5 being made
	Promised string `json:"cnrq,omitempty"`
}

func (w *World) mountExitEntry(mux *http.ServeMux) {
	about(w, mux, "exit-entry.applicant", "/crj/applicant", func(c *citizen) envelope {
		return found(applicantWire{flag(c.staff), flag(c.military), flag(c.banned), flag(!c.noFingers), flag(!c.noFace), "1"})
	})
	about(w, mux, "exit-entry.permit", "/crj/permit", w.permitOf)
	about(w, mux, "exit-entry.passport", "/crj/passport", w.passportOf)
	about(w, mux, "exit-entry.filing", "/crj/filing", func(c *citizen) envelope {
		if c.filing == nil {
			return nothing()
		}
		return found(filingWire{escape(c.filing.company), strings.Join(c.filing.destinations, ","), compact(c.filing.validTo)})
	})
	about(w, mux, "exit-entry.taiwan", "/crj/taiwan-permit", w.taiwanOf)
	about(w, mux, "exit-entry.ready", "/crj/ready", readyOf)
	about(w, mux, "exit-entry.pending", "/crj/pending", w.pendingOf)
	answer(w, mux, "exit-entry.endorse", "/crj/endorsement", w.endorse)
	answer(w, mux, "exit-entry.loss", "/crj/loss", w.reportLoss)
	answer(w, mux, "exit-entry.order", "/crj/passport-order", w.orderPassport)
	answer(w, mux, "exit-entry.production", "/crj/passport-order/query", w.queryPassport)
}

func (w *World) permitOf(c *citizen) envelope {
	p := c.permit
	if p == nil {
		return nothing()
	}
	out := permitWire{
		ID: c.IDNumber, Number: p.number, Form: map[string]string{"card": "12", "booklet": "10"}[p.form],
		State:    map[string]string{"valid": "1", "lost": "2", "void": "3"}[w.statusOf(c, p.number, p.status)],
		IssuedOn: compact(p.issuedOn), ValidTo: compact(p.validTo), SameName: flag(!p.otherName),
	}
	var list []any
	for _, e := range p.endorsements {
		list = append(list, endorsementWire{e.destination, e.category, entriesWire(e.entries, e.entries), entriesWire(e.entries, e.left), compact(e.issuedOn), compact(e.validTo)})
	}
	written := 0
	w.state.look(func() {
		for _, g := range w.state.kept.Endorsements {
			if g.Permit == p.number {
				written++
				list = append(list, g.wire())
			}
		}
	})
	out.WritesLeft = strconv.Itoa(max(0, p.writesLeft-written))
	out.Endorsements = single(list)
	return found(out)
}

// entriesWire writes a number of entries; 0 issued means any number.
func entriesWire(issued, n int) string {
	if issued == 0 {
		return "D"
	}
	return strconv.Itoa(n)
}

func (g grant) wire() endorsementWire {
	entries := g.Entries
	if entries == "multiple" {
		entries = "D"
	}
	months := 3
	if g.Validity == "1y" {
		months = 12
	}
	to := models.DateOf(models.Date(g.On).Time().AddDate(0, months, 0))
	return endorsementWire{g.Destination, g.Category, entries, entries, compact(g.On), compact(string(to))}
}

func (w *World) passportOf(c *citizen) envelope {
	p := c.passport
	if p == nil {
		return nothing()
	}
	return found(passportWire{
		Number: p.number, State: map[string]string{"valid": "1", "lost": "2", "void": "3", "damaged": "4"}[w.statusOf(c, p.number, p.status)],
		IssuedOn: compact(p.issuedOn), ValidTo: compact(p.validTo), IssuedAt: escape(p.issuedAt), Pages: strconv.Itoa(p.pagesLeft),
		Surname: p.surname, Given: p.given, SameName: flag(!p.otherName),
	})
}

func (w *World) pendingOf(c *citizen) envelope {
	var list []any
	for _, p := range c.pending {
		list = append(list, pendingWire{documentCodes()[p.document], p.number, compact(p.acceptedOn), stateCodes()[p.state], compact(p.promisedOn)})
	}
	w.state.look(func() {
		for _, p := range w.state.kept.Passports {
			if p.Holder == c.ID && p.state(w.cfg.Clock.Now()) != "made" {
				list = append(list, pendingWire{p.kind(), p.Number, compact(string(models.DateOf(p.At))), "5", ""})
			}
		}
	})
	return rows(list)
}

// endorse takes the notice that an endorsement was put on a card, once per key.
func (w *World) endorse(in struct {
	Key         string `json:"ywlsh"`
	Permit      string `json:"zjhm"`
	Destination string `json:"qwd"`
	Category    string `json:"qzzl"`
	Entries     string `json:"cs"`
	Validity    string `json:"yxq"`
	On          string `json:"qfrq"` // YYYYMMDD
},
) envelope {
	if w.people.byPermit[in.Permit] == nil || len(in.On) != 8 || in.Key == "" {
		return no("E103")
	}
	w.state.change(func() {
		on := in.On[:4] + "-" + in.On[4:6] + "-" + in.On[6:]
		w.state.kept.Endorsements[in.Key] = grant{in.Permit, in.Destination, in.Category, in.Entries, in.Validity, on}
	})
	return found(map[string]string{"jg": "Y"})
}

func (w *World) orderPassport(in struct {
	Key     string `json:"ywlsh"`
	ID      string `json:"sfzh"`
	Kind    string `json:"zjzl"` // 14 passport, 12 permit, 17 Taiwan permit; "" a passport
	Reason  string `json:"sqlb"`
	Old     string `json:"yzjhm"`
	Surname string `json:"ywx"`
	Given   string `json:"ywm"`
	Photo   string `json:"zpzy"`
},
) envelope {
	c := w.people.byNumber[in.ID]
	if kinds := []string{"", "14", "12", "17"}; c == nil || !slices.Contains(kinds, in.Kind) || in.Key == "" || in.Given == "" || len(in.Photo) != 64 {
		return no("E104")
	}
	var p *production
	w.state.change(func() {
		if p = w.state.kept.Passports[in.Key]; p != nil {
			return
		}
		n := w.state.next()
		p = &production{Number: fmt.Sprintf("P449900%07d", n), Holder: c.ID, Kind: in.Kind, At: w.cfg.Clock.Now()}
		p.Document = fmt.Sprintf(map[string]string{"14": "EZ%07d", "12": "CZ%07d", "17": "L%08d"}[p.kind()], 8000000+n)
		w.state.kept.Passports[in.Key] = p
	})
	return found(map[string]string{"ywbh": p.Number})
}

func (w *World) queryPassport(in struct {
	Key string `json:"ywlsh"`
},
) envelope {
	var p *production
	w.state.look(func() { p = w.state.kept.Passports[in.Key] })
	if p == nil {
		return nothing()
	}
	out := map[string]string{"ywbh": p.Number, "zt": map[string]string{"accepted": "1", "producing": "2", "made": "3"}[p.state(w.cfg.Clock.Now())]}
	if out["zt"] == "3" {
		out["hzhm"] = p.Document
	}
	return found(out)
}

// state tells how far a production is: seconds stand for the working days of
// the real factory.
func (p *production) state(now time.Time) string {
	switch age := now.Sub(p.At); {
	case age < 2*time.Second:
		return "accepted"
	case age < 4*time.Second:
		return "producing"
	}
	return "made"
}

func count(n int) string { return strconv.Itoa(n) }

// reportLoss voids a document from the moment its loss is reported, once per key.
func (w *World) reportLoss(in struct {
	Key    string `json:"ywlsh"`
	ID     string `json:"sfzh"`
	Kind   string `json:"zjzl"`
	Number string `json:"zjhm"`
	On     string `json:"dsrq"` // YYYYMMDD
	How    string `json:"dsyy"`
},
) envelope {
	c := w.people.byNumber[in.ID]
	if c == nil || in.Key == "" || !slices.Contains(c.documentNumbers(), in.Number) || len(in.On) != 8 {
		return no("E105")
	}
	var out envelope
	w.state.change(func() {
		e := w.state.kept.Entries[in.Key]
		if e == nil {
			e = &entry{Number: fmt.Sprintf("L4403%08d", w.state.next()), What: "loss", ID: in.ID, Data: map[string]string{"number": in.Number}, At: w.cfg.Clock.Now()}
			w.state.kept.Entries[in.Key] = e
		}
		out = found(map[string]string{"ywbh": e.Number})
	})
	return out
}

// statusOf is a document's status with what was reported since the world began.
func (w *World) statusOf(c *citizen, number, status string) string {
	for _, e := range w.entries(c, "loss") {
		if e.Data["number"] == number {
			return "lost"
		}
	}
	return status
}

// documentNumbers are the travel documents a citizen has.
func (c *citizen) documentNumbers() []string {
	var out []string
	if c.permit != nil {
		out = append(out, c.permit.number)
	}
	if c.passport != nil {
		out = append(out, c.passport.number)
	}
	if c.taiwan != nil {
		out = append(out, c.taiwan.number)
	}
	return out
}
