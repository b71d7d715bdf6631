package expr_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"onevisit/models"
	"onevisit/models/expr"
)

type Holder struct {
	BirthDate  string
	IDNumber   string
	Points     int
	FineFen    int64
	Plates     []Plate
	Cities     []string
	Restricted bool
}

type Plate struct {
	Number string
	Own    bool
	Points int
}

// office counts as a fable would: offices work on even days, a surcharge is the product.
var office = expr.Office{
	Workday: func(day models.Date) (models.Date, error) {
		if day == "2027-01-01" {
			return "", errors.New("no table of that year")
		}
		return day.AddDays(int(day[9]-'0') % 2), nil
	},
	Overdue: func(received models.Date, payDays int, day models.Date) (int, error) {
		if payDays == 99 {
			return 0, errors.New("no table")
		}
		return received.AddDays(payDays).DaysTo(day), nil
	},
	Surcharge: func(fine models.Fen, days, perMille, percent int) models.Fen {
		return fine * models.Fen(days*perMille*percent)
	},
}

func TestOffice_countsWhatExpressionsAsk(t *testing.T) {
	e := env(t)
	scope := e.Scope(map[string]any{}, map[string]any{}, "2026-11-24", "")
	for source, want := range map[string]string{
		"workday('2026-11-21')": "2026-11-22", "workday('2026-11-22')": "2026-11-22",
		"string(surcharge(200, 2, 3, 5))":  "6000",
		"string(surcharge(200, -2, 3, 5))": "0", "string(overdue('2026-11-01', 15, '2026-11-24'))": "8",
	} {
		p, err := e.Compile(source, expr.String)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := p.Text(scope); !ok || got != want {
			t.Errorf("%s = %q, %v", source, got, ok)
		}
	}
	for _, source := range []string{"workday('2027-01-01')", "workday('x')", "string(overdue('2026-11-01', 99, '2026-11-24'))", "string(overdue('2026-11-01', -1, '2026-11-24'))", "string(overdue('', 15, '2026-11-24'))", "string(surcharge(-1, 2, 3, 5))", "string(surcharge(1, 2, 3, 9223372036854775807))"} {
		p, err := e.Compile(source, expr.String)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := p.Text(scope); ok {
			t.Errorf("%s was decided: %q", source, got)
		}
	}
}

func env(t testing.TB) *expr.Env {
	t.Helper()
	base, err := expr.NewBase(map[string]reflect.Type{"holder": reflect.TypeFor[Holder](), "other": reflect.TypeFor[Holder]()}, office)
	if err != nil {
		t.Fatal(err)
	}
	fees := &expr.Table{}
	fees.Add("HKG", 2000, "2010-01-01", "2017-06-30", "")
	fees.Add("HKG", 1500, "2017-07-01", "", "")
	fees.Add("HKG", 1000, "2017-07-01", "", "44")
	e, err := base.Env(expr.Vocabulary{
		Facts:   []string{"holder", "other"},
		Answers: map[string]expr.Type{"to": expr.Strings, "kind": expr.String, "ok": expr.Bool},
		Tables:  map[string]*expr.Table{"fee": fees},
	})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func holder() Holder {
	return Holder{
		BirthDate: "2010-11-24", IDNumber: "1", Points: 6, FineFen: 20000, Cities: []string{"440300"},
		Plates: []Plate{{"粤B12345", true, 3}, {"粤B54321", false, 6}},
	}
}

func scope(e *expr.Env) *expr.Scope {
	return e.Scope(map[string]any{"holder": holder()}, map[string]any{"to": []string{"HKG"}, "kind": "G"}, "2026-11-24", "440300")
}

func TestBool_threeValues(t *testing.T) {
	e := env(t)
	for source, want := range map[string]expr.Truth{
		"true":                                                    expr.True,
		"holder.points + 6 >= 12":                                 expr.True,
		"holder.points + 5 >= 12":                                 expr.False,
		"other.restricted":                                        expr.Unknown,
		"!other.restricted":                                       expr.Unknown,
		"true || other.restricted":                                expr.True,
		"other.restricted || true":                                expr.True,
		"false || other.restricted":                               expr.Unknown,
		"false && other.restricted":                               expr.False,
		"other.restricted && false":                               expr.False,
		"true && other.restricted":                                expr.Unknown,
		"other.restricted ? true : true":                          expr.Unknown,
		"other.plates.exists(p, p.own)":                           expr.Unknown,
		"other.plates.all(p, p.own)":                              expr.Unknown,
		"other.points == 3":                                       expr.Unknown,
		"age_on(other.birth_date, today) < 16":                    expr.Unknown,
		"'440300' in other.cities":                                expr.Unknown,
		"age_on(holder.birth_date, today) == 16":                  expr.True,
		"age_on('', today) < 16":                                  expr.Unknown, // an error is not decided
		"1 / (holder.points - 6) > 0":                             expr.Unknown,
		"holder.fine_fen * 9223372036854775807 > 0":               expr.Unknown,
		"holder.plates[7].own":                                    expr.Unknown,
		"holder.plates.exists(p, p.number == '粤B12345' && p.own)": expr.True,
		"'HKG' in answers.to":                                     expr.True,
		"answers.kind == 'G' && !answers.ok":                      expr.True,
		"holder.id_number == '1'":                                 expr.True,
		"listed('fee', 'HKG')":                                    expr.True,
		"listed('fee', 'MAC')":                                    expr.False,
		"setting('fee', 'MAC') > 0":                               expr.Unknown,
		"region == '440300'":                                      expr.True,
		"total > 0":                                               expr.Unknown,
	} {
		p, err := e.Compile(source, expr.Bool)
		if err != nil {
			t.Errorf("%s: %v", source, err)
			continue
		}
		if got := p.Bool(scope(e)); got != want {
			t.Errorf("%s is %s, want %s", source, got, want)
		}
	}
}

func TestCompile_refuses(t *testing.T) {
	e := env(t)
	for source, why := range map[string]string{
		"holder.pionts > 3":            "undefined field",
		"holdr.points > 3":             "undeclared reference",
		"answers.destination == 'HKG'": "undeclared reference",
		"holder.points > '3'":          "no matching overload",
		"holder.points + 1.5 > 2.0":    "no matching overload",
		"holder.points":                "has to be bool",
		"setting('fees', 'HKG') > 0":   `no setting "fees"`,
		"setting(answers.kind) > 0":    `no setting`,
		"holder.points >":              "Syntax error",
		"holder.plates.all(a, holder.plates.all(b, holder.plates.all(c, holder.plates.all(d, a == b || c == d))))": "the limit is",
	} {
		_, err := e.Compile(source, expr.Bool)
		if err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%s: %v, want %q", source, err, why)
		}
	}
}

func TestFunctions(t *testing.T) {
	e := env(t)
	for source, want := range map[string]string{
		"setting('fee', 'HKG')":                       "1000", // the region's own value goes first
		"setting_in('fee', 'HKG', '110100')":          "1500", // asked for another place
		"listed_in('fee', 'MAC', '110100')":           "false",
		"days('2026-11-24', '2027-11-24')":            "365",
		"days('2026-11-24', '2026-11-23')":            "-1",
		"add_days('2026-12-31', 1)":                   "2027-01-01",
		"add_months('2026-11-30', 3)":                 "2027-02-28",
		"add_months('2026-11-24', 12)":                "2027-11-24",
		"add_months('2026-03-31', -1)":                "2026-02-28",
		"sum(holder.plates.map(p, p.points))":         "9",
		"sum([])":                                     "0",
		"only_letters('AH', 'AHNT')":                  "true",
		"only_letters('AB', 'AHNT')":                  "false",
		"only_letters('', 'AHNT')":                    "false",
		"covers(holder.cities, ['110100', '440300'])": "true",
		"covers(holder.cities, ['110100'])":           "false",
		"yuan(1500)":                                  "¥15",
		"yuan(1550)":                                  "¥15.50",
		"yuan(0)":                                     "¥0",
		"holder.plates.map(p, p.number).join('、')":    "粤B12345、粤B54321",
	} {
		p, err := e.Compile(source, expr.Any)
		if err != nil {
			t.Errorf("%s: %v", source, err)
			continue
		}
		if got, ok := p.Text(scope(e)); !ok || got != want {
			t.Errorf("%s = %q (%v), want %q", source, got, ok, want)
		}
	}
}

func TestTable_datesAndRegions(t *testing.T) {
	table := &expr.Table{}
	table.Add("k", 200, "2010-01-01", "2017-06-30", "")
	table.Add("k", 160, "2017-07-01", "2019-06-30", "")
	table.Add("k", 120, "2019-07-01", "", "")
	table.Add("k", 100, "2019-07-01", "", "44")
	table.Add("k", 90, "2019-07-01", "", "4403")
	for _, c := range []struct {
		day, region string
		want        int64
		ok          bool
	}{
		{"2009-12-31", "110100", 0, false}, {"2017-06-30", "110100", 200, true}, {"2017-07-01", "110100", 160, true},
		{"2019-06-30", "440300", 160, true}, {"2019-07-01", "110100", 120, true}, {"2026-01-01", "440100", 100, true}, {"2026-01-01", "440300", 90, true},
	} {
		if got, ok := table.Find("k", c.day, c.region); got != c.want || ok != c.ok {
			t.Errorf("%s in %s: %d %v", c.day, c.region, got, ok)
		}
	}
}

func TestTerms_areEvaluatedOnceAndAgainWhenTheirAnswersChange(t *testing.T) {
	e := env(t)
	for name, source := range map[string]string{"mine": "holder.plates.filter(p, p.own)"} {
		if err := e.Term(name, source); err != nil {
			t.Fatal(err)
		}
	}
	if err := e.Term("both", "'MAC' in answers.to && mine.size() == 1"); err != nil {
		t.Fatal(err)
	}
	if err := e.Term("lost", "other.restricted"); err != nil {
		t.Fatal(err)
	}
	if err := e.Term("both", "true"); err == nil {
		t.Error("a name was taken twice")
	}
	p, err := e.Compile("both", expr.Bool)
	if err != nil {
		t.Fatal(err)
	}
	s := scope(e)
	if got := p.Bool(s); got != expr.False {
		t.Errorf("both is %s", got)
	}
	s.SetAnswer("to", []string{"MAC"})
	if got := p.Bool(s); got != expr.True {
		t.Errorf("both is %s after the answer changed", got)
	}
	s.SetAnswer("to", nil)
	if got := p.Bool(s); got != expr.False {
		t.Errorf("both is %s without the answer", got)
	}
	q, err := e.Compile("lost || 'HKG' in answers.to", expr.Bool)
	if err != nil {
		t.Fatal(err)
	}
	if got := q.Bool(s); got != expr.Unknown {
		t.Errorf("a term over a missing fact is %s", got)
	}
	if got := q.Bool(scope(e)); got != expr.True {
		t.Errorf("unknown || true is %s", got)
	}
}

func TestItem_namesAnElement(t *testing.T) {
	e := env(t)
	list, err := e.Compile("holder.plates", expr.List)
	if err != nil {
		t.Fatal(err)
	}
	inner, err := e.Item("p", list)
	if err != nil {
		t.Fatal(err)
	}
	number, err := inner.Compile("p.number + '/' + answers.kind", expr.String)
	if err != nil {
		t.Fatal(err)
	}
	s := scope(e)
	var got []string
	elements, _ := list.Elements(s)
	for _, x := range elements {
		text, _ := number.String(s.With("p", x))
		got = append(got, text)
	}
	if strings.Join(got, " ") != "粤B12345/G 粤B54321/G" {
		t.Error(got)
	}
}

func TestLoop_stopsAtTheCostLimit(t *testing.T) {
	e := env(t)
	p, err := e.Compile("holder.cities.all(a, holder.cities.all(b, a != b || a == b))", expr.Bool)
	if err != nil {
		t.Fatal(err)
	}
	h := holder()
	h.Cities = make([]string, 3000)
	s := e.Scope(map[string]any{"holder": h}, nil, "2026-11-24", "440300")
	if got := p.Bool(s); got != expr.Unknown {
		t.Errorf("a runaway loop is %s", got)
	}
}

func TestNewFact(t *testing.T) {
	e := env(t)
	fact, err := e.NewFact("holder", map[string]any{
		"birth_date": "2000-01-01", "points": uint64(3), "restricted": true, "cities": []any{"1"},
		"plates": []any{map[string]any{"number": "x", "own": true}},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := Holder{BirthDate: "2000-01-01", Points: 3, Restricted: true, Cities: []string{"1"}, Plates: []Plate{{Number: "x", Own: true}}}
	if !reflect.DeepEqual(fact, want) {
		t.Errorf("%+v", fact)
	}
	for _, bad := range []map[string]any{{"pionts": 3}, {"points": "3"}, {"birth_date": uint64(3)}, {"cities": "x"}, {"plates": []any{"x"}}} {
		if _, err := e.NewFact("holder", bad); err == nil {
			t.Errorf("%v passed", bad)
		}
	}
}

// BenchmarkRule evaluates a rule of five clauses over a fact, as a definition has it.
func BenchmarkRule(b *testing.B) {
	e := env(b)
	p, err := e.Compile("!holder.restricted && age_on(holder.birth_date, today) >= 16 && holder.points < 12 && holder.fine_fen <= 20000 && answers.kind == 'G'", expr.Bool)
	if err != nil {
		b.Fatal(err)
	}
	s := scope(e)
	b.ReportAllocs()
	for b.Loop() {
		if p.Bool(s) != expr.True {
			b.Fatal("not true")
		}
	}
}

func BenchmarkRuleOverAList(b *testing.B) {
	e := env(b)
	p, err := e.Compile("holder.plates.exists(p, p.number == '粤B54321' && !p.own)", expr.Bool)
	if err != nil {
		b.Fatal(err)
	}
	s := scope(e)
	b.ReportAllocs()
	for b.Loop() {
		if p.Bool(s) != expr.True {
			b.Fatal("not true")
		}
	}
}

func BenchmarkUnknown(b *testing.B) {
	e := env(b)
	p, err := e.Compile("holder.points > 12 || other.restricted", expr.Bool)
	if err != nil {
		b.Fatal(err)
	}
	s := scope(e)
	b.ReportAllocs()
	for b.Loop() {
		if p.Bool(s) != expr.Unknown {
			b.Fatal("decided")
		}
	}
}
