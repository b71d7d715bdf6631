package register

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"onevisit/api/connect/call"
	"onevisit/models"
	"onevisit/models/register"
)

// What the traffic platform says of fines, points, medical statements and
// vehicles to be filed, and what it is told.

type decisionWire struct {
	Number   string `json:"jdsbh"` // 16 digits
	Kind     string `json:"wslb"`  // 1 decision, 3 voucher, 4 handling notice
	State    string `json:"jkbj"`  // 0 unpaid, 1 paid, 2 clearing, 8 cancelled, 9 nothing to pay
	Fine     string `json:"fkje"`
	Received string `json:"sdrq"`
	Decided  string `json:"clsj"`
	Paused   string `json:"ztts"`
	Holder   string `json:"dsr"` // masked
	Plate    string `json:"hphm"`
	Type     string `json:"hpzl"`
	Act      string `json:"wfms"`
	At       string `json:"wfsj"`
	Place    string `json:"wfdz"`
	Office   string `json:"cljg"`
	Name     string `json:"cljgmc"`
	Payable  string `json:"kjf"`
}

func (d decisionWire) fact(read *reader) register.FineDecision {
	at, err := time.ParseInLocation(time.DateTime, d.At, models.China)
	if err != nil || len(d.Office) < 6 {
		read.fail("wfsj, cljg")
		return register.FineDecision{}
	}
	return register.FineDecision{
		Exists: true, Number: d.Number, FineFen: read.fen("fkje", d.Fine), PausedDays: read.number("ztts", d.Paused),
		Kind:       read.code("wslb", d.Kind, map[string]string{"1": "decision", "3": "voucher", "4": "handling-notice"}),
		State:      read.code("jkbj", d.State, map[string]string{"0": "unpaid", "1": "paid", "2": "clearing", "8": "cancelled", "9": "warning"}),
		ReceivedOn: read.date("sdrq", d.Received), DecidedOn: read.date("clsj", d.Decided), Holder: read.text("dsr", d.Holder),
		Plate: read.text("hphm", d.Plate), PlateType: d.Type, Act: read.text("wfms", d.Act), At: at.Format("2006-01-02 15:04"),
		Place: read.text("wfdz", d.Place), Office: d.Office[:6], OfficeName: read.text("cljgmc", d.Name), Payable: read.flag("kjf", d.Payable),
	}
}

func (r *Registers) decisions(ctx context.Context, w who) (any, error) {
	var list many[decisionWire]
	if _, err := ask(ctx, r.traffic, "/tmri/decisions", w, &list); err != nil {
		return nil, err
	}
	var read reader
	var f register.Decisions
	for _, d := range list {
		f.Items = append(f.Items, d.fact(&read))
	}
	return whole(f, read)
}

func (r *Registers) decision(ctx context.Context, number16 string) (any, error) {
	var d decisionWire
	ok, err := ask(ctx, r.traffic, "/tmri/decision/number", map[string]string{"jdsbh": number16}, &d)
	if err != nil {
		return nil, err
	}
	if !ok {
		return register.FineDecision{}, nil
	}
	var read reader
	return whole(d.fact(&read), read)
}

type pointsWire struct {
	Items   many[pointsItemWire] `json:"mx"`
	Reduced string               `json:"jmf"`
	Full    string               `json:"mfxxcs"`
	Grave   string               `json:"yzwf"`
	Cheated string               `json:"xxzb"`
	Novice  string               `json:"sxqz"`
	Ever    string               `json:"cjmf"`
	Booked  string               `json:"yyxx"`
	First   string               `json:"cclzrq"`
}

type pointsItemWire struct {
	On      string `json:"clsj"`
	Act     string `json:"wfms"`
	Points  string `json:"wfjfs"`
	Carried string `json:"zr"`
}

func (r *Registers) points(ctx context.Context, w who) (any, error) {
	var p pointsWire
	ok, err := ask(ctx, r.traffic, "/tmri/points", w, &p)
	if err != nil {
		return nil, err
	}
	if !ok {
		return register.Points{}, nil
	}
	var read reader
	f := register.Points{
		Exists: true, Reduced: read.number("jmf", p.Reduced), FullMarks: read.number("mfxxcs", p.Full), Grave: read.flag("yzwf", p.Grave),
		Cheated: read.flag("xxzb", p.Cheated), NoviceTo: read.date("sxqz", p.Novice), EverFull: read.flag("cjmf", p.Ever),
		Booked: read.flag("yyxx", p.Booked), LicencedOn: read.date("cclzrq", p.First),
	}
	for _, i := range p.Items {
		f.Items = append(f.Items, register.PointsItem{
			DecidedOn: read.date("clsj", i.On), Act: read.text("wfms", i.Act), Points: read.number("wfjfs", i.Points), Carried: read.flag("zr", i.Carried),
		})
	}
	return whole(f, read)
}

func (r *Registers) medical(ctx context.Context, w who) (any, error) {
	var m struct {
		On      string `json:"tjrq"`
		ValidTo string `json:"yxqz"`
		Passed  string `json:"hg"`
		Classes string `json:"zjcx"`
	}
	ok, err := ask(ctx, r.traffic, "/tmri/medical", w, &m)
	if err != nil {
		return nil, err
	}
	if !ok {
		return register.Medical{}, nil
	}
	var read reader
	return whole(register.Medical{
		Exists: true, Examined: read.date("tjrq", m.On), ValidTo: read.date("yxqz", m.ValidTo), Passed: read.flag("hg", m.Passed), Classes: classes(m.Classes),
	}, read)
}

// plate splits what a vehicle is asked by: two digits of its type, and its plate.
func plate(key string) map[string]string {
	kind, number := key, ""
	if len(key) > 2 {
		kind, number = key[:2], key[2:]
	}
	return map[string]string{"hpzl": kind, "hphm": number}
}

func (r *Registers) filingOf(ctx context.Context, key string) (any, error) {
	var f struct {
		Kind   string `json:"cllx"`
		State  string `json:"zt"`
		Use    string `json:"syxz"`
		Unit   string `json:"dwc"`
		Users  string `json:"bars"`
		Mobile string `json:"sjhm"`
	}
	ok, err := ask(ctx, r.traffic, "/tmri/filing", plate(key), &f)
	if err != nil {
		return nil, err
	}
	if !ok {
		return register.Filing{}, nil
	}
	var read reader
	return whole(register.Filing{
		Exists: true, Kind: read.text("cllx", f.Kind), Status: f.State, Use: f.Use, OwnedByUnit: read.flag("dwc", f.Unit),
		Users: read.number("bars", f.Users), OwnerMobile: read.text("sjhm", f.Mobile),
	}, read)
}

// filingConsent asks about an owner's code; the key is the vehicle's and the code.
func (r *Registers) filingConsent(ctx context.Context, key string) (any, error) {
	vehicle, code, _ := strings.Cut(key, "/")
	body := plate(vehicle)
	body["yzm"] = code
	var done struct {
		Agreed string `json:"ty"`
	}
	ok, err := ask(ctx, r.traffic, "/tmri/filing/consent", body, &done)
	if err != nil {
		return nil, err
	}
	return register.FilingConsent{Exists: ok && done.Agreed == "Y"}, nil
}

// Enter writes an entry into the register its name begins with, once: like a
// decision, one without a reply is asked about and not repeated.
func (r *Registers) Enter(ctx context.Context, key string, e register.Entry) (string, error) {
	office, what, ok := strings.Cut(e.What, "/")
	switch {
	case ok && office == "exit-entry":
		return r.enterExitEntry(ctx, key, what, e)
	case ok && office == "household":
		return r.enterHousehold(ctx, key, what, e)
	}
	if !ok || office != "traffic" {
		return "", fmt.Errorf("register: no register takes the entry %q", e.What)
	}
	var reply envelope
	err := r.rulings.Do(ctx, call.Request{Path: "/tmri/entry", Body: map[string]any{
		"ywlsh": key, "sfzh": e.IDNumber.Reveal(), "ywlx": what, "nr": e.Data,
	}}, &reply)
	if err != nil {
		return "", outcome(err)
	}
	if reply.Code != "1" {
		return "", refusal(reply.Code)
	}
	var d struct {
		Number string `json:"lsh"`
	}
	if err := json.Unmarshal(reply.Data, &d); err != nil || d.Number == "" {
		return "", register.ErrUnknown.Because(fmt.Errorf("no number in the reply"))
	}
	return d.Number, nil
}

// QueryEntry asks what became of an entry.
func (r *Registers) QueryEntry(ctx context.Context, key string) (string, error) {
	var d struct {
		Number string `json:"lsh"`
	}
	ok, err := ask(ctx, r.traffic, "/tmri/entry/query", map[string]string{"ywlsh": key}, &d)
	if err == nil && !ok {
		err = models.ErrNotFound
	}
	return filled(d.Number, err)
}
