package completion

import "slices"

// prime is the field in which lines are combined: a sum of lines that tells a
// figure over the fractions tells it here, but for an accident of one in two billion.
const prime = 1<<31 - 1

// told returns the first small figure that the published sums determine although
// it is hidden, -1 for none. Two hidden figures in every line are not enough for
// that: where lines cross, the sums of several together may leave one figure over.
//
// A figure is determined when it alone is a combination of lines, each less what
// is shown of it. A line whose whole sum is small is published nowhere.
func told(d Definition, sizes []int, lines [][]int, gone []bool) int {
	at, hidden := map[int]int{}, []int{}
	for i, g := range gone {
		if g {
			at[i] = len(hidden)
			hidden = append(hidden, i)
		}
	}
	var rows [][]int64
	for _, line := range lines {
		sum, row := 0, make([]int64, len(hidden))
		for _, i := range line {
			sum += sizes[i]
			if gone[i] {
				row[at[i]] = 1
			}
		}
		if sum >= d.SmallestShown && slices.Contains(row, 1) {
			rows = append(rows, row)
		}
	}
	reduce(rows)
	for _, row := range rows {
		only := -1
		for i, v := range row {
			switch {
			case v == 0:
			case only >= 0:
				only = len(row)
			default:
				only = i
			}
		}
		if only >= 0 && only < len(row) && sizes[hidden[only]] < d.SmallestShown {
			return hidden[only]
		}
	}
	return -1
}

// reduce brings rows to their reduced echelon form: a unit vector is a combination
// of them only where it is one of them.
func reduce(rows [][]int64) {
	if len(rows) == 0 {
		return
	}
	done := 0
	for column := range rows[0] {
		at := slices.IndexFunc(rows[done:], func(row []int64) bool { return row[column] != 0 })
		if at < 0 {
			continue
		}
		rows[done], rows[done+at] = rows[done+at], rows[done]
		scale(rows[done], inverse(rows[done][column]))
		for i := range rows {
			if i != done && rows[i][column] != 0 {
				subtract(rows[i], rows[done], rows[i][column])
			}
		}
		if done++; done == len(rows) {
			return
		}
	}
}

func scale(row []int64, by int64) {
	for i, v := range row {
		row[i] = v * by % prime
	}
}

func subtract(row, other []int64, times int64) {
	for i, v := range other {
		if v != 0 {
			row[i] = (row[i] + prime - v*times%prime) % prime
		}
	}
}

// inverse is n to the power of prime-2 (Fermat).
func inverse(n int64) int64 {
	out := int64(1)
	for e := prime - 2; e > 0; e >>= 1 {
		if e&1 == 1 {
			out = out * n % prime
		}
		n = n * n % prime
	}
	return out
}
