package sim

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"onevisit/models"
)

// idCard is the identity card beside its last day, which the person's own record
// has.
type idCard struct {
	status      string // "" = never made; valid | lost | damaged | void
	issuedOn    string
	lossOn      string
	noFingers   bool
	otherName   bool
	disputed    bool
	photoOn     string
	supported   bool
	orderNumber string
	orderedOn   string
	temporaryTo string
}

type member struct {
	name, relation string
	elsewhere      bool
}

type change struct{ item, on string }

type leaver struct{ name, reason, on string }

type household struct {
	none       bool
	collective bool
	bookOn     string
	disputed   bool
	members    []member
	changes    []change
	exits      []leaver
}

type stay struct {
	city, since, address string
	proofs               string // "1,2": job, home
}

type cardWire struct {
	State       string `json:"zt"` // 0 none, 1 valid, 2 lost, 3 void, 4 damaged
	IssuedOn    string `json:"qfrq"`
	ValidTo     string `json:"yxqz"`
	LossOn      string `json:"gsrq"`
	Fingers     string `json:"zwbj"`
	SameName    string `json:"xmyz"`
	Disputed    string `json:"chbj"`
	PhotoOn     string `json:"zprq"`
	Supported   string `json:"dbbj"`
	OrderNumber string `json:"slh"`
	OrderedOn   string `json:"slrq"`
	TemporaryTo string `json:"lszyxqz"`
}

type memberWire struct {
	Key      string `json:"xh"`
	Name     string `json:"xm"`
	Relation string `json:"gx"` // GB/T 4761, its first level
	Together string `json:"thbj"`
}

type changeWire struct {
	Key  string `json:"xh"`
	Item string `json:"bgxm"`
	On   string `json:"bgrq"`
}

type exitWire struct {
	Key    string `json:"xh"`
	Name   string `json:"xm"`
	Reason string `json:"zxyy"`
	On     string `json:"zxrq"`
}

type householdWire struct {
	Kind     string `json:"hlx"`
	BookOn   string `json:"hkbrq"`
	Disputed string `json:"chbj"`
	Members  any    `json:"cy"`
	Changes  any    `json:"bg"`
	Exits    any    `json:"zx"`
}

type stayWire struct {
	City    string `json:"xzqh"`
	Since   string `json:"djrq"`
	Address string `json:"jzdz"`
	Proofs  string `json:"hcjg"`
}

func (w *World) mountHousehold(mux *http.ServeMux) {
	about(w, mux, "population.id-card", "/rk/id-card", w.idCardOf)
	about(w, mux, "population.household", "/rk/household", func(c *citizen) envelope {
		if c.home.none {
			return nothing()
		}
		return found(c.home.wire())
	})
	about(w, mux, "population.stay", "/rk/stay", func(c *citizen) envelope {
		if c.stay == nil {
			return nothing()
		}
		return found(stayWire{c.stay.city, compact(c.stay.since), escape(c.stay.address), c.stay.proofs})
	})
	about(w, mux, "population.conduct", "/rk/conduct", func(c *citizen) envelope {
		return found(map[string]string{"jg": flag(!c.heard)})
	})
	answer(w, mux, "population.loss", "/rk/loss", w.reportCardLoss)
	answer(w, mux, "population.order", "/rk/order", w.orderCard)
	answer(w, mux, "population.production", "/rk/order/query", w.queryCard)
}

func (h household) wire() householdWire {
	relations := map[string]string{"spouse": "10", "child": "20", "parent": "50", "grandparent": "60", "grandchild": "40", "sibling": "70", "other": "97"}
	items := map[string]string{"name": "01", "sex": "02", "ethnic-group": "03", "birth-date": "04", "id-number": "05", "address": "06"}
	reasons := map[string]string{"death": "1", "abroad": "2", "duplicate": "3"}
	var members, changes, exits []any
	for i, m := range h.members {
		members = append(members, memberWire{fmt.Sprintf("c%d", i+1), escape(m.name), relations[m.relation], flag(!m.elsewhere)})
	}
	for i, c := range h.changes {
		changes = append(changes, changeWire{fmt.Sprintf("b%d", i+1), items[c.item], compact(c.on)})
	}
	for i, e := range h.exits {
		exits = append(exits, exitWire{fmt.Sprintf("z%d", i+1), escape(e.name), reasons[e.reason], compact(e.on)})
	}
	kind := "1"
	if h.collective {
		kind = "2"
	}
	return householdWire{kind, compact(h.bookOn), flag(h.disputed), single(members), single(changes), single(exits)}
}

// idCardOf answers the card, and what was ordered here since.
func (w *World) idCardOf(c *citizen) envelope {
	k := c.card
	for _, e := range w.entries(c, cardLoss) {
		k.status, k.lossOn = "lost", string(models.DateOf(e.At))
	}
	w.state.look(func() {
		for _, o := range w.state.kept.Cards {
			if o.Holder != c.ID || o.Kind != "id-card" {
				continue
			}
			if o.state(w.cfg.Clock.Now()) != "made" {
				k.orderNumber, k.orderedOn = o.Number, string(models.DateOf(o.At))
			}
		}
	})
	validTo := compact(c.cardValidTo)
	switch {
	case k.status == "":
		validTo = ""
	case c.cardValidTo == "9999-12-31":
		validTo = escape("长期")
	}
	return found(cardWire{
		State:    map[string]string{"": "0", "valid": "1", "lost": "2", "void": "3", "damaged": "4"}[k.status],
		IssuedOn: compact(k.issuedOn), ValidTo: validTo, LossOn: compact(k.lossOn), Fingers: flag(!k.noFingers), SameName: flag(!k.otherName),
		Disputed: flag(k.disputed), PhotoOn: compact(k.photoOn), Supported: flag(k.supported),
		OrderNumber: k.orderNumber, OrderedOn: compact(k.orderedOn), TemporaryTo: compact(k.temporaryTo),
	})
}

// cardLoss is the entry of a lost identity card.
const cardLoss = "card-loss"

// reportCardLoss lets nobody use a card from the moment its loss is reported, once
// per key.
func (w *World) reportCardLoss(in struct {
	Key string `json:"ywlsh"`
	ID  string `json:"sfzh"`
	On  string `json:"dsrq"` // YYYYMMDD
},
) envelope {
	c := w.people.byNumber[in.ID]
	if c == nil || in.Key == "" || len(in.On) != 8 || c.card.status == "" {
		return no("E105")
	}
	var out envelope
	w.state.change(func() {
		e := w.state.kept.Entries[in.Key]
		if e == nil {
			e = &entry{Number: fmt.Sprintf("S4499%08d", w.state.next()), What: cardLoss, ID: in.ID, Data: map[string]string{"on": in.On}, At: w.cfg.Clock.Now()}
			w.state.kept.Entries[in.Key] = e
		}
		out = found(map[string]string{"gsbh": e.Number})
	})
	return out
}

func (w *World) orderCard(in struct {
	Key     string `json:"ywlsh"`
	ID      string `json:"sfzh"`
	Kind    string `json:"zjzl"`
	Reason  string `json:"sqlb"`
	LostOn  string `json:"dsrq"` // for the file: the loss was reported before
	Address string `json:"jzdz"`
	Photo   string `json:"zpzy"`
},
) envelope {
	c := w.people.byNumber[in.ID]
	known := slices.Contains([]string{"id-card", "temporary-id", "residence-permit", "residence-endorsement"}, in.Kind)
	if c == nil || in.Key == "" || in.Reason == "" || !known || strings.HasPrefix(in.Kind, "residence") && in.Address == "" ||
		in.Kind == "id-card" && in.Reason == "renewal" && len(in.Photo) != 64 {
		return no("E105")
	}
	var o *cardOrder
	w.state.change(func() {
		if o = w.state.kept.Cards[in.Key]; o != nil {
			return
		}
		o = &cardOrder{Kind: in.Kind}
		o.Number, o.Holder, o.At = fmt.Sprintf("H449900%07d", w.state.next()), c.ID, w.cfg.Clock.Now()
		w.state.kept.Cards[in.Key] = o
	})
	return found(map[string]string{"slh": o.Number})
}

func (w *World) queryCard(in struct {
	Key string `json:"ywlsh"`
},
) envelope {
	var o *cardOrder
	w.state.look(func() { o = w.state.kept.Cards[in.Key] })
	if o == nil {
		return nothing()
	}
	state := map[string]string{"accepted": "1", "producing": "2", "made": "3"}[o.state(w.cfg.Clock.Now())]
	if o.Kind == "residence-endorsement" { // an entry, nothing is made in a factory
		state = "3"
	}
	return found(map[string]string{"slh": o.Number, "zt": state})
}
