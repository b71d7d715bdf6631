package completion

import "slices"

// Suppression hides figures on few matters from whoever may not see the
// matters. Hiding a small figure alone is not enough: where its row's total is
// published, it is the total less the others. So within every line whose sum
// is published, further figures are hidden until what is hidden could not be
// told apart: at least two figures, together at least the smallest number
// shown; and no small figure is what some of the lines together leave over.
//
// That holds within one answer, all sums along its divisions known. What it does
// not hold against, and what therefore is for people of the house under a duty,
// not for publication:
//
//   - several answers: the same figure for two periods, or with and without a
//     filter, that differ by a day, a kiosk or a service; their difference may be
//     a few matters. Each answer alone is suppressed, their difference is not.
//   - bounds: a sum of two hidden figures says that neither is above it. How many
//     there are is hidden; that there are some is not.
//   - knowledge from elsewhere: whoever was there knows more than the figures say.
//   - a share of a group that is large: a 0 % or 100 % is true of all its matters.

// HideSmall suppresses the two rates of one set of figures on its own. The
// counts of ends and visits, from which a small rate could be put together, go
// with them.
func (f Figures) HideSmall(d Definition) Figures {
	few := func(n int) bool { return n > 0 && n < d.SmallestShown }
	hideExperienced := few(f.Experienced.Denominator)
	hideHonest := few(f.Honest.Denominator)
	for _, n := range f.Ended {
		if few(n) {
			f.Ended = map[State]int{}
			f.Visits = [MostCounted + 1]int{}
			break
		}
	}
	if hideExperienced || hideHonest {
		f.Ended, f.Visits = map[State]int{}, [MostCounted + 1]int{}
	}
	if hideExperienced {
		f.Experienced = hidden()
	}
	if hideHonest {
		f.Honest = hidden()
	}
	return f
}

func hidden() Figure { return Figure{Suppressed: true} }

// HideRows suppresses the small figures of a breakdown, and as many others that
// none can be recovered from the sums along the breakdown's lines: the rows of
// one service, the rows of one month, and all rows.
func HideRows(d Definition, rows []Row) []Row {
	out := make([]Row, len(rows))
	copy(out, rows)
	hideFigures(d, out, func(r *Row) *Figure { return &r.Experienced })
	hideFigures(d, out, func(r *Row) *Figure { return &r.Honest })
	for i := range out {
		if out[i].Experienced.Suppressed || out[i].Honest.Suppressed {
			out[i].Ended, out[i].Visits = map[State]int{}, [MostCounted + 1]int{}
		}
	}
	return out
}

func hideFigures(d Definition, rows []Row, pick func(*Row) *Figure) {
	sizes := make([]int, len(rows))
	for i := range rows {
		sizes[i] = pick(&rows[i]).Denominator
	}
	for i, gone := range Conceal(d, sizes, linesOf(rows)) {
		if gone {
			*pick(&rows[i]) = hidden()
		}
	}
}

// Conceal says which of some figures have to be hidden, by their sizes: the small
// ones, and in every line (indices of figures whose sum is published) as many
// others that no hidden one can be told from the sum.
func Conceal(d Definition, sizes []int, lines [][]int) []bool {
	gone := make([]bool, len(sizes))
	for i, n := range sizes {
		gone[i] = n > 0 && n < d.SmallestShown
	}
	for again := true; again; {
		again = false
		for _, line := range lines {
			if next := revealing(d, line, sizes, gone); next >= 0 {
				gone[next], again = true, true
			}
		}
		if again {
			continue
		}
		if one := told(d, sizes, lines, gone); one >= 0 {
			if next := besides(one, sizes, lines, gone); next >= 0 {
				gone[next], again = true, true
			}
		}
	}
	return gone
}

// besides returns the smallest figure shown in a line of one, or else of any line,
// -1 when all are hidden.
func besides(one int, sizes []int, lines [][]int, gone []bool) int {
	smallest := func(near bool) int {
		found := -1
		for _, line := range lines {
			if near && !slices.Contains(line, one) {
				continue
			}
			for _, i := range line {
				if !gone[i] && sizes[i] > 0 && (found < 0 || sizes[i] < sizes[found] || sizes[i] == sizes[found] && i < found) {
					found = i
				}
			}
		}
		return found
	}
	if next := smallest(true); next >= 0 {
		return next
	}
	return smallest(false)
}

// revealing returns the smallest figure that has to be hidden as well so that
// the line does not give its hidden ones away, -1 when it does not.
func revealing(d Definition, line []int, original []int, gone []bool) int {
	count, sum, smallest := 0, 0, -1
	for _, i := range line {
		switch {
		case gone[i]:
			count++
			sum += original[i]
		case original[i] > 0 && (smallest < 0 || original[i] < original[smallest]):
			smallest = i
		}
	}
	if count == 0 || (count > 1 && sum >= d.SmallestShown) {
		return -1
	}
	return smallest
}

// linesOf lists the sets of rows whose sums are published elsewhere.
func linesOf(rows []Row) [][]int {
	all := make([]int, len(rows))
	services, months := map[string][]int{}, map[string][]int{}
	for i, r := range rows {
		all[i] = i
		if r.Service != "" && r.Month != "" {
			services[r.Service] = append(services[r.Service], i)
			months[r.Month] = append(months[r.Month], i)
		}
	}
	if len(services) == 0 {
		return [][]int{all}
	}
	lines := [][]int{}
	for _, line := range services {
		lines = append(lines, line)
	}
	for _, line := range months {
		lines = append(lines, line)
	}
	return lines
}

// HideCauses suppresses the small counts of a list of causes whose total is
// published, in the same way. It returns what may be shown.
func HideCauses(d Definition, counts []CauseCount) []CauseCount {
	original := make([]int, len(counts))
	gone := make([]bool, len(counts))
	line := make([]int, len(counts))
	for i, c := range counts {
		original[i], line[i], gone[i] = c.Count, i, c.Count < d.SmallestShown
	}
	for next := revealing(d, line, original, gone); next >= 0; next = revealing(d, line, original, gone) {
		gone[next] = true
	}
	var shown []CauseCount
	for i, c := range counts {
		if !gone[i] {
			shown = append(shown, c)
		}
	}
	return shown
}
