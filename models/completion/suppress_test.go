package completion_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"onevisit/models/completion"
)

func rowOf(service, month string, completed, rejected int) completion.Row {
	d := completion.Published()[0]
	tallies := []completion.Tally{
		{Service: service, Month: month, State: completion.Completed, Visits: 1, Count: completed},
		{Service: service, Month: month, State: completion.Rejected, Visits: 2, Count: rejected},
	}
	return completion.Row{Group: completion.Group{Service: service, Month: month}, Figures: completion.Compute(d, tallies)}
}

func TestHideSmall_hidesBelowTenAndTheCountsBeside(t *testing.T) {
	d := completion.Published()[0]
	f := rowOf("a", "2026-01", 9, 3).HideSmall(d)
	if !f.Experienced.Suppressed || f.Experienced.Denominator != 0 {
		t.Errorf("9 completed are shown: %+v", f.Experienced)
	}
	if f.Honest.Suppressed || f.Honest.Denominator != 12 {
		t.Errorf("12 ended are not shown: %+v", f.Honest)
	}
	if len(f.Ended) != 0 || f.Visits != [completion.MostCounted + 1]int{} {
		t.Errorf("the counts give the hidden figure away: %+v %v", f.Ended, f.Visits)
	}
	if f := rowOf("a", "2026-01", 10, 0).HideSmall(d); f.Experienced.Suppressed {
		t.Error("10 completed are hidden")
	}
	if f := rowOf("a", "2026-01", 0, 20).HideSmall(d); f.Experienced.Suppressed || f.Experienced.Exists() {
		t.Error("a zero denominator is no figure, and no secret")
	}
}

func TestHideRows_hidesASecondFigureWhereATotalIsPublished(t *testing.T) {
	d := completion.Published()[0]
	rows := completion.HideRows(d, []completion.Row{rowOf("a", "", 4, 0), rowOf("b", "", 30, 0), rowOf("c", "", 200, 0)})
	got := fmt.Sprint(rows[0].Experienced.Suppressed, rows[1].Experienced.Suppressed, rows[2].Experienced.Suppressed)
	if got != "true true false" {
		t.Errorf("hidden: %s", got)
	}
}

// In every line whose sum is published, hidden figures stay at least two and
// together at least ten, so that no subtraction recovers one.
func TestHideRows_neverLeavesOneRecoverable(t *testing.T) {
	d := completion.Published()[0]
	rapid.Check(t, func(t *rapid.T) {
		services, months := rapid.IntRange(2, 5).Draw(t, "services"), rapid.IntRange(2, 6).Draw(t, "months")
		var rows []completion.Row
		for s := range services {
			for m := range months {
				n := rapid.IntRange(0, 60).Draw(t, "completed")
				rows = append(rows, rowOf(fmt.Sprint(s), fmt.Sprint(m), n, 0))
			}
		}
		shown := completion.HideRows(d, rows)
		check := func(line string, in func(completion.Row) bool) {
			hiddenCount, hiddenSum, left := 0, 0, 0
			for i, r := range shown {
				switch {
				case !in(r):
				case r.Experienced.Suppressed:
					hiddenCount++
					hiddenSum += rows[i].Experienced.Denominator
				case rows[i].Experienced.Denominator > 0:
					left++
				}
			}
			if hiddenCount > 0 && left > 0 && (hiddenCount < 2 || hiddenSum < d.SmallestShown) {
				t.Fatalf("%s: %d hidden with %d matters", line, hiddenCount, hiddenSum)
			}
		}
		for s := range services {
			check("service", func(r completion.Row) bool { return r.Service == fmt.Sprint(s) })
		}
		for m := range months {
			check("month", func(r completion.Row) bool { return r.Month == fmt.Sprint(m) })
		}
		for i, r := range shown {
			n := rows[i].Experienced.Denominator
			if n > 0 && n < d.SmallestShown && !r.Experienced.Suppressed {
				t.Fatalf("%d is shown", n)
			}
		}
	})
}

func TestHideCauses_hidesRareOnesAndOneMore(t *testing.T) {
	d := completion.Published()[0]
	shown := completion.HideCauses(d, []completion.CauseCount{{"R01", 200}, {"R13", 50}, {"R99", 3}})
	if len(shown) != 1 || shown[0].Code != "R01" {
		t.Errorf("shown: %v", shown)
	}
}
