package figures_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/models/completion"
	"onevisit/models/figures"
)

func TestTimeClass_isAtMostFivePercentTooHigh(t *testing.T) {
	for s := int64(0); s < 200_000_000; s += 1 + s/37 {
		d := time.Duration(s) * time.Second
		end, ok := figures.TimeOf(figures.TimeClass(d))
		if !ok || s <= 4*366*24*3600 && (end < d || float64(end) > 1.05*float64(d)) {
			t.Fatalf("%v is put into the class up to %v", d, end)
		}
	}
	for class, want := range map[string]time.Duration{"000": 0, "001": time.Second, "019": 19 * time.Second, "020": 21 * time.Second, "021": 23 * time.Second, "100": 1622 * time.Second} {
		if end, _ := figures.TimeOf(class); end != want {
			t.Errorf("class %s ends at %v, not %v: classes that are kept may not change", class, end, want)
		}
	}
	for _, class := range []string{"", "-1", "x", "999"} {
		if _, ok := figures.TimeOf(class); ok {
			t.Errorf("%q is a class", class)
		}
	}
	if figures.TimeClass(-time.Hour) != "000" {
		t.Error("clocks that disagree")
	}
}

// Median and p95 by classes lie at or at most 5 % above those of the times.
func TestTimes_mediansAreThoseOfTheTimes(t *testing.T) {
	f, _ := figures.Of("waiting")
	r := rand.New(rand.NewPCG(1, 2))
	for n := 1; n < 400; n += 13 {
		var all []time.Duration
		var cells []figures.Cell
		for range n {
			d := time.Duration(1+r.IntN(1+r.IntN(900_000))) * time.Second
			all = append(all, d)
			cells = append(cells, figures.Cell{Measure: figures.Wait, Bucket: figures.TimeClass(d), N: 1})
		}
		slices.Sort(all)
		v := f.Value(completion.Published()[0], cells)
		for q, got := range map[float64]time.Duration{0.5: v.Median, 0.95: v.P95} {
			exact := all[max(int(float64(n)*q+0.999999)-1, 0)]
			if got < exact || float64(got) > 1.05*float64(exact) {
				t.Errorf("%d times: %v of %v for %v", n, got, exact, q)
			}
		}
	}
}

func cellsOf(c figures.Contribution) string {
	var words []string
	for _, cell := range c.Cells {
		words = append(words, fmt.Sprintf("%s=%s*%d", cell.Measure, cell.Bucket, cell.N))
	}
	return strings.Join(words, " ")
}

func at(day models.Date, hour, minute int) time.Time {
	return day.Time().Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
}

func TestMatter_contributesUnderTheDayOfItsEnd(t *testing.T) {
	submitted := at("2026-03-02", 10, 0)
	f := figures.MatterFacts{
		ID: "m1", Service: "passport", Site: "east", State: completion.Completed, EndedOn: "2026-03-06", EndedAt: at("2026-03-06", 16, 0),
		Visits: 2, Causes: []string{"R19"}, FirstAt: at("2026-03-02", 9, 30), Age: "45-59", Demo: true,
		Begun: &figures.SessionPlace{Device: "k1", Ended: true, Language: "en", Assisted: true},
		Applications: []figures.ApplicationFacts{{
			OpenedAt: at("2026-03-02", 9, 31), SubmittedAt: submitted, DecidedAt: submitted.Add(30 * time.Hour), Promised: "2026-03-04",
			Requests: 1, Stopped: 20 * time.Hour,
		}},
		Attempts: []figures.AttemptFacts{{Outcome: "no", Reason: "interval"}},
	}
	c := f.Contribution()
	wait := figures.TimeClass(10 * time.Hour)
	length := figures.TimeClass(4*24*time.Hour + 6*time.Hour + 30*time.Minute)
	if want := "cause=R19*1 days=" + length + "*1 ends=completed:2*1 first=no*1 notice=1*1 promise=kept*1 wait=" + wait + "*1"; cellsOf(c) != want {
		t.Errorf("counts\n%s\nnot\n%s", cellsOf(c), want)
	}
	if c.On != "2026-03-06" || !c.Demo || c.Place != (figures.Place{
		Service: "passport", Site: "east", Channel: figures.Kiosk, Device: "k1", Language: "en", Aid: "aided", Age: "45-59",
	}) {
		t.Errorf("on %s at %+v", c.On, c.Place)
	}
	open, test := f, f
	open.State, test.Test = completion.Open, true
	if open.Contribution().On != "" || test.Contribution().On != "" {
		t.Error("an open matter or test data count")
	}
	f.Begun.Ended = false
	if p := f.Contribution().Place; p.Language != "" || p.Device != "k1" {
		t.Errorf("while the session lives: %+v", p)
	}
	f.Begun = nil
	if f.Contribution().Place.Channel != figures.Window {
		t.Error("first seen at a window")
	}
	f.Visits = 0
	if f.Contribution().Place.Channel != figures.Phone {
		t.Error("never anywhere")
	}
}

func TestMatter_firstGo(t *testing.T) {
	done := figures.MatterFacts{ID: "m", State: completion.Completed, EndedOn: "2026-01-02", Visits: 1}
	for name, c := range map[string]struct {
		change func(*figures.MatterFacts)
		want   string
	}{
		"in one visit":           {func(*figures.MatterFacts) {}, "yes"},
		"fetched":                {func(f *figures.MatterFacts) { f.Visits, f.Causes = 2, []string{"R06"} }, "yes"},
		"came again":             {func(f *figures.MatterFacts) { f.Visits, f.Causes = 2, []string{"R06", "R01"} }, "no"},
		"refused first":          {func(f *figures.MatterFacts) { f.Attempts = []figures.AttemptFacts{{Outcome: "window"}} }, "no"},
		"asked for a correction": {func(f *figures.MatterFacts) { f.Applications = []figures.ApplicationFacts{{Requests: 1}} }, "no"},
		"begun again":            {func(f *figures.MatterFacts) { f.Applications = make([]figures.ApplicationFacts, 2) }, "no"},
	} {
		f := done
		c.change(&f)
		if got := cellsOf(f.Contribution()); !strings.Contains(got, "first="+c.want+"*1") {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestSession_contributesUnderTheDayItBegan(t *testing.T) {
	f := figures.SessionFacts{
		ID: "s1", Device: "k1", Site: "east", Language: "zh-CN", On: "2026-11-24", StartedAt: at("2026-11-24", 9, 5),
		EndedAt: at("2026-11-24", 9, 10), Rating: 4,
		Walks: []figures.WalkFacts{{Service: "passport", Shown: []string{"kind", "photo", "kind", "photo"}}},
	}
	// 24 November 2026 is a Tuesday.
	if got, want := cellsOf(f.Contribution()), "hour=2-09*1 rating=4*1 rating=asked*1 session="+figures.TimeClass(5*time.Minute)+"*1"; got != want {
		t.Errorf("counts %s, not %s", got, want)
	}
	walks := f.WalkContributions()
	if got := cellsOf(walks[0]); got != "left=photo*1 reach=kind*1 reach=photo*1" || walks[0].Subject.ID != "s1/passport" {
		t.Errorf("walked %s", got)
	}
	f.Rating, f.Walks[0].Submitted = 0, true
	if got := cellsOf(f.Contribution()); strings.Contains(got, "rating") {
		t.Errorf("nobody asked, nobody rated: %s", got)
	}
	if got := cellsOf(f.WalkContributions()[0]); strings.Contains(got, "left") {
		t.Errorf("handed in and left: %s", got)
	}
	f.EndedAt = time.Time{}
	if f.Contribution().On != "" || f.WalkContributions()[0].On != "" {
		t.Error("a session that lives counts")
	}
}

func TestOrder_breaksOffForOneReason(t *testing.T) {
	created := at("2026-05-05", 9, 0)
	for state, c := range map[string]struct {
		made   bool
		closed time.Duration
		want   string
	}{
		"paid":     {true, 0, "pay=paid*1"},
		"closed":   {true, 16 * time.Minute, "pay=broken:expired*1"},
		"closed ":  {true, 5 * time.Minute, "pay=broken:dropped*1"},
		"closed  ": {false, time.Second, "pay=broken:unavailable*1"},
		"refunded": {true, time.Minute, "pay=broken:returned*1"},
		"pending":  {true, 0, ""},
	} {
		f := figures.OrderFacts{
			ID: "o", State: strings.TrimSpace(state), Made: c.made, CreatedAt: created, ExpiresAt: created.Add(15 * time.Minute), ClosedAt: created.Add(c.closed),
		}
		if got := cellsOf(f.Contribution()); got != c.want {
			t.Errorf("%s: %s, not %s", state, got, c.want)
		}
	}
}
