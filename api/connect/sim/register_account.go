package sim

import (
	"fmt"
	"hash/fnv"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"onevisit/models"
	"onevisit/models/pii"
)

// fine is a decision made before the world began.
type fine struct {
	number     string // 15 digits
	kind       string // 1 decision, 3 voucher, 4 handling notice
	state      string // 0 unpaid, 2 clearing, 8 cancelled, 9 nothing to pay
	fineFen    int64
	receivedOn string
	decidedOn  string
	paused     int
	elsewhere  bool // its office cannot be paid into from here
	at         string
	act        act
	plate      string
	plateType  string
}

// account is what the points register knows of a driver beyond the sum.
type account struct {
	reduced, fullMarks             int
	grave, cheated, everFull, told bool
	noviceTo, licencedOn           string
}

type medical struct {
	examined, validTo string
	failed            bool
	classes           string
}

// entry is something a hall has entered.
type entry struct {
	Number string            `json:"number"`
	What   string            `json:"what"`
	ID     string            `json:"id"`
	Data   map[string]string `json:"data"`
	At     time.Time         `json:"at"`
}

type fineWire struct {
	Number   string `json:"jdsbh"` // 16 digits
	Kind     string `json:"wslb"`
	State    string `json:"jkbj"` // 0 unpaid, 1 paid, 2 clearing, 8 cancelled, 9 nothing to pay
	Fine     string `json:"fkje"` // yuan
	Received string `json:"sdrq"` // YYYYMMDD
	Decided  string `json:"clsj"`
	Paused   string `json:"ztts"`
	Holder   string `json:"dsr"`
	Plate    string `json:"hphm"`
	Type     string `json:"hpzl"`
	Act      string `json:"wfms"`
	At       string `json:"wfsj"`
	Place    string `json:"wfdz"`
	Office   string `json:"cljg"`
	Name     string `json:"cljgmc"`
	Payable  string `json:"kjf"`
}

func (w *World) mountAccount(mux *http.ServeMux) {
	about(w, mux, "traffic.decisions", "/tmri/decisions", func(c *citizen) envelope {
		var list []any
		for _, f := range w.finesOf(c) {
			if f.State == "0" || f.State == "2" {
				list = append(list, f)
			}
		}
		return rows(list)
	})
	answer(w, mux, "traffic.decision-number", "/tmri/decision/number", func(in struct {
		Number string `json:"jdsbh"`
	},
	) envelope {
		for _, c := range w.people.all {
			for _, f := range w.finesOf(c) {
				if f.Number == in.Number {
					return found(f)
				}
			}
		}
		return nothing()
	})
	about(w, mux, "traffic.points", "/tmri/points", w.pointsOf)
	about(w, mux, "traffic.medical", "/tmri/medical", func(c *citizen) envelope {
		m := c.medical
		if m == nil {
			return nothing()
		}
		return found(map[string]string{"tjrq": compact(m.examined), "yxqz": compact(m.validTo), "hg": flag(!m.failed), "zjcx": m.classes})
	})
	answer(w, mux, "traffic.filing", "/tmri/filing", w.filingOf)
	answer(w, mux, "traffic.filing-consent", "/tmri/filing/consent", func(in plateWire) envelope {
		if in.Code != ownersCode(in.Type+in.Plate) {
			return nothing()
		}
		return found(map[string]string{"ty": "Y"})
	})
	answer(w, mux, "traffic.entry", "/tmri/entry", w.enter)
	answer(w, mux, "traffic.entry-query", "/tmri/entry/query", func(in struct {
		Key string `json:"ywlsh"`
	},
	) envelope {
		var e *entry
		w.state.look(func() { e = w.state.kept.Entries[in.Key] })
		if e == nil {
			return nothing()
		}
		return found(map[string]string{"lsh": e.Number})
	})
}

// finesOf lists every decision against a citizen: those of before the world
// began and those made since.
func (w *World) finesOf(c *citizen) []fineWire {
	var out []fineWire
	w.state.look(func() {
		for _, f := range c.fines {
			out = append(out, w.fineWire(c, f, here()))
		}
		for _, key := range slices.Sorted(maps.Keys(w.state.kept.Decisions)) {
			d := w.state.kept.Decisions[key]
			v := c.violation(d.Record)
			if v.record == "" {
				continue
			}
			on, state := string(models.DateOf(d.At)), "0"
			if v.fineFen == 0 {
				state = "9"
			}
			out = append(out, w.fineWire(c, fine{
				number: d.Number, kind: "1", state: state, fineFen: v.fineFen, receivedOn: on, decidedOn: on,
				at: v.at, act: act{text: v.act}, plate: v.plate, plateType: v.plateType,
			}, office{v.office, v.officeName}))
		}
	})
	return out
}

// fineWire is called inside look.
func (w *World) fineWire(c *citizen, f fine, by office) fineWire {
	number := f.number + checkDigit(f.number)
	state := f.state
	if _, paid := w.state.kept.PaidFines[number]; paid {
		state = "1"
	}
	return fineWire{
		Number: number, Kind: f.kind, State: state, Fine: strconv.FormatInt(f.fineFen/100, 10), Received: compact(f.receivedOn),
		Decided: compact(f.decidedOn), Paused: strconv.Itoa(f.paused), Holder: escape(pii.MaskName(c.Name)), Plate: escape(f.plate), Type: f.plateType,
		Act: escape(f.act.text), At: f.at + ":00", Place: escape(places()[0]), Office: by.code + "000400", Name: escape(by.name), Payable: flag(!f.elsewhere),
	}
}

func (w *World) pointsOf(c *citizen) envelope {
	if c.driver == nil {
		return nothing()
	}
	a := c.account
	reply := map[string]any{
		"jmf": strconv.Itoa(a.reduced), "mfxxcs": strconv.Itoa(a.fullMarks), "yzwf": flag(a.grave), "xxzb": flag(a.cheated),
		"sxqz": compact(a.noviceTo), "cjmf": flag(a.everFull), "yyxx": flag(a.told || len(w.entries(c, "study-to-reduce")) > 0),
		"cclzrq": compact(a.licencedOn),
	}
	var list []any
	if c.driver.points > 0 {
		list = append(list, map[string]string{"clsj": compact(c.driver.cycleFrom), "wfms": escape("本周期较早的记录"), "wfjfs": strconv.Itoa(c.driver.points), "zr": "N"})
	}
	w.state.look(func() {
		for _, v := range c.violations {
			if _, handled := w.state.kept.Records[v.record]; handled && v.points > 0 {
				list = append(list, map[string]string{"clsj": compact(string(models.DateOf(w.cfg.Clock.Now()))), "wfms": escape(v.act), "wfjfs": strconv.Itoa(v.points), "zr": "N"})
			}
		}
	})
	if len(list) > 0 {
		reply["mx"] = single(list)
	}
	return found(reply)
}

type plateWire struct {
	Type  string `json:"hpzl"`
	Plate string `json:"hphm"`
	Code  string `json:"yzm"`
}

// filingOf finds a vehicle and texts its owner the code.
func (w *World) filingOf(in plateWire) envelope {
	var owner *citizen
	var car vehicle
	users := 0
	for _, c := range w.people.all {
		for _, v := range c.vehicles {
			switch {
			case v.plateType != in.Type || v.plate != in.Plate:
			case v.owned || v.unit:
				owner, car = c, v
			default:
				users++
			}
		}
	}
	if owner == nil {
		return nothing()
	}
	mobile := ""
	if owner.mobile != "" {
		mobile = pii.MaskMobile(owner.mobile)
		w.state.change(func() {
			now := w.cfg.Clock.Now()
			w.state.kept.Messages["filing "+in.Type+in.Plate+" "+now.Format("2006-01-02 15:04")] = message{
				Template: "filing-code", At: now, To: mobile, Text: "有人要备案您的车 " + pii.MaskPlate(in.Plate) + "，同意就把验证码告诉对方：" + ownersCode(in.Type+in.Plate),
			}
			w.forgetTexts()
		})
	}
	return found(map[string]string{
		"cllx": escape(car.kind), "zt": car.status, "syxz": car.use, "dwc": flag(car.unit), "bars": strconv.Itoa(users + car.users), "sjhm": mobile,
	})
}

// ownersCode is the code the owner of a vehicle is texted; in this world it does
// not change.
func ownersCode(vehicle string) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(vehicle)) // never fails
	return fmt.Sprintf("%06d", h.Sum32()%1_000_000)
}

// enter writes an entry. The key makes it safe to ask again.
func (w *World) enter(in struct {
	Key  string            `json:"ywlsh"`
	ID   string            `json:"sfzh"`
	What string            `json:"ywlx"`
	Data map[string]string `json:"nr"`
},
) envelope {
	known := []string{"licence-renewal", "licence-replacement", "inspection-mark", "vehicle-filing", "study-to-reduce", "dispute-upheld"}
	if in.Key == "" || w.people.byNumber[in.ID] == nil || !slices.Contains(known, in.What) {
		return no("E301")
	}
	if in.What == "vehicle-filing" && in.Data["code"] != ownersCode(in.Data["plate_type"]+in.Data["plate"]) {
		return no("E302")
	}
	var out envelope
	w.state.change(func() {
		e := w.state.kept.Entries[in.Key]
		if e == nil {
			e = &entry{Number: fmt.Sprintf("T4403%08d", w.state.next()), What: in.What, ID: in.ID, Data: in.Data, At: w.cfg.Clock.Now()}
			w.state.kept.Entries[in.Key] = e
		}
		out = found(map[string]string{"lsh": e.Number})
	})
	return out
}

// entries lists what was entered for a citizen since the world began, oldest first.
func (w *World) entries(c *citizen, what string) []entry {
	var out []entry
	w.state.look(func() {
		for _, e := range w.state.kept.Entries {
			if e.ID == c.IDNumber && e.What == what {
				out = append(out, *e)
			}
		}
	})
	slices.SortFunc(out, func(a, b entry) int { return strings.Compare(a.Number, b.Number) })
	return out
}

// vehiclesOf are a citizen's vehicles with what was entered about them since.
func (w *World) vehiclesOf(c *citizen) []vehicle {
	out := slices.Clone(c.vehicles)
	for _, e := range w.entries(c, "inspection-mark") {
		for i, v := range out {
			if v.plate == e.Data["plate"] && v.plateType == e.Data["plate_type"] {
				out[i].inspectedTo = string(models.Date(v.inspectedTo).AddMonths(24))
				out[i].status = strings.ReplaceAll(v.status, "Q", "")
				if out[i].status == "" {
					out[i].status = "A"
				}
			}
		}
	}
	for _, e := range w.entries(c, "vehicle-filing") {
		for _, other := range w.people.all {
			for _, v := range other.vehicles {
				if v.plate == e.Data["plate"] && v.plateType == e.Data["plate_type"] && v.owned {
					v.owned, v.filedOn = false, string(models.DateOf(e.At))
					out = append(out, v)
				}
			}
		}
	}
	return out
}

// upheld tells whether an objection took a record away; its register asks once
// for all of a citizen's.
func (w *World) upheld(c *citizen) map[string]bool {
	out := map[string]bool{}
	for _, e := range w.entries(c, "dispute-upheld") {
		out[e.Data["record"]] = true
	}
	return out
}

// validTo is the end of a licence, with the renewals since.
func (w *World) validTo(c *citizen) (end, status string) {
	end, status = c.driver.validTo, c.driver.status
	for range w.entries(c, "licence-renewal") {
		end, status = string(models.Date(end).AddMonths(120)), strings.ReplaceAll(status, "M", "")
		if status == "" {
			status = "A"
		}
	}
	return end, status
}
