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

// With all sums of rows and columns known, those of a small sum excepted since they
// are hidden where they would stand, no small figure follows from the others,
// however the sums are combined. A cell of a table is determined by its margins
// exactly when no cycle of hidden cells goes through it, which is looked for here
// by walking, not by the algebra that hides.
func TestConceal_noSmallFigureFollowsFromAllSumsTogether(t *testing.T) {
	d := completion.Published()[0]
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(2, 7).Draw(t, "columns"), rapid.IntRange(2, 7).Draw(t, "rows")
		sizes := rapid.SliceOfN(rapid.OneOf(rapid.Just(0), rapid.IntRange(1, 9), rapid.IntRange(10, 90), rapid.IntRange(10, 90)), w*h, w*h).Draw(t, "sizes")
		lines, all := make([][]int, w+h), []int{}
		for i := range sizes {
			lines[i%w] = append(lines[i%w], i)
			lines[w+i/w] = append(lines[w+i/w], i)
			all = append(all, i)
		}
		gone := completion.Conceal(d, sizes, append(lines, all))
		shown := 0
		for i, n := range sizes {
			if !gone[i] && n > 0 {
				shown++
			}
			if n > 0 && n < d.SmallestShown && !gone[i] {
				t.Fatalf("%d is shown", n)
			}
		}
		if shown == 0 {
			return // nothing more to hide but the sums
		}
		sum := func(line []int) (n int) {
			for _, i := range line {
				n += sizes[i]
			}
			return n
		}
		for i, n := range sizes {
			if n > 0 && n < d.SmallestShown && !onCycle(i, w, h, gone, func(line int) bool { return sum(lines[line]) >= d.SmallestShown }) {
				t.Fatalf("figure %d of %d by %d follows from the sums: %v hidden %v", i, h, w, sizes, gone)
			}
		}
	})
}

// onCycle tells whether from one end of a hidden cell (its column) the other (its
// row) is reached over other hidden cells. Lines that are published nowhere are
// all one place: nothing is known of them.
func onCycle(cell, w, h int, gone []bool, published func(line int) bool) bool {
	place := func(line int) int {
		if published(line) {
			return line
		}
		return w + h
	}
	seen := make([]bool, w+h+1)
	var walk func(int)
	walk = func(at int) {
		if seen[at] {
			return
		}
		seen[at] = true
		for i, g := range gone {
			a, b := place(i%w), place(w+i/w)
			if i == cell || !g {
				continue
			}
			if a == at {
				walk(b)
			} else if b == at {
				walk(a)
			}
		}
	}
	walk(place(cell % w))
	return seen[place(w+cell/w)]
}

// Two tables' worth of hidden cells joined by one: every line hides two, and the
// one that joins them is still what the sums leave over.
func TestConceal_hidesMoreWhereTwoInEachLineAreNotEnough(t *testing.T) {
	d := completion.Published()[0]
	const w = 4
	sizes := []int{
		5, 6, 50, 50,
		6, 5, 4, 50, // the 4 joins
		50, 50, 6, 7,
		50, 50, 7, 6,
	}
	var lines [][]int
	for i := range w {
		lines = append(lines, []int{i, i + w, i + 2*w, i + 3*w}, []int{w * i, w*i + 1, w*i + 2, w*i + 3})
	}
	gone := completion.Conceal(d, sizes, lines)
	hidden := 0
	for _, g := range gone {
		if g {
			hidden++
		}
	}
	if hidden <= 9 || !onCycle(6, w, w, gone, func(int) bool { return true }) {
		t.Errorf("%d hidden: %v", hidden, gone)
	}
}

func TestHideCauses_hidesRareOnesAndOneMore(t *testing.T) {
	d := completion.Published()[0]
	shown := completion.HideCauses(d, []completion.CauseCount{{"R01", 200}, {"R13", 50}, {"R99", 3}})
	if len(shown) != 1 || shown[0].Code != "R01" {
		t.Errorf("shown: %v", shown)
	}
}
