package register

import (
	"context"
	"fmt"
	"strings"

	"onevisit/models"
	"onevisit/models/register"
)

type cardWire struct {
	State       string `json:"zt"`
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

func (r *Registers) idCard(ctx context.Context, w who) (any, error) {
	var p cardWire
	ok, err := ask(ctx, r.people, "/rk/id-card", w, &p)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, models.ErrNotFound
	}
	var read reader
	return whole(register.IDCard{
		Exists: p.State != "0", Status: read.code("zt", p.State, map[string]string{"0": "", "1": "valid", "2": "lost", "3": "void", "4": "damaged"}),
		IssuedOn: read.date("qfrq", p.IssuedOn), ValidTo: read.date("yxqz", p.ValidTo), LossReportedOn: read.date("gsrq", p.LossOn),
		FingerprintsOnFile: read.flag("zwbj", p.Fingers), NameMatches: read.flag("xmyz", p.SameName), Disputed: read.flag("chbj", p.Disputed),
		PhotoOn: read.date("zprq", p.PhotoOn), Supported: read.flag("dbbj", p.Supported),
		OrderNumber: p.OrderNumber, OrderedOn: read.date("slrq", p.OrderedOn), TemporaryTo: read.date("lszyxqz", p.TemporaryTo),
	}, read)
}

type memberWire struct {
	Key      string `json:"xh"`
	Name     string `json:"xm"`
	Relation string `json:"gx"`
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
	Kind     string           `json:"hlx"`
	BookOn   string           `json:"hkbrq"`
	Disputed string           `json:"chbj"`
	Members  many[memberWire] `json:"cy"`
	Changes  many[changeWire] `json:"bg"`
	Exits    many[exitWire]   `json:"zx"`
}

// The codes of the household register.
func householdKinds() map[string]string { return map[string]string{"1": "family", "2": "collective"} }

func relations() map[string]string {
	return map[string]string{
		"10": "spouse", "20": "child", "50": "parent", "60": "grandparent", "40": "grandchild", "70": "sibling", "97": "other",
	}
}

func changedItems() map[string]string {
	return map[string]string{"01": "name", "02": "sex", "03": "ethnic-group", "04": "birth-date", "05": "id-number", "06": "address"}
}

func exitReasons() map[string]string {
	return map[string]string{"1": "death", "2": "abroad", "3": "duplicate"}
}

func (r *Registers) household(ctx context.Context, w who) (any, error) {
	var p householdWire
	ok, err := ask(ctx, r.people, "/rk/household", w, &p)
	if err != nil {
		return nil, err
	}
	if !ok {
		return register.Household{}, nil
	}
	var read reader
	f := register.Household{
		Exists: true, Kind: read.code("hlx", p.Kind, householdKinds()),
		BookOn: read.date("hkbrq", p.BookOn), Disputed: read.flag("chbj", p.Disputed),
	}
	for _, m := range p.Members {
		f.Members = append(f.Members, register.HouseholdMember{
			Key: m.Key, Name: read.text("xm", m.Name), Relation: read.code("gx", m.Relation, relations()), Together: read.flag("thbj", m.Together),
		})
	}
	for _, c := range p.Changes {
		f.Changes = append(f.Changes, register.HouseholdChange{Key: c.Key, Item: read.code("bgxm", c.Item, changedItems()), On: read.date("bgrq", c.On)})
	}
	for _, e := range p.Exits {
		f.Exits = append(f.Exits, register.HouseholdExit{
			Key: e.Key, Name: read.text("xm", e.Name), Reason: read.code("zxyy", e.Reason, exitReasons()), On: read.date("zxrq", e.On),
		})
	}
	return whole(f, read)
}

type stayWire struct {
	City    string `json:"xzqh"`
	Since   string `json:"djrq"`
	Address string `json:"jzdz"`
	Proofs  string `json:"hcjg"` // "1,2": 1 job, 2 home, 3 study
}

func (r *Registers) stay(ctx context.Context, w who) (any, error) {
	var p stayWire
	ok, err := ask(ctx, r.people, "/rk/stay", w, &p)
	if err != nil {
		return nil, err
	}
	if !ok {
		return register.Stay{}, nil
	}
	var read reader
	f := register.Stay{Registered: true, City: p.City, Since: read.date("djrq", p.Since), Address: read.text("jzdz", p.Address)}
	for _, code := range split(p.Proofs, ",") {
		f.Proofs = append(f.Proofs, read.code("hcjg", code, map[string]string{"1": "job", "2": "home", "3": "study"}))
	}
	return whole(f, read)
}

func (r *Registers) conduct(ctx context.Context, w who) (any, error) {
	var p struct {
		Plain string `json:"jg"`
	}
	ok, err := ask(ctx, r.people, "/rk/conduct", w, &p)
	if err != nil {
		return nil, err
	}
	if !ok {
		return register.Conduct{}, nil
	}
	var read reader
	return whole(register.Conduct{Plain: read.flag("jg", p.Plain)}, read)
}

// OrderCard orders a card, a permit or the entry of an endorsement.
func (r *Registers) OrderCard(ctx context.Context, key string, o register.CardOrder) (string, error) {
	var made struct {
		Number string `json:"slh"`
	}
	_, err := ask(ctx, r.cards, "/rk/order", map[string]string{
		"ywlsh": key, "sfzh": o.IDNumber.Reveal(), "zjzl": o.Document, "sqlb": o.Reason,
		"dsrq": strings.ReplaceAll(string(o.LostOn), "-", ""), "jzdz": o.Address.Reveal(), "zpzy": o.PhotoSHA256,
	}, &made)
	return filled(made.Number, err)
}

// enterHousehold writes an entry of the household office: the loss of an identity
// card, which everybody who checks cards sees from then on.
func (r *Registers) enterHousehold(ctx context.Context, key, what string, e register.Entry) (string, error) {
	if what != "loss" {
		return "", fmt.Errorf("register: the population register takes no entry %q", what)
	}
	var made struct {
		Number string `json:"gsbh"`
	}
	_, err := ask(ctx, r.cards, "/rk/loss", map[string]string{
		"ywlsh": key, "sfzh": e.IDNumber.Reveal(), "dsrq": strings.ReplaceAll(e.Data["lost_on"], "-", ""),
	}, &made)
	return filled(made.Number, err)
}

// QueryCard asks how far an order is.
func (r *Registers) QueryCard(ctx context.Context, key string) (register.Production, error) {
	var p struct {
		Number string `json:"slh"`
		State  string `json:"zt"`
	}
	ok, err := ask(ctx, r.people, "/rk/order/query", map[string]string{"ywlsh": key}, &p)
	if err != nil {
		return register.Production{}, err
	}
	if !ok {
		return register.Production{}, models.ErrNotFound
	}
	var read reader
	out := register.Production{
		Number: p.Number, State: read.code("zt", p.State, map[string]string{"1": "accepted", "2": "producing", "3": "made"}),
	}
	if read.err != nil {
		return register.Production{}, register.ErrUnknown.Because(read.err)
	}
	return out, nil
}
