package completion

// Suppression hides figures on few matters from whoever may not see the
// matters. Hiding a small figure alone is not enough: where its row's total is
// published, it is the total less the others. So within every line whose sum
// is published, further figures are hidden until what is hidden could not be
// told apart: at least two figures, together at least the smallest number
// shown.

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
	}
	return gone
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
