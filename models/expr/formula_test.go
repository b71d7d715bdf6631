package expr_test

import (
	"slices"
	"testing"

	"onevisit/models/expr"
)

// A formula is impossible only if it says so for sure: each of these is what it is
// called here.
func TestPossible(t *testing.T) {
	e := env(t)
	if err := e.Term("of_age", "holder.points >= 18"); err != nil {
		t.Fatal(err)
	}
	logic := expr.Logic{Values: func(owner string) ([]string, bool) {
		switch owner {
		case "Holder.id_number":
			return []string{"a", "b"}, true
		case "answers.to":
			return []string{"HKG", "MAC"}, true
		}
		return nil, false
	}}
	for source, possible := range map[string]bool{
		"true": true, "false": false, "!true": false,
		"holder.restricted": true, "holder.restricted && !holder.restricted": false, "holder.restricted || !holder.restricted": true,
		"of_age && !of_age": false, "of_age && holder.points < 18": false, "of_age && holder.points < 19": true,
		"holder.points > 5 && holder.points < 7": true, "holder.points > 5 && holder.points < 6": false,
		"holder.points > 5 && holder.points < 7 && holder.points != 6": false,
		"holder.points == 5 && holder.points != 5":                     false, "5 < holder.points && 3 > holder.points": false,
		"holder.birth_date > '2020-01-01' && holder.birth_date <= '2020-01-01'":  false,
		"holder.birth_date >= '2020-01-01' && holder.birth_date <= '2020-01-01'": true,
		"holder.birth_date < today && today < holder.birth_date":                 false, "holder.birth_date < today && today != holder.birth_date": true,
		"holder.birth_date <= today && today <= holder.birth_date": true,
		"holder.id_number == 'a' || holder.id_number == 'c'":       true, "holder.id_number == 'c'": false,
		"holder.id_number != '' && holder.id_number != 'a' && holder.id_number != 'b'": false,
		"holder.id_number != 'a' && holder.id_number != 'b'":                           true,
		"holder.id_number in ['c', 'd']":                                               false, "holder.id_number in ['b', 'd']": true,
		"'HKG' in answers.to && 'MAC' in answers.to": true, "'JPN' in answers.to": false, "!('JPN' in answers.to)": true,
		"size(holder.cities) < 0": false, "size(holder.cities) <= 0": true,
		"holder.restricted ? !holder.restricted : holder.restricted": false, "holder.restricted ? holder.points == 1 : holder.points == 2": true,
		"(holder.restricted ? holder.points == 1 : holder.points == 2) && holder.points == 3": false,
		"holder.plates.exists(p, p.own) && !holder.plates.exists(p, p.own)":                   false,
		"holder.plates.exists(p, p.own) && !holder.plates.exists(p, !p.own)":                  true,
	} {
		p, err := e.Compile(source, expr.Bool)
		if err != nil {
			t.Fatal(err)
		}
		if got := logic.Possible(e.Formula(p)); got != possible {
			t.Errorf("%s: %v", source, got)
		}
		if !possible && !logic.Possible(expr.Not(e.Formula(p))) {
			t.Errorf("%s: neither it nor its opposite", source)
		}
	}
}

// What is not asked has no answer.
func TestPossible_knowsWhenAnAnswerIsAsked(t *testing.T) {
	e := env(t)
	compiled := func(source string) expr.Formula {
		p, err := e.Compile(source, expr.Bool)
		if err != nil {
			t.Fatal(err)
		}
		return e.Formula(p)
	}
	logic := expr.Logic{Asked: func(field string) expr.Formula {
		if field == "kind" {
			return compiled("holder.restricted")
		}
		return expr.Formula{}
	}}
	for source, possible := range map[string]bool{
		"answers.kind == 'G' && !holder.restricted": false, "answers.kind == 'G'": true,
		"answers.kind == '' && !holder.restricted": true, "answers.kind != 'G' && !holder.restricted": true,
	} {
		if got := logic.Possible(compiled(source)); got != possible {
			t.Errorf("%s: %v", source, got)
		}
	}
}

func TestProgram_tellsWhatItComparesAndDraws(t *testing.T) {
	e := env(t)
	p, err := e.Compile("'HKG' in answers.to && holder.id_number in ['x', 'y'] && answers.kind != 'G'", expr.Bool)
	if err != nil {
		t.Fatal(err)
	}
	want := []expr.Comparison{{Name: "answers.to", Literal: "HKG"}, {Name: "Holder.id_number", Literal: "x"}, {Name: "Holder.id_number", Literal: "y"}, {Name: "answers.kind", Literal: "G"}}
	got := p.Comparisons()
	for _, w := range want {
		if !slices.Contains(got, w) {
			t.Errorf("%v is missing in %v", w, got)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%v", got)
	}
}
