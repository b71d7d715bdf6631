package register

import (
	"context"

	"onevisit/models"
	"onevisit/models/register"
)

type personWire struct {
	ID          string `json:"gmsfhm"`
	Name        string `json:"xm"`
	Sex         string `json:"xb"`
	Born        string `json:"csrq"`
	Ethnic      string `json:"mz"`
	HukouCity   string `json:"hjdxzqh"`
	HukouPlace  string `json:"hjdz"`
	Household   string `json:"hh"`
	Address     string `json:"xzz"`
	Mobile      string `json:"lxdh"`
	Surname     string `json:"xmpy_x"`
	Given       string `json:"xmpy_m"`
	Former      string `json:"cym"`
	ChangedOn   string `json:"bgrq"`
	CardValidTo string `json:"yxqz"`
}

func (r *Registers) person(ctx context.Context, w who) (any, error) {
	var p personWire
	ok, err := ask(ctx, r.people, "/rk/person", w, &p)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, models.ErrNotFound
	}
	var read reader
	f := register.Person{
		IDNumber: p.ID, Name: read.text("xm", p.Name), Sex: read.code("xb", p.Sex, map[string]string{"1": "male", "2": "female"}),
		BirthDate: read.date("csrq", p.Born), EthnicGroup: p.Ethnic, HukouCity: p.HukouCity, Household: p.Household,
		HukouPlace: read.text("hjdz", p.HukouPlace), Address: read.text("xzz", p.Address), Mobile: p.Mobile,
		SurnameReadings: split(p.Surname, "#"), GivenReadings: split(p.Given, "#"),
		FormerName: read.text("cym", p.Former), NameChangedOn: read.date("bgrq", p.ChangedOn),
		IDCardValidTo: read.date("yxqz", p.CardValidTo),
	}
	f.SurnamePinyin, f.GivenPinyin = first(f.SurnameReadings), first(f.GivenReadings)
	if p.ID != w.ID {
		read.fail("gmsfhm") // somebody else's record
	}
	return whole(f, read)
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// whole answers a fact whose every field could be read.
func whole[T any](f T, read reader) (any, error) {
	if read.err != nil {
		return nil, register.ErrUnknown.Because(read.err)
	}
	return f, nil
}

type residenceWire struct {
	State   string `json:"zt"`
	City    string `json:"xzqh"`
	ValidTo string `json:"yxqz"`
	Address string `json:"jzdz"`
}

func (r *Registers) residence(ctx context.Context, w who) (any, error) {
	var p residenceWire
	ok, err := ask(ctx, r.people, "/rk/residence", w, &p)
	if err != nil {
		return nil, err
	}
	if !ok {
		return register.Residence{}, nil
	}
	var read reader
	return whole(register.Residence{
		Exists: true, Active: read.code("zt", p.State, map[string]string{"1": "active", "2": "suspended"}) == "active",
		City: p.City, ValidTo: read.date("yxqz", p.ValidTo), Address: read.text("jzdz", p.Address),
	}, read)
}
