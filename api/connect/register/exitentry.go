package register

import (
	"context"
	"fmt"
	"strings"

	"onevisit/models"
	"onevisit/models/register"
)

type applicantWire struct {
	Staff    string `json:"gzry"`
	Military string `json:"jr"`
	Ban      string `json:"bkbz"`
	Fingers  string `json:"zwbz"`
	Face     string `json:"rxbz"`
}

type permitWire struct {
	ID           string                `json:"sfzh"`
	Number       string                `json:"zjhm"`
	Form         string                `json:"zjlx"`
	State        string                `json:"zjzt"`
	IssuedOn     string                `json:"qfrq"`
	ValidTo      string                `json:"yxqz"`
	WritesLeft   string                `json:"sycs"`
	SameName     string                `json:"xmyz"`
	Endorsements many[endorsementWire] `json:"qz"`
}

type endorsementWire struct {
	Destination string `json:"qwd"`
	Category    string `json:"qzzl"`
	Entries     string `json:"cs"`
	Left        string `json:"sycs"`
	IssuedOn    string `json:"qfrq"`
	ValidTo     string `json:"yxqz"`
}

type passportWire struct {
	Number   string `json:"hzhm"`
	State    string `json:"zjzt"`
	IssuedOn string `json:"qfrq"`
	ValidTo  string `json:"yxqz"`
	IssuedAt string `json:"qfd"`
	Pages    string `json:"kbym"`
	Surname  string `json:"ywx"`
	Given    string `json:"ywm"`
	SameName string `json:"xmyz"`
}

type taiwanWire struct {
	Number       string                      `json:"zjhm"`
	Form         string                      `json:"zjlx"`
	State        string                      `json:"zjzt"`
	IssuedOn     string                      `json:"qfrq"`
	ValidTo      string                      `json:"yxqz"`
	SameName     string                      `json:"xmyz"`
	Endorsements many[taiwanEndorsementWire] `json:"qz"`
}

type taiwanEndorsementWire struct {
	Category string `json:"qzzl"`
	Entries  string `json:"cs"`
	Left     string `json:"sycs"`
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
	HandIn    string `json:"jjz"`
}

type filingWire struct {
	Company      string `json:"dwmc"`
	Destinations string `json:"qwd"`
	ValidTo      string `json:"yxqz"`
}

type pendingWire struct {
	Document string `json:"zjzl"`
	Number   string `json:"ywbh"`
	On       string `json:"slrq"`
	State    string `json:"zt"`
	Promised string `json:"cnrq"`
}

// exitEntry folds every list a person may stand on into one opaque flag: which
// it was is forgotten here, so that nothing further in can tell.
func (r *Registers) exitEntry(ctx context.Context, w who) (any, error) {
	var a applicantWire
	ok, err := ask(ctx, r.borders, "/crj/applicant", w, &a)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, models.ErrNotFound
	}
	var read reader
	staff, military, ban := read.flag("gzry", a.Staff), read.flag("jr", a.Military), read.flag("bkbz", a.Ban)
	return whole(register.ExitEntry{
		Restricted:         staff || military || ban,
		FingerprintsOnFile: read.flag("zwbz", a.Fingers), FaceOnFile: read.flag("rxbz", a.Face),
	}, read)
}

func (r *Registers) permit(ctx context.Context, w who) (any, error) {
	var p permitWire
	ok, err := ask(ctx, r.borders, "/crj/permit", w, &p)
	if err != nil {
		return nil, err
	}
	if !ok {
		return register.Permit{}, nil
	}
	var read reader
	f := register.Permit{
		Exists: true, Number: p.Number, Form: read.code("zjlx", p.Form, map[string]string{"12": "card", "10": "booklet"}),
		Status:   read.code("zjzt", p.State, map[string]string{"1": "valid", "2": "lost", "3": "void"}),
		IssuedOn: read.date("qfrq", p.IssuedOn), ValidTo: read.date("yxqz", p.ValidTo),
		WritesLeft: read.number("sycs", p.WritesLeft), NameMatches: read.flag("xmyz", p.SameName),
	}
	for _, e := range p.Endorsements {
		f.Endorsements = append(f.Endorsements, register.PermitEndorsement{
			Destination: e.Destination, Category: e.Category,
			Entries: read.entries("cs", e.Entries), EntriesLeft: read.entries("sycs", e.Left),
			IssuedOn: read.date("qfrq", e.IssuedOn), ValidTo: read.date("yxqz", e.ValidTo),
		})
	}
	return whole(f, read)
}

func (r *Registers) passport(ctx context.Context, w who) (any, error) {
	var p passportWire
	ok, err := ask(ctx, r.borders, "/crj/passport", w, &p)
	if err != nil {
		return nil, err
	}
	if !ok {
		return register.Passport{}, nil
	}
	var read reader
	return whole(register.Passport{
		Exists: true, Number: p.Number,
		Status:   read.code("zjzt", p.State, map[string]string{"1": "valid", "2": "lost", "3": "void", "4": "damaged"}),
		IssuedOn: read.date("qfrq", p.IssuedOn), ValidTo: read.date("yxqz", p.ValidTo), IssuedAt: read.text("qfd", p.IssuedAt),
		PagesLeft: read.number("kbym", p.Pages), SurnamePinyin: p.Surname, GivenPinyin: p.Given, NameMatches: read.flag("xmyz", p.SameName),
	}, read)
}

func (r *Registers) filing(ctx context.Context, w who) (any, error) {
	var p filingWire
	ok, err := ask(ctx, r.borders, "/crj/filing", w, &p)
	if err != nil {
		return nil, err
	}
	if !ok {
		return register.CompanyFiling{}, nil
	}
	var read reader
	return whole(register.CompanyFiling{
		Exists: true, Company: read.text("dwmc", p.Company), Destinations: split(p.Destinations, ","), ValidTo: read.date("yxqz", p.ValidTo),
	}, read)
}

func (r *Registers) pending(ctx context.Context, w who) (any, error) {
	var list many[pendingWire]
	if _, err := ask(ctx, r.borders, "/crj/pending", w, &list); err != nil {
		return nil, err
	}
	var read reader
	var f register.Pending
	for _, p := range list {
		f.Applications = append(f.Applications, register.PendingApplication{
			Document: read.code("zjzl", p.Document, map[string]string{
				"14": "passport", "12": "hkm-permit", "22": "hkm-endorsement", "17": "taiwan-permit", "27": "taiwan-endorsement",
			}),
			Number: p.Number, AcceptedOn: read.date("slrq", p.On), PromisedOn: read.date("cnrq", p.Promised),
			State: read.code("zt", p.State, map[string]string{
				"": "", "1": "accepted", "2": "examining", "3": "correction", "4": "approved", "5": "making",
			}),
		})
	}
	return whole(f, read)
}

func (r *Registers) taiwanPermit(ctx context.Context, w who) (any, error) {
	var p taiwanWire
	ok, err := ask(ctx, r.borders, "/crj/taiwan-permit", w, &p)
	if err != nil {
		return nil, err
	}
	if !ok {
		return register.TaiwanPermit{}, nil
	}
	var read reader
	f := register.TaiwanPermit{
		Exists: true, Number: p.Number, Form: read.code("zjlx", p.Form, map[string]string{"17": "card", "16": "booklet"}),
		Status:   read.code("zjzt", p.State, map[string]string{"1": "valid", "2": "lost", "3": "void"}),
		IssuedOn: read.date("qfrq", p.IssuedOn), ValidTo: read.date("yxqz", p.ValidTo), NameMatches: read.flag("xmyz", p.SameName),
	}
	for _, e := range p.Endorsements {
		f.Endorsements = append(f.Endorsements, register.TaiwanEndorsement{
			Category: e.Category, Entries: read.entries("cs", e.Entries), EntriesLeft: read.entries("sycs", e.Left),
			IssuedOn: read.date("qfrq", e.IssuedOn), ValidTo: read.date("yxqz", e.ValidTo),
		})
	}
	return whole(f, read)
}

// documents are the codes of what an office makes, both ways.
func documents() map[string]string {
	return map[string]string{"14": "passport", "12": "hkm-permit", "17": "taiwan-permit"}
}

func documentCode(document string) string {
	for code, name := range documents() {
		if name == document {
			return code
		}
	}
	return ""
}

func (r *Registers) ready(ctx context.Context, w who) (any, error) {
	var list many[readyWire]
	if _, err := ask(ctx, r.borders, "/crj/ready", w, &list); err != nil {
		return nil, err
	}
	var read reader
	var f register.Ready
	for _, d := range list {
		f.Documents = append(f.Documents, register.ReadyDocument{
			Document: read.code("zjzl", d.Document, documents()), Number: d.Number, City: d.City, Hall: read.text("dt", d.Hall),
			ReadyOn: read.date("zzrq", d.ReadyOn), KeptUntil: read.date("blqz", d.KeptUntil), HandIn: read.flag("jjz", d.HandIn),
		})
	}
	return whole(f, read)
}

// WriteNotice tells the register of an endorsement on a card.
func (r *Registers) WriteNotice(ctx context.Context, key string, e register.Endorsement) error {
	var done struct{}
	_, err := ask(ctx, r.grants, "/crj/endorsement", map[string]string{
		"ywlsh": key, "zjhm": e.PermitNumber.Reveal(), "qwd": e.Destination, "qzzl": e.Category, "cs": e.Entries,
		"yxq": e.Validity, "qfrq": strings.ReplaceAll(string(e.GrantedOn), "-", ""),
	}, &done)
	return err
}

// OrderPassport orders a production.
func (r *Registers) OrderPassport(ctx context.Context, key string, o register.PassportOrder) (string, error) {
	var made struct {
		Number string `json:"ywbh"`
	}
	_, err := ask(ctx, r.grants, "/crj/passport-order", map[string]string{
		"ywlsh": key, "sfzh": o.IDNumber.Reveal(), "zjzl": documentCode(o.Document), "sqlb": o.Reason, "yzjhm": o.OldNumber.Reveal(),
		"ywx": o.Surname.Reveal(), "ywm": o.GivenName.Reveal(), "zpzy": o.PhotoSHA256,
	}, &made)
	return filled(made.Number, err)
}

// filled refuses to take a yes without a number for an answer.
func filled(number string, err error) (string, error) {
	if err == nil && number == "" {
		return "", register.ErrUnknown
	}
	return number, err
}

// QueryPassport asks how far a production is.
func (r *Registers) QueryPassport(ctx context.Context, key string) (register.Production, error) {
	var p struct {
		Number   string `json:"ywbh"`
		State    string `json:"zt"`
		Document string `json:"hzhm"`
	}
	ok, err := ask(ctx, r.borders, "/crj/passport-order/query", map[string]string{"ywlsh": key}, &p)
	if err != nil {
		return register.Production{}, err
	}
	if !ok {
		return register.Production{}, models.ErrNotFound
	}
	var read reader
	out := register.Production{
		Number: p.Number, Document: p.Document,
		State: read.code("zt", p.State, map[string]string{"1": "accepted", "2": "producing", "3": "made"}),
	}
	if read.err != nil {
		return register.Production{}, register.ErrUnknown.Because(read.err)
	}
	return out, nil
}

// enterExitEntry writes an entry of the exit-entry office: a loss, by which the
// document is void from then on.
func (r *Registers) enterExitEntry(ctx context.Context, key, what string, e register.Entry) (string, error) {
	if what != "loss" {
		return "", fmt.Errorf("register: the exit-entry register takes no entry %q", what)
	}
	var made struct {
		Number string `json:"ywbh"`
	}
	_, err := ask(ctx, r.grants, "/crj/loss", map[string]string{
		"ywlsh": key, "sfzh": e.IDNumber.Reveal(), "zjzl": documentCode(e.Data["document"]), "zjhm": e.Data["number"],
		"dsrq": strings.ReplaceAll(e.Data["lost_on"], "-", ""), "dsyy": e.Data["how"],
	}, &made)
	return filled(made.Number, err)
}
