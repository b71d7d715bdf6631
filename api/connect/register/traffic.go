package register

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"onevisit/api/connect/call"
	"onevisit/models"
	"onevisit/models/register"
)

type driverWire struct {
	ID      string `json:"sfzmhm"`
	Archive string `json:"dabh"`
	Classes string `json:"zjcx"`
	State   string `json:"zt"`
	Points  string `json:"ljjf"`
	From    string `json:"jfzqq"`
	To      string `json:"jfzqz"`
	ValidTo string `json:"yxqz"`
	Office  string `json:"fzjg"`
	Others  string `json:"fbrcls"`
}

type vehicleWire struct {
	Plate   string `json:"hphm"`
	Type    string `json:"hpzl"`
	Kind    string `json:"cllx"`
	State   string `json:"zt"`
	Use     string `json:"syxz"`
	Owner   string `json:"syq"`
	FiledOn string `json:"barq"`
	Classes string `json:"kycx"`
	Drivers string `json:"clrs"`
	First   string `json:"ccdjrq"`
	Mark    string `json:"jyyxqz"`
	Insured string `json:"qzbxzzrq"`
	Hurt    string `json:"swsg"`
	Tested  string `json:"jyrq"`
}

type pictureWire struct {
	Name string `json:"zpmc"`
}

type violationWire struct {
	Record    string            `json:"xh"`
	Plate     string            `json:"hphm"`
	Type      string            `json:"hpzl"`
	At        string            `json:"wfsj"`
	Place     string            `json:"wfdz"`
	Code      string            `json:"wfxw"`
	Act       string            `json:"wfms"`
	Points    string            `json:"wfjfs"`
	Fine      string            `json:"fkje"`
	Office    string            `json:"cjjg"`
	Name      string            `json:"cjjgmc"`
	State     string            `json:"clbj"`
	Procedure string            `json:"cfcx"`
	Accident  string            `json:"sgbj"`
	Provision string            `json:"wfgd"`
	Basis     string            `json:"fltw"`
	Measured  string            `json:"scz"`
	Limit     string            `json:"bzz"`
	Pictures  many[pictureWire] `json:"zp"`
}

func (r *Registers) driver(ctx context.Context, w who) (any, error) {
	var d driverWire
	ok, err := ask(ctx, r.traffic, "/tmri/driver", w, &d)
	if err != nil {
		return nil, err
	}
	if !ok {
		return register.Driver{}, nil
	}
	var read reader
	return whole(register.Driver{
		Exists: true, LicenceNumber: d.ID, ArchiveNumber: d.Archive, Classes: classes(d.Classes), Status: d.State,
		Points: read.number("ljjf", d.Points), CycleFrom: read.date("jfzqq", d.From), CycleTo: read.date("jfzqz", d.To),
		ValidTo: read.date("yxqz", d.ValidTo), IssuingOffice: read.text("fzjg", d.Office), OthersPlatesTaken: read.number("fbrcls", d.Others),
	}, read)
}

func (r *Registers) vehicles(ctx context.Context, w who) (any, error) {
	var list many[vehicleWire]
	if _, err := ask(ctx, r.traffic, "/tmri/vehicles", w, &list); err != nil {
		return nil, err
	}
	var read reader
	var f register.Vehicles
	for _, v := range list {
		owner := read.code("syq", v.Owner, map[string]string{"1": "own", "2": "filed", "3": "unit"})
		f.Items = append(f.Items, register.Vehicle{
			Plate: read.text("hphm", v.Plate), PlateType: v.Type, Kind: read.text("cllx", v.Kind), Status: v.State, Use: v.Use,
			Owned: owner == "own", OwnedByUnit: owner == "unit", FiledOn: read.date("barq", v.FiledOn),
			LicenceClasses: classes(v.Classes), DriversTaken: read.number("clrs", v.Drivers),
			RegisteredOn: read.date("ccdjrq", v.First), InspectedTo: read.date("jyyxqz", v.Mark), InsuredTo: read.date("qzbxzzrq", v.Insured),
			Hurt: v.Hurt == "Y", TestedOn: read.date("jyrq", v.Tested),
		})
	}
	return whole(f, read)
}

func (r *Registers) violations(ctx context.Context, w who) (any, error) {
	var list many[violationWire]
	if _, err := ask(ctx, r.traffic, "/tmri/violations", w, &list); err != nil {
		return nil, err
	}
	var read reader
	var f register.Violations
	for _, v := range list {
		f.Records = append(f.Records, r.violation(&read, v))
	}
	return whole(f, read)
}

func (r *Registers) violation(read *reader, v violationWire) register.Violation {
	at, err := time.ParseInLocation(time.DateTime, v.At, models.China)
	if err != nil || len(v.Office) < 6 {
		read.fail("wfsj, cjjg")
		return register.Violation{}
	}
	out := register.Violation{
		Key: v.Record, Plate: read.text("hphm", v.Plate), PlateType: v.Type,
		At: at.Format("2006-01-02 15:04"), Date: at.Format(time.DateOnly), Place: read.text("wfdz", v.Place),
		Code: v.Code, Act: read.text("wfms", v.Act), Points: read.number("wfjfs", v.Points), FineFen: read.fen("fkje", v.Fine),
		Office: v.Office[:6], OfficeName: read.text("cjjgmc", v.Name),
		Local:     len(r.province) >= 2 && strings.HasPrefix(v.Office, r.province[:2]),
		State:     read.code("clbj", v.State, map[string]string{"0": "open", "2": "locked", "3": "disputed"}),
		Procedure: read.code("cfcx", v.Procedure, map[string]string{"1": "simple", "2": "general"}),
		Accident:  read.flag("sgbj", v.Accident), Provision: read.text("wfgd", v.Provision), Basis: read.text("fltw", v.Basis),
		Measured: read.text("scz", v.Measured), Limit: read.text("bzz", v.Limit),
	}
	for _, p := range v.Pictures {
		out.Evidence = append(out.Evidence, p.Name)
	}
	return out
}

// Photo fetches an evidence picture.
func (r *Registers) Photo(ctx context.Context, name string) ([]byte, error) {
	var p struct {
		Picture string `json:"zp"`
	}
	ok, err := ask(ctx, r.traffic, "/tmri/evidence", map[string]string{"zpmc": name}, &p)
	if err != nil {
		return nil, err
	}
	if !ok || p.Picture == "" {
		return nil, models.ErrNotFound
	}
	data, err := base64.StdEncoding.DecodeString(p.Picture)
	if err != nil {
		return nil, register.ErrUnknown.Because(fmt.Errorf("picture cannot be read"))
	}
	return data, nil
}

// DecideViolation uploads a decision, once: an upload without a reply is not
// repeated here, whatever the key promises, but asked about by QueryDecision.
func (r *Registers) DecideViolation(ctx context.Context, key string, d register.Decision) (string, error) {
	kind := "2"
	if d.Warning {
		kind = "1"
	}
	var reply envelope
	err := r.rulings.Do(ctx, call.Request{Path: "/tmri/decision", Body: map[string]string{
		"ywlsh": key, "xh": d.Record, "jszh": d.IDNumber.Reveal(), "fkje": yuanOf(d.Fine), "wfjfs": strconv.Itoa(d.Points),
		"cfzl": kind, "clsj": d.At.In(models.China).Format(time.DateTime),
	}}, &reply)
	if err != nil {
		return "", outcome(err)
	}
	if reply.Code != "1" {
		return "", refusal(reply.Code)
	}
	return decisionNumber(reply)
}

func yuanOf(f models.Fen) string {
	if f%100 == 0 {
		return strconv.FormatInt(int64(f/100), 10)
	}
	return fmt.Sprintf("%d.%02d", f/100, f%100)
}

func decisionNumber(reply envelope) (string, error) {
	var d struct {
		Number string `json:"jdsbh"`
	}
	err := json.Unmarshal(reply.Data, &d)
	if err != nil || len(d.Number) != 15 {
		return "", register.ErrUnknown.Because(fmt.Errorf("no decision number in the reply"))
	}
	return d.Number, nil
}

// QueryDecision asks what became of an upload.
func (r *Registers) QueryDecision(ctx context.Context, key string) (string, error) {
	var d struct {
		Number string `json:"jdsbh"`
	}
	ok, err := ask(ctx, r.traffic, "/tmri/decision/query", map[string]string{"ywlsh": key}, &d)
	if err == nil && !ok {
		err = models.ErrNotFound
	}
	return filled(d.Number, err)
}

// CheckDigit fetches the sixteenth digit of a decision's number.
func (r *Registers) CheckDigit(ctx context.Context, number15 string) (string, error) {
	var d struct {
		Digit string `json:"wsjyw"`
	}
	ok, err := ask(ctx, r.traffic, "/tmri/decision/check-digit", map[string]string{"jdsbh": number15}, &d)
	if err == nil && !ok {
		err = models.ErrNotFound
	}
	return filled(d.Digit, err)
}

// ReportPaid tells the register that a decision was paid.
func (r *Registers) ReportPaid(ctx context.Context, key, number16 string, amount models.Fen, at time.Time) error {
	var done struct{}
	_, err := ask(ctx, r.rulings, "/tmri/payment", map[string]string{
		"ywlsh": key, "jdsbh": number16, "jkje": yuanOf(amount), "jkrq": at.In(models.China).Format(time.DateTime),
	}, &done)
	return err
}
