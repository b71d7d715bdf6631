package completion_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"onevisit/models/completion"
	"onevisit/models/visit"
)

// Figures were published under this name. Whatever Definition gains, version 1
// keeps it: a new field has to be left out of the content while it says what
// version 1 says.
func TestDefinition_versionOneKeepsTheNameFiguresWerePublishedUnder(t *testing.T) {
	if got := completion.Published()[0].Version(); got != "1-71d4ac7e" {
		t.Fatalf("version 1 calls itself %s", got)
	}
}

func TestDefinition_onlyVersionOneIsPublished(t *testing.T) {
	published := completion.Published()
	if len(published) != 1 {
		t.Fatalf("%d versions", len(published))
	}
	if err := published[0].Validate(); err != nil {
		t.Error(err)
	}
	if published.Unpublished(published[0]) || !published.Unpublished(proposed(t)) {
		t.Error("which definition is published is told wrongly")
	}
	renamed := proposed(t)
	renamed.Name = "1"
	if !published.Unpublished(renamed) {
		t.Error("another content passes under a published name")
	}
}

// The stored matters are made by package visit as version 1 says. A version that
// makes others may not be published before the ledger follows it: its name would
// stand on figures counted by another's matters. The same for what is left out:
// the counts beside the rates are SQL, and know of no exclusions.
func TestDefinition_publishedOnesAreWhatTheLedgerKeeps(t *testing.T) {
	for _, d := range completion.Published() {
		if d.WindowDays != visit.Window || !d.SameMatters(completion.Published()[0]) || len(d.ExcludedServices) > 0 {
			t.Errorf("version %s is published, and the ledger does not follow it", d.Name)
		}
	}
}

// Every field that a definition has makes another version of it.
func TestDefinition_everyDifferenceIsAnotherVersion(t *testing.T) {
	seen := map[string]string{completion.Published()[0].Version(): "version 1"}
	for name, change := range differences() {
		d := completion.Published()[0]
		change(&d)
		if other, taken := seen[d.Version()]; taken {
			t.Errorf("%s has the version of %s", name, other)
		}
		seen[d.Version()] = name
		if err := d.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// differences are one of every kind that a definition can have from version 1,
// apart from words.
func differences() map[string]func(*completion.Definition) {
	return map[string]func(*completion.Definition){
		"unit":        func(d *completion.Definition) { d.OneMatterPer = []completion.Unit{completion.PerPerson} },
		"window":      func(d *completion.Definition) { d.WindowDays = 30 },
		"most visits": func(d *completion.Definition) { d.MostVisits = 2 },
		"collecting":  func(d *completion.Definition) { d.NoPresence = []completion.EventKind{completion.Fetched} },
		"posting ends": func(d *completion.Definition) {
			d.Ends = map[completion.EventKind]completion.State{"posted": "completed"}
		},
		"delivery ends nothing": func(d *completion.Definition) {
			d.Ends = map[completion.EventKind]completion.State{"delivered": "open"}
		},
		"silence": func(d *completion.Definition) { d.SilenceDays = 10 },
		"closing": func(d *completion.Definition) {
			d.Closing = []completion.State{completion.Completed, completion.Rejected}
		},
		"excluded": func(d *completion.Definition) { d.ExcludedServices = []string{"violation"} },
		"honest ends": func(d *completion.Definition) {
			d.HonestEnds = []completion.State{completion.Completed, completion.Rejected}
		},
		"zero visits":  func(d *completion.Definition) { d.LeaveOutZeroVisits = true },
		"turned away":  func(d *completion.Definition) { d.TurnedAway = []string{"left"} },
		"cause's rank": func(d *completion.Definition) { d.Causes = slices.Clone(d.Causes); d.Causes[0].Rank = 30 },
	}
}

// Each field is followed: one example of what happened, counted by hand under
// version 1 and with that field alone changed.
func TestDefinition_everyFieldIsFollowed(t *testing.T) {
	none := counted{experienced: "0/0", honest: "0/0", visits: "0 0 0 0 0", open: "0", away: "0", spared: "0"}
	with := func(figures ...string) counted {
		c := none
		for _, f := range figures {
			must(t, c.read(f))
		}
		return c
	}
	oneOfTwo := with("experienced 0/1", "honest 0/1", "visits 0 0 1 0 0", "causes R06")
	rejectedAndBack := []string{
		"2026-03-02 09:10 li passport east submitted", "2026-03-03 10:00 li passport - rejected R17",
		"2026-03-20 10:00 li passport east submitted", "2026-03-28 10:00 li passport - delivered",
	}
	for name, c := range map[string]struct {
		happened      []string
		before, after counted
	}{
		"unit": {
			[]string{"2026-03-02 09:10 li passport east refused R01", "2026-03-03 09:10 li endorsement east issued"},
			with("experienced 1/1", "honest 1/2", "visits 0 2 0 0 0"), with("experienced 0/1", "honest 0/1", "visits 0 0 1 0 0", "causes R01"),
		},
		"window": {
			[]string{"2026-03-02 09:10 li passport east refused R01", "2026-04-03 09:10 li passport east issued"},
			with("experienced 0/1", "honest 0/1", "visits 0 0 1 0 0", "causes R01"), with("experienced 1/1", "honest 1/2", "visits 0 2 0 0 0"),
		},
		"most visits": {
			[]string{"2026-03-02 09:10 li passport east refused R01", "2026-03-03 09:10 li passport east issued"},
			with("experienced 0/1", "honest 0/1", "visits 0 0 1 0 0", "causes R01"), with("experienced 1/1", "honest 1/1", "visits 0 0 1 0 0", "causes R01"),
		},
		"collecting": {
			[]string{
				"2026-03-02 09:10 li passport east submitted", "2026-03-09 09:10 li passport - to-fetch", "2026-03-10 09:10 li passport east fetched",
			},
			oneOfTwo, with("experienced 1/1", "honest 1/1", "visits 0 1 0 0 0"),
		},
		"posting ends": { // what the courier does afterwards begins nothing
			[]string{
				"2026-03-02 09:10 li passport east submitted", "2026-03-09 09:10 li passport - posted", "2027-01-02 09:10 li passport - delivered",
			},
			none, with("experienced 1/1", "honest 1/1", "visits 0 1 0 0 0"),
		},
		"delivery ends nothing": {
			[]string{"2026-12-01 09:10 li passport east submitted", "2026-12-02 09:10 li passport - delivered"},
			with("experienced 1/1", "honest 1/1", "visits 0 1 0 0 0"), none,
		},
		"silence": { // abandoned on the 11th day
			[]string{"2026-12-15 09:10 li passport east left"},
			none, with("honest 0/1", "visits 0 1 0 0 0"),
		},
		"closing": {
			rejectedAndBack,
			with("experienced 0/1", "honest 0/1", "visits 0 0 1 0 0", "causes R17"), with("experienced 1/1", "honest 1/2", "visits 0 2 0 0 0"),
		},
		"excluded": {
			[]string{"2026-03-02 09:10 li violation east issued", "2026-12-20 09:10 li violation east refused"},
			with("experienced 1/1", "honest 1/1", "visits 0 1 0 0 0", "away 1"), none,
		},
		"honest ends": {
			[]string{"2026-03-02 09:10 li passport east left", "2026-03-02 09:10 wang passport east issued"},
			with("experienced 1/1", "honest 1/2", "visits 0 2 0 0 0"), with("experienced 1/1", "honest 1/1", "visits 0 2 0 0 0"),
		},
		"zero visits": {
			[]string{"2026-03-02 09:10 li passport - delivered"},
			with("experienced 1/1", "honest 1/1", "visits 1 0 0 0 0"), with("visits 1 0 0 0 0"),
		},
		"turned away": {
			[]string{"2026-12-20 09:10 li passport east refused", "2026-12-20 09:10 a passport east left", "2026-12-20 09:20 b passport east left"},
			with("away 1"), with("away 2"),
		},
		"cause's rank": {
			[]string{
				"2026-03-02 09:10 li passport east refused R09", "2026-03-02 09:20 li passport east refused R01", "2026-03-03 09:10 li passport east issued",
			},
			with("experienced 0/1", "honest 0/1", "visits 0 0 1 0 0", "causes R09"), with("experienced 0/1", "honest 0/1", "visits 0 0 1 0 0", "causes R01"),
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := history{asOf: "2026-12-31", query: completion.Query{From: "2026-01-01", To: "2026-12-31"}}
			for _, line := range c.happened {
				must(t, h.readEvent(strings.Fields(line)))
			}
			d := completion.Published()[0]
			if got := count(d, h); got != c.before {
				t.Errorf("version 1\n%+v\nby hand\n%+v", got, c.before)
			}
			change, known := differences()[name]
			if !known {
				t.Fatal("no such difference")
			}
			change(&d)
			if got := count(d, h); got != c.after {
				t.Errorf("changed\n%+v\nby hand\n%+v", got, c.after)
			}
		})
	}
}

func TestPropose_takesTheRestFromTheBase(t *testing.T) {
	first, second := completion.Published()[0], proposed(t)
	if second.WindowDays != 30 || !slices.Equal(second.NoPresence, []completion.EventKind{completion.Asked}) || !second.LeaveOutZeroVisits {
		t.Errorf("the differences: %+v", second)
	}
	if second.MostVisits != first.MostVisits || len(second.Causes) != len(first.Causes) || !slices.Equal(second.TurnedAway, first.TurnedAway) ||
		!maps.Equal(second.Unit, first.Unit) {
		t.Errorf("the rest: %+v", second)
	}
	for i, r := range second.Rules {
		if r["zh-CN"] == "" || r["en"] == "" {
			t.Errorf("rule %d lacks a language", i+1)
		}
	}
	if first.Version() != completion.Published()[0].Version() {
		t.Error("reading a proposal changed the base")
	}
}

func TestPropose_refuses(t *testing.T) {
	base := completion.Published()[0]
	whole, err := os.ReadFile("testdata/proposed-2.json")
	must(t, err)
	for name, change := range map[string]func(map[string]any){
		"a misspelt field":          func(m map[string]any) { m["WindowDay"] = 30 },
		"no name":                   func(m map[string]any) { delete(m, "Name") },
		"a name that is taken":      func(m map[string]any) { m["Name"] = "1" },
		"no rules in words":         func(m map[string]any) { delete(m, "Rules") },
		"a date that is none":       func(m map[string]any) { m["EffectiveFrom"] = "2026-02-30" },
		"a negative window":         func(m map[string]any) { m["WindowDays"] = -1 },
		"a negative silence":        func(m map[string]any) { m["SilenceDays"] = -1 },
		"more visits than told":     func(m map[string]any) { m["MostVisits"] = 4 },
		"a target over 100":         func(m map[string]any) { m["TargetPercent"] = 101 },
		"a kind that is none":       func(m map[string]any) { m["NoPresence"] = []string{"askd"} },
		"an end of no kind":         func(m map[string]any) { m["Ends"] = map[string]string{"poste": "completed"} },
		"an end that is none":       func(m map[string]any) { m["Ends"] = map[string]string{"posted": "done"} },
		"a closing that is none":    func(m map[string]any) { m["Closing"] = []string{"open"} },
		"honest without completed":  func(m map[string]any) { m["HonestEnds"] = []string{"rejected"} },
		"an unknown unit":           func(m map[string]any) { m["OneMatterPer"] = []string{"person", "session"} },
		"a matter of several":       func(m map[string]any) { m["OneMatterPer"] = []string{"service"} },
		"figures on negative cells": func(m map[string]any) { m["SmallestShown"] = -1 },
	} {
		t.Run(name, func(t *testing.T) {
			fields := map[string]any{}
			must(t, json.Unmarshal(whole, &fields))
			change(fields)
			text, err := json.Marshal(fields)
			must(t, err)
			if d, err := completion.Propose(base, text); err == nil {
				t.Errorf("taken: %+v", d)
			}
		})
	}
	for name, text := range map[string][]byte{
		"no JSON": []byte("WindowDays 30"), "two objects": bytes.Repeat(whole, 2), "nothing": nil,
	} {
		if _, err := completion.Propose(base, text); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

func TestSameMatters_tellsCountingFromAssembling(t *testing.T) {
	onlyCounting := []string{"most visits", "excluded", "honest ends", "zero visits", "turned away"}
	base := completion.Published()[0]
	for name, change := range differences() {
		d := completion.Published()[0]
		change(&d)
		if got, want := base.SameMatters(d), slices.Contains(onlyCounting, name); got != want {
			t.Errorf("%s: same matters %v", name, got)
		}
	}
	spelt := base
	spelt.Closing, spelt.SilenceDays = []completion.State{completion.Completed}, 90
	spelt.OneMatterPer = []completion.Unit{completion.PerService, completion.PerPerson}
	spelt.Ends = map[completion.EventKind]completion.State{completion.Issued: completion.Completed}
	if !base.SameMatters(spelt) {
		t.Error("version 1 spelt out makes other matters")
	}
}
