package sim

import (
	"net/http"
	"strings"
)

// personWire is the population register's record.
type personWire struct {
	ID          string `json:"gmsfhm"`
	Name        string `json:"xm"` // percent-encoded
	Sex         string `json:"xb"` // 1 male, 2 female
	Born        string `json:"csrq"`
	Ethnic      string `json:"mz"`
	HukouCity   string `json:"hjdxzqh"`
	HukouPlace  string `json:"hjdz"`
	Household   string `json:"hh"` // 户号
	Address     string `json:"xzz"`
	Mobile      string `json:"lxdh"`
	Surname     string `json:"xmpy_x"` // readings, "#" between them
	Given       string `json:"xmpy_m"`
	Former      string `json:"cym"`
	ChangedOn   string `json:"bgrq"`
	CardValidTo string `json:"yxqz"` // YYYYMMDD or 长期
}

// residenceWire is a residence permit.
type residenceWire struct {
	State   string `json:"zt"` // 1 active, 2 suspended
	City    string `json:"xzqh"`
	ValidTo string `json:"yxqz"`
	Address string `json:"jzdz"`
}

func (w *World) mountPopulation(mux *http.ServeMux) {
	about(w, mux, "population.person", "/rk/person", func(c *citizen) envelope { return found(c.personWire()) })
	about(w, mux, "population.residence", "/rk/residence", func(c *citizen) envelope {
		if c.residence == nil {
			return nothing()
		}
		state := "2"
		if c.residence.active {
			state = "1"
		}
		return found(residenceWire{state, c.residence.city, compact(c.residence.validTo), escape(c.residence.address)})
	})
	w.mountHousehold(mux)
	w.mountPersons(mux)
}

func (c *citizen) personWire() personWire {
	sex, card := "2", compact(c.cardValidTo)
	if c.Sex == "male" {
		sex = "1"
	}
	if c.cardValidTo == "9999-12-31" {
		card = escape("长期")
	}
	return personWire{
		ID: c.IDNumber, Name: escape(c.Name), Sex: sex, Born: compact(c.BirthDate), Ethnic: c.ethnic,
		HukouCity: c.hukouCity, HukouPlace: escape(c.hukouPlace), Household: c.household, Address: escape(c.address), Mobile: c.mobile,
		Surname: strings.Join(c.surnameReadings, "#"), Given: strings.Join(c.givenReadings, "#"),
		Former: escape(c.formerName), ChangedOn: compact(c.nameChangedOn), CardValidTo: card,
	}
}
