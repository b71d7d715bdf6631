package sim_test

import (
	"crypto/rand"
	"maps"
	"slices"
	"testing"
	"time"

	connect "onevisit/api/connect/register"
	"onevisit/api/connect/sim"
	"onevisit/models"
	"onevisit/models/catalog"
	"onevisit/models/flow"
	"onevisit/models/pii"
	"onevisit/models/register"
)

// reached collects the codes of rules somebody makes bite.
type reached map[string]int

func (r reached) missing(codes []string) []string {
	var out []string
	for _, c := range codes {
		if r[c] == 0 {
			out = append(out, c)
		}
	}
	return out
}

// The hall's persons between them reach every refusal and every reason of the
// delivered definitions, read over HTTP as the product reads them.
func TestPersons_reachEveryBranchOfTheServices(t *testing.T) {
	w, err := sim.Start(t.Context(), sim.Config{Seed: 20260101, Clock: models.ClockFunc(time.Now), Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	source := connect.New(connect.Config{Population: w.Population, ExitEntry: w.ExitEntry, Traffic: w.Traffic, Province: "440000"})
	all, err := catalog.Load(catalog.Embedded(), register.FactTypes())
	if err != nil {
		t.Fatal(err)
	}
	hits := map[string]reached{}
	engine := flow.New()
	definitions := map[string]*catalog.Definition{}
	for _, d := range all.All() {
		definitions[d.Service], hits[d.Service] = d, reached{}
	}
	for _, p := range w.Persons() {
		facts := asked(t, source, p)
		for service, d := range definitions {
			in := input(facts, d, p)
			v, err := engine.Precheck(in)
			if err != nil {
				t.Fatal(err)
			}
			hits[service]["verdict "+string(v.Outcome)]++
			for _, r := range v.Reasons {
				hits[service][r.Code]++
			}
			if v.Outcome == flow.Yes || v.Outcome == flow.Later {
				options(engine, in, hits[service])
			}
		}
	}
	for service, d := range definitions {
		var codes []string
		for _, r := range d.Precheck {
			if !slices.Contains(ofThePlace(), r.Code) {
				codes = append(codes, r.Code)
			}
		}
		if missing := hits[service].missing(codes); len(missing) > 0 {
			t.Errorf("%s: nobody reaches %v", service, missing)
		}
		t.Logf("%s: %v", service, hits[service])
	}
	want := map[string][]string{
		"traffic.pay-fine":                {"verdict yes", "none", "not-decided", "clearing", "elsewhere", "allowed"},
		"traffic.licence-renewal":         {"verdict yes", "verdict only-with", "verdict window", "verdict no"},
		"traffic.licence-replacement":     {"verdict yes", "verdict window", "verdict no"},
		"traffic.inspection-mark":         {"verdict yes", "verdict only-with", "not-own", "kind", "window-only", "insurance", "test-due", "allowed"},
		"traffic.query":                   {"verdict yes", "verdict no"},
		"traffic.study-to-reduce":         {"verdict yes", "verdict only-with", "verdict no"},
		"traffic.vehicle-filing":          {"verdict yes", "verdict no"},
		"traffic.dispute":                 {"verdict later", "in-work", "disputed", "allowed"},
		"exit-entry.hkm-endorsement":      {"verdict yes", "not-g-city", "no-filing", "filing-destination", "permit-ends-first", "allowed"},
		"exit-entry.passport-renewal":     {"verdict later", "verdict unknown"},
		"household.id-card-renewal":       {"verdict later", "verdict no"},
		"household.id-card-replacement":   {"verdict later", "reported-lost", "card-here", "photo-too-old", "no-photo", "allowed"},
		"household.temporary-id-card":     {"verdict later", "verdict only-with", "verdict no"},
		"household.proof":                 {"verdict yes", "verdict unknown", "no-relative", "book-shows-it", "no-change", "book-shows-change", "nobody-left", "not-needed", "allowed"},
		"household.residence-permit":      {"verdict later", "verdict no", "verdict unknown"},
		"household.residence-endorsement": {"verdict yes", "verdict later", "verdict no"},
		"household.no-criminal-record":    {"verdict later", "verdict window"},
		"exit-entry.passport-first":       {"verdict later"}, "exit-entry.passport-replacement": {"verdict later"},
		"exit-entry.hkm-permit-first": {"verdict later"}, "exit-entry.hkm-permit-renewal": {"verdict later"},
		"exit-entry.hkm-permit-replacement": {"verdict later"}, "exit-entry.hkm-endorsement-examined": {"verdict later"},
		"exit-entry.taiwan-permit": {"verdict later"}, "exit-entry.taiwan-endorsement": {"verdict later"},
		"exit-entry.query": {"verdict yes"}, "exit-entry.collection": {"verdict yes"},
		"traffic.camera-violation": {
			"verdict yes", "in-work", "disputed", "general-procedure", "fine-too-high", "reaches-12", "points-too-many", "not-yours",
			"before-filing", "unit-vehicle", "window-only", "class", "origin", "no-picture", "allowed",
		},
	}
	for service, codes := range want {
		if missing := hits[service].missing(codes); len(missing) > 0 {
			t.Errorf("%s: nobody reaches %v", service, missing)
		}
	}
}

// ofThePlace are the rules that bite by the machine, by what the office has
// opened there or by what it has taken in, not by what a register says of a person.
func ofThePlace() []string {
	return []string{"other-kiosk", "no-paper", "no-printer", "not-open-here", "home-province", "taken-in", "other-taken-in", "new-permit-first"}
}

// input is the person in front of a kiosk that can do everything, with the
// permit in the machine where there is one.
func input(known map[string]any, d *catalog.Definition, p sim.Person) flow.Input {
	facts := flow.Facts{}
	for _, name := range d.Asked() {
		if fact, ok := known[name]; ok {
			facts[name] = fact
		}
	}
	kiosk := register.Kiosk{City: "440300", Province: "440000", Document: "hkm-permit", PermitStation: true, Printer: true, Camera: true, ClerksToday: true}
	if p.ID == "p002" { // one puts the wrong document on the reader
		kiosk.Document = "id-card"
	}
	facts[register.FactKiosk] = kiosk
	facts[register.FactHandedIn] = register.HandedIn{}
	return flow.Input{Definition: d, Facts: facts, Answers: flow.Answers{}, Today: models.DateOf(time.Now()), Region: "440300"}
}

// asked asks every register about a person, once for all services.
func asked(t *testing.T, source register.Source, p sim.Person) map[string]any {
	t.Helper()
	names := slices.DeleteFunc(slices.Collect(maps.Keys(register.FactTypes())), func(n string) bool { return n == register.FactKiosk || n == register.FactHandedIn })
	facts, _ := register.Gather(t.Context(), source, names, register.Query{IDNumber: pii.Conceal(p.IDNumber)})
	return facts
}

// options opens the pages whose options depend on facts.
func options(engine *flow.Engine, in flow.Input, hit reached) {
	look := func(step string, answers flow.Answers) {
		in.Answers = answers
		page, err := engine.Page(in, step)
		if err != nil {
			return
		}
		for _, f := range page.Fields {
			for _, o := range f.Options {
				if o.Allowed {
					hit["allowed"]++
				}
				hit[o.Code]++
			}
		}
	}
	look("records", flow.Answers{})
	look("whose", flow.Answers{})
	look("fines", flow.Answers{"whose": "mine"})
	look("vehicle", flow.Answers{})
	look("reason", flow.Answers{})
	look("photo-choice", flow.Answers{"reason": "damaged"})
	look("photo-choice", flow.Answers{"reason": "lost"})
	look("what", flow.Answers{})
	look("barred-self", flow.Answers{"what": "other", "barred": "self"})
	for _, d := range []string{"HKG", "MAC"} {
		look("category", flow.Answers{"destinations": []string{d}})
		look("hong-kong", flow.Answers{"destinations": []string{d}, "category": "G"})
	}
}
