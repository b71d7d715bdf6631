package figures_test

import (
	"errors"
	"fmt"
	"os"
	"testing"

	"onevisit/models"
	"onevisit/models/completion"
	"onevisit/models/figures"
	"onevisit/models/modelstest"
)

var (
	inspector = models.Actor{Kind: models.ActorStaff, Role: "auditor"}
	visitor   = models.Actor{Kind: models.ActorStaff, Role: "supervisor"}
)

func reportsOver(m memory) *figures.Reports { return reportsUnder(completion.Published(), m) }

func reportsUnder(ds completion.Definitions, m memory) *figures.Reports {
	if m.entries == 0 {
		m.entries = 500
	}
	return figures.NewReports(figures.ReportsConfig{
		Definitions: ds, Reader: m, Names: names{}, Signer: signer{}, Clock: modelstest.NewClock(), Demo: true,
	})
}

func year(figure string) figures.Question {
	return figures.Question{Figure: figure, From: "2026-01-01", To: "2026-12-31"}
}

func ask(t *testing.T, r *figures.Reports, q figures.Question) figures.Report {
	t.Helper()
	rep, err := r.Figure(t.Context(), inspector, q)
	if err != nil {
		t.Fatalf("%+v: %v", q, err)
	}
	return rep
}

// records reads a list to its end, in pages of three.
func records(t *testing.T, r *figures.Reports, q figures.Question, bucket string) ([]figures.Counted, int64) {
	t.Helper()
	var all []figures.Counted
	page := models.Page{Limit: 3}
	for {
		list, err := r.Records(t.Context(), inspector, q, bucket, page)
		if err != nil {
			t.Fatalf("%+v %q: %v", q, bucket, err)
		}
		all = append(all, list.Records...)
		if list.Next == "" {
			return all, list.Total
		}
		if len(list.Records) != page.Limit {
			t.Fatalf("a page of %d", len(list.Records))
		}
		page.After = list.Next
	}
}

// Every figure opens to exactly as many records as it counts, whole and in each
// of its parts.
func TestRecords_areAsManyAsTheFigureCounts(t *testing.T) {
	r := reportsOver(memory{all: worldOf(1, 40)})
	for _, f := range figures.Figures() {
		t.Run(f.Code, func(t *testing.T) {
			total := ask(t, r, year(f.Code)).Total
			if total.Denominator == 0 {
				t.Fatal("nothing to show")
			}
			same := func(bucket string, want int64) {
				if list, n := records(t, r, year(f.Code), bucket); n != want || int64(len(list)) != want {
					t.Errorf("bucket %q: %d of %d records, counted %d", bucket, len(list), n, want)
				}
			}
			if f.Code == "availability" { // counts minutes; its records are the devices' days
				if list, n := records(t, r, year(f.Code), ""); int64(len(list)) != n || n == 0 || n >= total.Denominator {
					t.Errorf("%d of %d days", len(list), n)
				}
				return
			}
			same("", total.Denominator)
			if f.Form == figures.Share {
				same(figures.NumeratorBucket, total.Numerator)
			}
			for _, p := range total.Parts {
				same(p.Bucket, p.Count)
			}
		})
	}
}

// What is divided sums to the whole, by whatever it is divided.
func TestFigures_everyDivisionSumsToTheWhole(t *testing.T) {
	for seed := range uint64(8) {
		r := reportsOver(memory{all: worldOf(seed, 60)})
		for _, f := range figures.Figures() {
			whole := ask(t, r, year(f.Code)).Total
			for _, by := range f.By {
				q := year(f.Code)
				q.By = by
				rep := ask(t, r, q)
				var num, den int64
				parts := map[string]int64{}
				for _, row := range rep.Rows {
					num, den = num+row.Value.Numerator, den+row.Value.Denominator
					if row.Value.Numerator < 0 || f.Form == figures.Share && row.Value.Numerator > row.Value.Denominator {
						t.Errorf("%s by %s: %s is no share", f.Code, by, row.Value.Text())
					}
					for _, p := range row.Value.Parts {
						parts[p.Bucket] += p.Count
					}
				}
				for _, p := range whole.Parts {
					parts[p.Bucket] -= p.Count
				}
				for bucket, n := range parts {
					if n != 0 {
						t.Errorf("%s by %s: part %s is off by %d", f.Code, by, bucket, n)
					}
				}
				if rep.Total.Text() != whole.Text() || num != whole.Numerator || den != whole.Denominator {
					t.Errorf("%s by %s: %d/%d of %s", f.Code, by, num, den, whole.Text())
				}
			}
		}
	}
}

func TestFigures_orderSaysNothing(t *testing.T) {
	all := worldOf(3, 50)
	turned := make([]figures.Contribution, len(all))
	for i, c := range all {
		turned[len(all)-1-i] = c
	}
	for _, f := range figures.Figures() {
		q := year(f.Code)
		q.By = f.By[0]
		if a, b := ask(t, reportsOver(memory{all: all}), q), ask(t, reportsOver(memory{all: turned}), q); a.Digest != b.Digest {
			t.Errorf("%s: %s and %s", f.Code, a.Total.Text(), b.Total.Text())
		}
	}
}

func TestFigures_oneMoreInOneVisitLowersNoRate(t *testing.T) {
	for seed := range uint64(10) {
		all := worldOf(seed, 30)
		more := figures.MatterFacts{ID: "zz", Service: "passport", State: completion.Completed, EndedOn: "2026-05-05", Visits: 1}
		for _, code := range []string{"experienced", "honest"} {
			before := ask(t, reportsOver(memory{all: all}), year(code)).Total
			after := ask(t, reportsOver(memory{all: append(all[:len(all):len(all)], more.Contribution())}), year(code)).Total
			if after.Numerator*before.Denominator < before.Numerator*after.Denominator {
				t.Errorf("%s fell from %s to %s", code, before.Text(), after.Text())
			}
		}
	}
}

func TestFigures_categoriesAndRegionsAreTheirServicesAndHalls(t *testing.T) {
	r := reportsOver(memory{all: worldOf(5, 80)})
	sum := func(change func(*figures.Question)) (n int64) {
		q := year("ends")
		change(&q)
		return ask(t, r, q).Total.Denominator
	}
	both := sum(func(q *figures.Question) { q.Service = "passport" }) + sum(func(q *figures.Question) { q.Service = "endorsement" })
	if got := sum(func(q *figures.Question) { q.Category = "exit-entry" }); got != both || got == 0 {
		t.Errorf("the category counts %d, its services %d", got, both)
	}
	halls := sum(func(q *figures.Question) { q.Site = "440300-1" }) + sum(func(q *figures.Question) { q.Site = "440300-2" })
	if got := sum(func(q *figures.Question) { q.Region = "440300" }); got != halls || got == 0 {
		t.Errorf("the region counts %d, its halls %d", got, halls)
	}
	for name, change := range map[string]func(*figures.Question){
		"an unknown category":           func(q *figures.Question) { q.Category = "x" },
		"an unknown region":             func(q *figures.Question) { q.Region = "1" },
		"a service of another category": func(q *figures.Question) { q.Category, q.Service = "traffic", "passport" },
		"a hall in another region":      func(q *figures.Question) { q.Region, q.Site = "440100", "440300-1" },
	} {
		if n := sum(change); n != 0 {
			t.Errorf("%s counts %d", name, n)
		}
		q := year("ends")
		change(&q)
		if list, n := records(t, r, q, ""); n != 0 || len(list) != 0 {
			t.Errorf("%s lists %d of %d", name, len(list), n)
		}
	}
}

func TestFigures_refuse(t *testing.T) {
	r := reportsOver(memory{})
	for name, c := range map[string]struct {
		q    figures.Question
		code string
	}{
		"an unknown figure":      {year("speed"), "figures.unknown"},
		"a division it has not":  {figures.Question{Figure: "hours", From: "2026-01-01", To: "2026-01-31", By: "age"}, "figures.division"},
		"an unknown division":    {figures.Question{Figure: "ends", From: "2026-01-01", To: "2026-01-31", By: "moon"}, "figures.division"},
		"a backward period":      {figures.Question{Figure: "ends", From: "2026-02-01", To: "2026-01-31"}, "report.range"},
		"more than 366 days":     {figures.Question{Figure: "ends", From: "2025-01-01", To: "2026-01-02"}, "report.range"},
		"a period before it all": {figures.Question{Figure: "ends", From: "2024-01-01", To: "2024-12-31"}, "completion.no_definition"},
		"a log not written yet":  {figures.Question{Figure: "ends", From: "2026-01-01", To: "2026-12-31", AsOf: 501}, "log.beyond"},
	} {
		_, err := r.Figure(t.Context(), inspector, c.q)
		var e *models.Error
		if !errors.As(err, &e) || e.Code != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := r.Records(t.Context(), visitor, year("ends"), "", models.Page{Limit: 5}); !errors.Is(err, completion.ErrNoCaseAccess) {
		t.Errorf("records without case access: %v", err)
	}
	if _, err := r.Records(t.Context(), inspector, year("ends"), "", models.Page{Limit: 5, After: "forged"}); err == nil {
		t.Error("a forged cursor is taken")
	}
	if rep := ask(t, r, figures.Question{Figure: "ends", From: "2026-01-01", To: "2026-12-31", AsOf: 499}); !rep.Pinned || rep.Entries != 499 {
		t.Errorf("pinned: %+v", rep.Stamp)
	}
}

// many makes so many completed matters of a service in one visit.
func many(service string, n int) (all []figures.Contribution) {
	for i := range n {
		f := figures.MatterFacts{
			ID: models.ID(fmt.Sprint(service, i)), Service: service, State: completion.Completed, EndedOn: "2026-03-03", Visits: 1 + i%2,
		}
		if f.Visits == 2 {
			f.Causes = []string{"R01"}
		}
		all = append(all, f.Contribution())
	}
	return all
}

func TestFigures_hideWhatIsSmallAndWhatWouldGiveItAway(t *testing.T) {
	all := append(many("passport", 4), append(many("endorsement", 30), many("violation", 200)...)...)
	r := reportsOver(memory{all: all})
	q := year("experienced")
	q.By = "service"
	rep, err := r.Figure(t.Context(), visitor, q)
	if err != nil {
		t.Fatal(err)
	}
	hidden := map[string]bool{}
	for _, row := range rep.Rows {
		hidden[row.Group] = row.Value.Suppressed
		if row.Value.Suppressed && (row.Value.Denominator != 0 || row.Value.Numerator != 0) {
			t.Errorf("%s is hidden and shown: %+v", row.Group, row.Value)
		}
	}
	if !hidden["passport"] || !hidden["endorsement"] || hidden["violation"] || rep.Total.Suppressed {
		t.Errorf("hidden: %v, whole %v", hidden, rep.Total)
	}
	if ask(t, r, q).Rows[1].Value.Suppressed {
		t.Error("hidden from the auditor")
	}
	q.Figure = "visits"
	if rep, err = r.Figure(t.Context(), visitor, q); err != nil || len(rep.Rows[2].Value.Parts) > 0 {
		t.Errorf("parts beside a hidden row: %v %v", rep.Rows, err)
	}
	few := reportsOver(memory{all: many("passport", 9)})
	if rep, err := few.Figure(t.Context(), visitor, year("honest")); err != nil || !rep.Total.Suppressed {
		t.Errorf("nine are shown: %+v %v", rep.Total, err)
	}
	if _, err := r.Figure(t.Context(), visitor, figures.Question{Figure: "honest", From: "2026-01-01", To: "2026-01-30"}); err == nil {
		t.Error("a period that is no whole months")
	}
}

func TestFigures_showTheVersionBefore(t *testing.T) {
	first := completion.Published()[0]
	second := first
	second.Name, second.EffectiveFrom, second.LeaveOutZeroVisits = "2", "2026-01-01", true
	all := []figures.Contribution{
		figures.MatterFacts{ID: "a", Service: "passport", State: completion.Completed, EndedOn: "2026-03-03", Visits: 0}.Contribution(),
		figures.MatterFacts{ID: "b", Service: "passport", State: completion.Completed, EndedOn: "2026-03-03", Visits: 3}.Contribution(),
	}
	rep := ask(t, reportsUnder(completion.Definitions{first, second}, memory{all: all}), year("experienced"))
	if rep.Total.Text() != "0/1" || rep.Previous == nil || rep.Previous.Value.Text() != "1/2" || rep.Previous.Definition != first.Version() {
		t.Errorf("%s, before %+v", rep.Total.Text(), rep.Previous)
	}
	// The proposed version makes other matters: what it would have said before
	// cannot be told from these.
	text, err := os.ReadFile("../completion/testdata/proposed-2.json")
	if err != nil {
		t.Fatal(err)
	}
	proposed, err := completion.Propose(first, text)
	if err != nil {
		t.Fatal(err)
	}
	proposed.EffectiveFrom = "2026-01-01"
	rep = ask(t, reportsUnder(completion.Definitions{first, proposed}, memory{all: all}), year("experienced"))
	if rep.Previous != nil || rep.Definition != proposed.Version() {
		t.Errorf("%+v", rep.Previous)
	}
	third := second
	third.Name, third.ExcludedServices = "3", []string{"passport"}
	rep = ask(t, reportsUnder(completion.Definitions{first, third}, memory{all: append(all, many("violation", 3)...)}), year("ends"))
	if rep.Total.Denominator != 3 {
		t.Errorf("the service left out is counted: %s", rep.Total.Text())
	}
}

// Words of every part, in both languages.
func TestFigures_everythingHasWords(t *testing.T) {
	r := reportsOver(memory{all: worldOf(9, 60)})
	known, err := r.Known(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	list, dimensions, err := r.Catalogue(known)
	if err != nil {
		t.Fatal(err)
	}
	both := func(what string, texts models.Texts) {
		if texts["zh-CN"] == "" || texts["en"] == "" {
			t.Errorf("%s has no words: %v", what, texts)
		}
	}
	for _, f := range list {
		both(f.Code, f.Title)
		both(f.Code, f.Meaning)
		for _, p := range ask(t, r, year(f.Code)).Total.Parts {
			both(f.Code+" "+p.Bucket, f.BucketText(completion.Published()[0], known, p.Bucket))
		}
		for _, by := range f.By {
			q := year(f.Code)
			if q.By = by; by == figures.MonthService {
				continue
			}
			for _, row := range ask(t, r, q).Rows {
				both(f.Code+" by "+by, known.GroupText(by, row.Group))
			}
		}
	}
	for _, d := range dimensions {
		both(d.Name, d.Title)
		for _, v := range d.Values {
			both(d.Name+" "+v.Code, v.Text)
		}
	}
}
