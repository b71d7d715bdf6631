package flow_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"onevisit/models/catalog"
	"onevisit/models/flow"
	"onevisit/models/register"
)

func definition(t testing.TB, service string) *catalog.Definition {
	t.Helper()
	d, ok := load(t).Current(service)
	if !ok {
		t.Fatalf("no %s", service)
	}
	return d
}

// start gives the input of a scenario before any answer.
func start(t testing.TB, service string) flow.Input {
	t.Helper()
	d := definition(t, service)
	in, err := flow.ScenarioInput(d, &d.Scenarios[0])
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func answer(t testing.TB, in *flow.Input, step string, give map[string]any) flow.Answered {
	t.Helper()
	got, err := flow.New().Answer(*in, step, give)
	if err != nil {
		t.Fatalf("%s: %v", step, err)
	}
	in.Answers = got.Answers
	return got
}

func walk(t testing.TB, in flow.Input) flow.Walk {
	t.Helper()
	w, err := flow.New().Walk(in)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

const (
	endorsement = "exit-entry.hkm-endorsement"
	passport    = "exit-entry.passport-renewal"
	violation   = "traffic.camera-violation"
)

func TestAnswer_problemsChangeNothing(t *testing.T) {
	in := start(t, endorsement)
	for name, c := range map[string]struct {
		give map[string]any
		want string
	}{
		"nothing":          {map[string]any{}, "destinations:required"},
		"empty list":       {map[string]any{"destinations": []any{}}, "destinations:required"},
		"unknown option":   {map[string]any{"destinations": []any{"TWN"}}, "destinations:option-unknown"},
		"twice":            {map[string]any{"destinations": []any{"HKG", "HKG"}}, "destinations:option-twice"},
		"wrong type":       {map[string]any{"destinations": true}, "destinations:wrong-type"},
		"number":           {map[string]any{"destinations": 3.0}, "destinations:wrong-type"},
		"text for a list":  {map[string]any{"destinations": "HKG"}, "destinations:wrong-type"},
		"mixed list":       {map[string]any{"destinations": []any{"HKG", 1.0}}, "destinations:wrong-type"},
		"foreign field":    {map[string]any{"destinations": []any{"HKG"}, "status": "approved"}, "status:unknown-field"},
		"the reserved key": {map[string]any{"destinations": []any{"HKG"}, flow.SeenKey: []any{"x"}}, "_seen:unknown-field"},
		"a later field":    {map[string]any{"destinations": []any{"HKG"}, "category": "G"}, "category:unknown-field"},
	} {
		got := answer(t, &in, "destination", c.give)
		if len(got.Problems) != 1 || got.Problems[0].Field+":"+got.Problems[0].Code != c.want || got.Problems[0].Step != "destination" {
			t.Errorf("%s: %+v, want %s", name, got.Problems, c.want)
		}
		if len(in.Answers) != 0 {
			t.Fatalf("%s: something was saved: %v", name, in.Answers)
		}
	}
}

func TestAnswer_outOfOrder(t *testing.T) {
	in := start(t, endorsement)
	engine := flow.New()
	if _, err := engine.Answer(in, "phone", map[string]any{"mobile": "13900000001"}); !errors.Is(err, flow.ErrOutOfOrder) {
		t.Errorf("a page ahead: %v", err)
	}
	if _, err := engine.Answer(in, "nowhere", nil); !errors.Is(err, flow.ErrNoStep) {
		t.Errorf("a step that does not exist: %v", err)
	}
	answer(t, &in, "destination", map[string]any{"destinations": []any{"HKG"}})
	answer(t, &in, "category", map[string]any{"category": "G"})
	if _, err := engine.Answer(in, "macau", map[string]any{"macau_form": "3m-1"}); !errors.Is(err, flow.ErrOutOfOrder) {
		t.Errorf("a step that is skipped: %v", err)
	}
	if _, err := engine.Page(in, "macau"); !errors.Is(err, flow.ErrOutOfOrder) {
		t.Errorf("its page: %v", err)
	}
}

func TestAnswer_twiceIsTheSame(t *testing.T) {
	in := start(t, endorsement)
	answer(t, &in, "destination", map[string]any{"destinations": []any{"HKG"}})
	before := walk(t, in)
	got := answer(t, &in, "destination", map[string]any{"destinations": []any{"HKG"}})
	if len(got.Dropped) > 0 || walk(t, in).Next.Step != before.Next.Step {
		t.Errorf("%+v", got)
	}
}

func TestAnswer_doesNotTouchTheInput(t *testing.T) {
	in := complete(t, definition(t, endorsement))
	before := len(in.Answers)
	old := in.Answers
	answer(t, &in, "category", map[string]any{"category": "L"})
	if len(old) != before || old["category"] != "G" {
		t.Error("the caller's answers were changed")
	}
}

func TestWalk_nextPageIsPrefilledAndMarked(t *testing.T) {
	in := start(t, endorsement)
	answer(t, &in, "destination", map[string]any{"destinations": []any{"HKG"}})
	answer(t, &in, "category", map[string]any{"category": "G"})
	answer(t, &in, "hong-kong", map[string]any{"hk_form": "1y-2"})
	w := walk(t, in)
	if w.Next == nil || w.Next.Step != "phone" || w.Next.Back != "hong-kong" {
		t.Fatalf("%+v", w.Next)
	}
	f := w.Next.Fields[0]
	if f.Value != "13900000001" || !f.Prefilled || f.Unchecked || !f.Required {
		t.Errorf("%+v", f)
	}
	if w.Total != 3000 || len(w.Fees) != 1 || w.Fees[0].Item != "HKG" {
		t.Errorf("fees known so far: %v", w.Fees)
	}
}

func TestPage_goingBackShowsTheAnswer(t *testing.T) {
	in := complete(t, definition(t, endorsement))
	page, err := flow.New().Page(in, "hong-kong")
	if err != nil {
		t.Fatal(err)
	}
	if page.Fields[0].Value != "1y-2" || page.Back != "category" {
		t.Errorf("%+v", page)
	}
	for _, o := range page.Fields[0].Options {
		if o.Value == "1y-2" && (o.Fee == nil || *o.Fee != 3000 || !o.Allowed) {
			t.Errorf("%+v", o)
		}
		if o.Value == "3m-n" {
			t.Error("a business form is offered to a tourist")
		}
	}
}

func TestWalk_completeSaysEverything(t *testing.T) {
	w := walk(t, complete(t, definition(t, endorsement)))
	if w.Next != nil || w.Route != flow.AtOnce || len(w.Results) != 2 || len(w.Documents) != 1 {
		t.Fatalf("%+v", w)
	}
	if got := w.SubmitText.In("zh-CN"); got != "提交申请，批准后缴费 ¥30" {
		t.Error(got)
	}
	if d := w.Results[0].Data; d["destination"] != "HKG" || d["validity"] != "1y" || d["entries"] != "2" || d["category"] != "G" {
		t.Errorf("%v", d)
	}
	for _, section := range w.Review {
		for _, row := range section.Rows {
			if row.Field == "mobile" && (!row.Prefilled || row.Value.In("en") != "13900000001") {
				t.Errorf("%+v", row)
			}
			if row.Field == "hk_form" && row.Value.In("en") != "Twice, within 1 year" {
				t.Errorf("%+v", row)
			}
		}
	}
}

func TestWalk_answersKeptAsJSONCountTheSame(t *testing.T) {
	in := complete(t, definition(t, endorsement))
	in.Answers["destinations"] = []any{"HKG"}
	if w := walk(t, in); w.Next != nil || w.Total != 3000 {
		t.Errorf("%+v", w.Next)
	}
}

func TestWalk_factsThatChangedMakeAnAnswerOpenAgain(t *testing.T) {
	in := complete(t, definition(t, endorsement))
	p := in.Facts[register.FactPermit].(register.Permit)
	p.ValidTo = "2027-05-01"
	in.Facts[register.FactPermit] = p
	w := walk(t, in)
	if w.Next == nil || w.Next.Step != "hong-kong" || !w.Next.Fields[0].Unchecked || len(w.Problems) != 1 || w.Problems[0].Code != flow.CodeClosed {
		t.Fatalf("%+v %+v", w.Next, w.Problems)
	}
}

func TestWalk_missingRegisterAfterTheAnswersIsUndecidedNotFree(t *testing.T) {
	in := complete(t, definition(t, violation))
	delete(in.Facts, register.FactViolations)
	w, err := flow.New().Walk(in)
	if err == nil && w.Next == nil {
		t.Errorf("finished without the register: %+v", w)
	}
}

func TestRecords_oldestFirstAndGreyOnesShown(t *testing.T) {
	in := start(t, violation)
	v := in.Facts[register.FactViolations].(register.Violations)
	v.Records[0].FineFen = 50000
	in.Facts[register.FactViolations] = v
	page := walk(t, in).Next
	options := page.Fields[0].Options
	if len(options) != 2 {
		t.Fatalf("%d options", len(options))
	}
	if options[0].Value != "4403997900000002" || options[1].Value != "4403997900000001" {
		t.Error("not oldest first")
	}
	grey := options[1]
	if grey.Allowed || grey.Code != "fine-too-high" || !strings.Contains(grey.Reason.In("zh-CN"), "¥200") || len(grey.Images) != 2 || len(grey.Details) != 4 {
		t.Errorf("%+v", grey)
	}
}

func TestRecords_everyPictureOfEveryChosenRecordHasToBeSeen(t *testing.T) {
	in := start(t, violation)
	give := map[string]any{"records": []any{"4403997900000001", "4403997900000002"}}
	for _, c := range []struct {
		seen []string
		want int
	}{
		{nil, 1}, {[]string{"e1.jpg", "e2.jpg", "f1.jpg", "f2.jpg"}, 1}, {[]string{"e1.jpg", "e2.jpg", "f1.jpg", "f2.jpg", "f3.jpg"}, 0},
	} {
		in.Answers = flow.Answers{flow.SeenKey: c.seen}
		if got := answer(t, &in, "records", give); len(got.Problems) != c.want {
			t.Errorf("%v seen: %+v", c.seen, got.Problems)
		}
	}
}

func TestNotice_namesFactsLawPointsAndTheRightToDefend(t *testing.T) {
	in := start(t, violation)
	answer(t, &in, "records", map[string]any{"records": []any{"4403997900000002"}})
	answer(t, &in, "stance", map[string]any{"stance": "accept"})
	answer(t, &in, "declare", map[string]any{"driver_declared": true})
	text := walk(t, in).Next.Fields[0].Text.In("zh-CN")
	for _, want := range []string{"2026-09-20 18:40", "测试路口", "违反道路交通信号灯", "罚款 ¥200", "记 6 分", "第二十六条", "第九十条", "陈述和申辩", "不会因为申辩加重"} {
		if !strings.Contains(text, want) {
			t.Errorf("the notice does not say %q:\n%s", want, text)
		}
	}
}

func TestPrecheck_aRestrictionIsNeverExplained(t *testing.T) {
	words := []string{"军", "备案国家", "限制", "禁止", "名单", "法院", "restrict", "ban", "military", "court", "list"}
	for _, d := range load(t).All() {
		if !slices.Contains(d.Facts, register.FactExitEntry) {
			continue
		}
		service, in := d.Service, start(t, d.Service)
		x := in.Facts[register.FactExitEntry].(register.ExitEntry)
		x.Restricted = true
		in.Facts[register.FactExitEntry] = x
		v, err := flow.New().Precheck(in)
		if err != nil {
			t.Fatal(err)
		}
		if v.Outcome != flow.Window || len(v.Reasons) != 1 || v.Reasons[0].Code != "window-only" {
			t.Errorf("%s: %+v", service, v)
		}
		for _, word := range words {
			for _, text := range v.Reasons[0].Text {
				if strings.Contains(text, word) {
					t.Errorf("%s: the text says %q: %s", service, word, text)
				}
			}
		}
	}
}

// optionalFacts are the facts without which a service opens all the same for the
// person of its base, with the verdict it has then.
func optionalFacts() map[string]flow.Outcome {
	return map[string]flow.Outcome{
		"exit-entry.hkm-endorsement " + register.FactResidence:     flow.Yes,
		"exit-entry.hkm-endorsement " + register.FactCompanyFiling: flow.Yes,
		// A temporary card only matters to whose identity card has ended.
		"exit-entry.passport-first " + register.FactIDCard:         flow.Later,
		"exit-entry.passport-renewal " + register.FactIDCard:       flow.Later,
		"exit-entry.passport-replacement " + register.FactIDCard:   flow.Later,
		"exit-entry.hkm-permit-first " + register.FactIDCard:       flow.Later,
		"exit-entry.hkm-permit-renewal " + register.FactIDCard:     flow.Later,
		"exit-entry.hkm-permit-replacement " + register.FactIDCard: flow.Later,
		"exit-entry.taiwan-permit " + register.FactIDCard:          flow.Later,
		"household.no-criminal-record " + register.FactResidence:   flow.Later, // registered in this city
		"household.no-criminal-record " + register.FactConduct:     flow.Later, // two officers sign
		"household.temporary-id-card " + register.FactHandedIn:     flow.Later, // the register has the new card's order
		"traffic.licence-renewal " + register.FactPerson:           flow.Yes,   // the age closes large classes only
	}
}

func TestPrecheck_eachMissingFactIsUnknownNeverYes(t *testing.T) {
	for _, d := range load(t).All() {
		read := map[string]bool{}
		for _, r := range d.Precheck {
			for fact := range d.Env.FactsOf(r.When.Program) {
				read[fact] = true
			}
		}
		for _, fact := range d.Facts {
			in := start(t, d.Service)
			delete(in.Facts, fact)
			v, err := flow.New().Precheck(in)
			if err != nil {
				t.Fatal(err)
			}
			// Facts that only open some of the choices, or only say who signs, do not
			// stop the whole service.
			if want, optional := optionalFacts()[d.Service+" "+fact]; optional {
				if v.Outcome != want {
					t.Errorf("%s without %s: %s", d.Service, fact, v.Outcome)
				}
				continue
			}
			// Facts that no rule reads only fill words in; and the query opens as soon as
			// one register has something to show.
			if !read[fact] || d.Service == "traffic.query" && (fact == register.FactDriver || fact == register.FactViolations || fact == register.FactDecisions) {
				continue
			}
			if v.Outcome.Opens() {
				t.Errorf("%s without %s: %s", d.Service, fact, v.Outcome)
			}
		}
	}
}

func TestPrecheck_noFactsAtAll(t *testing.T) {
	for _, d := range load(t).All() {
		v, err := flow.New().Precheck(flow.Input{Definition: d, Facts: flow.Facts{}, Answers: flow.Answers{}, Today: "2026-11-24"})
		if err != nil || v.Outcome != flow.Unknown || v.Cause != "R16" {
			t.Errorf("%s: %+v %v", d.Service, v, err)
		}
	}
}

// The budgets of a journey, check page and payment among the pages.
func TestJourneys_stayWithinTheirBudgets(t *testing.T) {
	for service, budget := range map[string]struct{ pages, typed int }{endorsement: {8, 1}, violation: {6, 0}, passport: {14, 6}} {
		d := definition(t, service)
		typed := 0
		in := start(t, service)
		for _, a := range d.Scenarios[0].Answers {
			for _, f := range walk(t, in).Next.Fields {
				if typing := []string{"text", "name", "mobile", "digits", "address"}; slices.Contains(typing, f.Kind) && !f.Prefilled {
					typed++
				}
			}
			answer(t, &in, a.Step, a.Give)
		}
		if typed > budget.typed {
			t.Errorf("%s: %d typed fields, %d allowed", service, typed, budget.typed)
		}
		for _, r := range flow.RunScenarios(d) {
			if r.Pages > 0 && r.Pages+2 > budget.pages && r.Total > 0 {
				t.Errorf("%s, %s: %d pages, %d allowed", service, r.Name, r.Pages+2, budget.pages)
			}
		}
	}
}

func TestOnPath_leavesOutSkippedSteps(t *testing.T) {
	in := start(t, endorsement)
	answer(t, &in, "destination", map[string]any{"destinations": []any{"HKG", "MAC"}})
	answer(t, &in, "category", map[string]any{"category": "G"})
	answer(t, &in, "hong-kong", map[string]any{"hk_form": "1y-2"})
	answer(t, &in, "macau", map[string]any{"macau_form": "3m-1"})
	answer(t, &in, "destination", map[string]any{"destinations": []any{"MAC"}})
	if _, kept := in.Answers["hk_form"]; !kept {
		t.Error("the answer of a skipped step is gone; it has to be there when the person goes back")
	}
	final := flow.New().OnPath(in)
	if _, there := final["hk_form"]; there || final["macau_form"] != "3m-1" {
		t.Errorf("%v", final)
	}
}

func TestEngine_isSafeForManyAtOnce(t *testing.T) {
	engine := flow.New()
	var group sync.WaitGroup
	for _, d := range load(t).All() {
		in := complete(t, d)
		for range 4 {
			group.Go(func() {
				for range 20 {
					if w, err := engine.Walk(in); err != nil || w.Next != nil {
						t.Errorf("%s: %v %v", d.Service, w.Next, err)
					}
					if _, err := engine.Precheck(in); err != nil {
						t.Error(err)
					}
				}
			})
		}
	}
	group.Wait()
}
