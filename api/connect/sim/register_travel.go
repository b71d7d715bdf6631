package sim

import "cmp"

type taiwanWire struct {
	Number       string `json:"zjhm"`
	Form         string `json:"zjlx"` // 17 card, 16 booklet
	State        string `json:"zjzt"` // 1 valid, 2 lost, 3 void
	IssuedOn     string `json:"qfrq"`
	ValidTo      string `json:"yxqz"`
	SameName     string `json:"xmyz"`
	Endorsements any    `json:"qz,omitempty"`
}

type taiwanEndorsementWire struct {
	Category string `json:"qzzl"`
	Entries  string `json:"cs"`   // a number, or D for any
	Left     string `json:"sycs"` // the same
	IssuedOn string `json:"qfrq"`
	ValidTo  string `json:"yxqz"`
}

type readyWire struct {
	Document  string `json:"zjzl"`
	Number    string `json:"ywbh"`
	City      string `json:"xzqh"`
	Hall      string `json:"dt"`
	ReadyOn   string `json:"zzrq"`
	KeptUntil string `json:"blqz"`
	HandIn    string `json:"jjz"` // the old document is taken in
}

func documentCodes() map[string]string {
	return map[string]string{"passport": "14", "hkm-permit": "12", "hkm-endorsement": "22", "taiwan-permit": "17", "taiwan-endorsement": "27"}
}

func stateCodes() map[string]string {
	return map[string]string{"accepted": "1", "examining": "2", "correction": "3", "approved": "4", "making": "5"}
}

// kind is the code of what is made.
func (p *production) kind() string { return cmp.Or(p.Kind, "14") }

func (w *World) taiwanOf(c *citizen) envelope {
	p := c.taiwan
	if p == nil {
		return nothing()
	}
	var list []any
	for _, e := range p.endorsements {
		list = append(list, taiwanEndorsementWire{e.category, entriesWire(e.entries, e.entries), entriesWire(e.entries, e.left), compact(e.issuedOn), compact(e.validTo)})
	}
	return found(taiwanWire{
		Number: p.number, Form: map[string]string{"card": "17", "booklet": "16"}[p.form],
		State:    map[string]string{"valid": "1", "lost": "2", "void": "3"}[w.statusOf(c, p.number, p.status)],
		IssuedOn: compact(p.issuedOn), ValidTo: compact(p.validTo), SameName: flag(!p.otherName), Endorsements: single(list),
	})
}

func readyOf(c *citizen) envelope {
	var list []any
	for _, d := range c.ready {
		list = append(list, readyWire{documentCodes()[d.document], d.number, d.city, escape(d.hall), compact(d.readyOn), compact(d.keptUntil), flag(d.handIn)})
	}
	return rows(list)
}
