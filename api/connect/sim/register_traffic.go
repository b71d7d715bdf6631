package sim

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"onevisit/models"
)

type driverWire struct {
	ID      string `json:"sfzmhm"`
	Archive string `json:"dabh"`
	Classes string `json:"zjcx"` // "C1" or "A2B2"
	State   string `json:"zt"`
	Points  string `json:"ljjf"`
	From    string `json:"jfzqq"` // YYYY-MM-DD
	To      string `json:"jfzqz"`
	ValidTo string `json:"yxqz"`
	Office  string `json:"fzjg"`
	Others  string `json:"fbrcls"` // plates of others in a year
}

type vehicleWire struct {
	Plate   string `json:"hphm"` // percent-encoded
	Type    string `json:"hpzl"`
	Kind    string `json:"cllx"`
	State   string `json:"zt"`
	Use     string `json:"syxz"`
	Owner   string `json:"syq"`  // 1 own, 2 filed, 3 unit
	FiledOn string `json:"barq"` // YYYY-MM-DD
	Classes string `json:"kycx"`
	Drivers string `json:"clrs"`
	First   string `json:"ccdjrq"` // YYYYMMDD
	Mark    string `json:"jyyxqz"`
	Insured string `json:"qzbxzzrq"`
	Hurt    string `json:"swsg"`
	Tested  string `json:"jyrq"`
}

type violationWire struct {
	Record    string `json:"xh"`
	Plate     string `json:"hphm"`
	Type      string `json:"hpzl"`
	At        string `json:"wfsj"` // YYYY-MM-DD HH:MM:SS
	Place     string `json:"wfdz"`
	Code      string `json:"wfxw"`
	Act       string `json:"wfms"`
	Points    string `json:"wfjfs"`
	Fine      string `json:"fkje"` // yuan, as the platform writes it
	Office    string `json:"cjjg"` // six digits and the department's
	Name      string `json:"cjjgmc"`
	State     string `json:"clbj"` // 0 open, 2 locked, 3 disputed
	Procedure string `json:"cfcx"` // 1 simple, 2 general
	Accident  string `json:"sgbj"`
	Provision string `json:"wfgd"`
	Basis     string `json:"fltw"`
	Measured  string `json:"scz"` // with its unit, empty where nothing is measured
	Limit     string `json:"bzz"`
	Pictures  any    `json:"zp,omitempty"`
}

func (w *World) mountTraffic(mux *http.ServeMux) {
	about(w, mux, "traffic.driver", "/tmri/driver", w.driverOf)
	about(w, mux, "traffic.vehicles", "/tmri/vehicles", func(c *citizen) envelope {
		var list []any
		for _, v := range w.vehiclesOf(c) {
			list = append(list, v.wire())
		}
		return rows(list)
	})
	about(w, mux, "traffic.violations", "/tmri/violations", w.violationsOf)
	answer(w, mux, "traffic.evidence", "/tmri/evidence", w.evidence)
	answer(w, mux, "traffic.decide", "/tmri/decision", w.decide)
	answer(w, mux, "traffic.decision", "/tmri/decision/query", func(in struct {
		Key string `json:"ywlsh"`
	},
	) envelope {
		var d *decision
		w.state.look(func() { d = w.state.kept.Decisions[in.Key] })
		if d == nil {
			return nothing()
		}
		return found(map[string]string{"jdsbh": d.Number, "xh": d.Record})
	})
	answer(w, mux, "traffic.check-digit", "/tmri/decision/check-digit", w.checkDigitOf)
	answer(w, mux, "traffic.paid", "/tmri/payment", w.finePaid)
	w.mountAccount(mux)
}

// driverOf adds the points of what was decided since the world was made.
func (w *World) driverOf(c *citizen) envelope {
	d := c.driver
	if d == nil {
		return nothing()
	}
	points := d.points
	end, status := w.validTo(c)
	w.state.look(func() {
		for _, v := range c.violations {
			if _, handled := w.state.kept.Records[v.record]; handled {
				points += v.points
			}
		}
	})
	return found(driverWire{
		ID: c.IDNumber, Archive: d.archive, Classes: strings.ReplaceAll(d.classes, ",", ""), State: status, Points: strconv.Itoa(points),
		From: d.cycleFrom, To: d.cycleTo, ValidTo: end, Office: escape(d.office), Others: strconv.Itoa(d.othersPlates),
	})
}

func (v vehicle) wire() vehicleWire {
	owner := "2"
	switch {
	case v.unit:
		owner = "3"
	case v.owned:
		owner = "1"
	}
	return vehicleWire{
		Plate: escape(v.plate), Type: v.plateType, Kind: escape(v.kind), State: v.status, Use: v.use, Owner: owner,
		FiledOn: v.filedOn, Classes: v.classes, Drivers: strconv.Itoa(v.driversTaken),
		First: compact(v.registeredOn), Mark: compact(v.inspectedTo), Insured: compact(v.insuredTo), Hurt: flag(v.hurt), Tested: compact(v.testedOn),
	}
}

func (w *World) violationsOf(c *citizen) envelope {
	var list []any
	gone := w.upheld(c)
	w.state.look(func() {
		for _, v := range c.violations {
			if _, handled := w.state.kept.Records[v.record]; !handled && !gone[v.record] {
				list = append(list, v.wire())
			}
		}
	})
	return rows(list)
}

func (v violation) wire() violationWire {
	procedure := "1"
	if v.general {
		procedure = "2"
	}
	out := violationWire{
		Record: v.record, Plate: escape(v.plate), Type: v.plateType, At: v.at + ":00", Place: escape(v.place), Code: v.code, Act: escape(v.act),
		Points: strconv.Itoa(v.points), Fine: strconv.FormatInt(v.fineFen/100, 10), Office: v.office + "000400", Name: escape(v.officeName),
		State:     map[string]string{"open": "0", "locked": "2", "disputed": "3"}[v.state],
		Procedure: procedure, Accident: flag(v.accident), Provision: escape(v.provision), Basis: escape(v.basis),
		Measured: escape(v.measured), Limit: escape(v.limit),
	}
	if v.hidden {
		return out
	}
	var pictures []any
	for i := range v.pictures {
		pictures = append(pictures, map[string]string{"zpmc": pictureName(v.record, i)})
	}
	out.Pictures = single(pictures)
	return out
}

func pictureName(record string, i int) string { return fmt.Sprintf("%s-%d.jpg", record, i+1) }

func (w *World) evidence(in struct {
	Name string `json:"zpmc"`
},
) envelope {
	record, _, _ := strings.Cut(in.Name, "-")
	c := w.people.byRecord[record]
	if c == nil {
		return nothing()
	}
	for _, v := range c.violations {
		for i := range v.pictures {
			if !v.hidden && pictureName(v.record, i) == in.Name {
				return found(map[string]string{"zp": base64.StdEncoding.EncodeToString(evidencePicture(v, i))})
			}
		}
	}
	return nothing()
}

// decide makes a simple-procedure decision. The key makes it safe to ask again;
// a record handled under another key, or by another channel, is refused.
func (w *World) decide(in struct {
	Key    string `json:"ywlsh"`
	Record string `json:"xh"`
	ID     string `json:"jszh"`
	Fine   string `json:"fkje"`
	Points string `json:"wfjfs"`
	Kind   string `json:"cfzl"` // 1 warning, 2 fine
	At     string `json:"clsj"`
},
) envelope {
	c := w.people.byRecord[in.Record]
	if c == nil || c.IDNumber != in.ID || c.driver == nil || in.Key == "" {
		return no("E201")
	}
	v := c.violation(in.Record)
	if v.state != "open" || v.general || v.hidden {
		return no("E202")
	}
	if in.Fine != strconv.FormatInt(v.fineFen/100, 10) || in.Points != strconv.Itoa(v.points) || (in.Kind == "1") != (v.fineFen == 0) {
		return no("E203")
	}
	var out envelope
	w.state.change(func() {
		k := &w.state.kept
		if d := k.Decisions[in.Key]; d != nil {
			out = found(map[string]string{"jdsbh": d.Number})
			return
		}
		if _, handled := k.Records[in.Record]; handled {
			out = no("E204")
			return
		}
		d := &decision{Number: fmt.Sprintf("%s1%08d", v.office, 26000000+w.state.next()), Record: in.Record, At: w.cfg.Clock.Now()}
		k.Decisions[in.Key], k.Records[in.Record] = d, d.Number
		out = found(map[string]string{"jdsbh": d.Number})
	})
	return out
}

func (c *citizen) violation(record string) violation {
	for _, v := range c.violations {
		if v.record == record {
			return v
		}
	}
	return violation{}
}

func (w *World) checkDigitOf(in struct {
	Number string `json:"jdsbh"`
},
) envelope {
	if !w.decided(in.Number) {
		return nothing()
	}
	return found(map[string]string{"wsjyw": checkDigit(in.Number)})
}

func (w *World) decided(number15 string) bool {
	known := w.people.byFine[number15] != nil
	w.state.look(func() {
		for _, d := range w.state.kept.Decisions {
			known = known || d.Number == number15
		}
	})
	return known
}

// finePaid notes that a decision was paid; its number is the printed one.
func (w *World) finePaid(in struct {
	Key    string `json:"ywlsh"`
	Number string `json:"jdsbh"`
	Amount string `json:"jkje"`
	At     string `json:"jkrq"` // YYYY-MM-DD HH:MM:SS
},
) envelope {
	if len(in.Number) != 16 || !w.decided(in.Number[:15]) || checkDigit(in.Number[:15]) != in.Number[15:] {
		return no("B2322")
	}
	at, err := time.ParseInLocation(time.DateTime, in.At, models.China)
	if err != nil {
		return no("B2330")
	}
	w.state.change(func() { w.state.kept.PaidFines[in.Number] = at })
	return found(map[string]string{"jkbj": "1"})
}
