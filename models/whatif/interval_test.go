package whatif

import (
	"math"
	"testing"
)

func paired(both, first, second, neither float64) *pairing {
	p := &pairing{}
	p.add(both, 1, 1, 1, 1)
	p.add(first, 1, 1, 0, 1)
	p.add(second, 0, 1, 1, 1)
	p.add(neither, 0, 1, 0, 1)
	return p
}

// Tables whose interval by Newcombe's method is in the literature.
func TestInterval_isThatOfTheLiterature(t *testing.T) {
	const tolerated = 0.0006
	for name, row := range map[string]struct {
		table           [4]float64
		diff, low, high float64
	}{
		// D. G. Altman et al., Statistics with Confidence, 2nd ed. (2000), table 6.2:
		// difference 0.12, 0.01 to 0.23.
		"Altman": {table: [4]float64{14, 5, 0, 22}, diff: 0.122, low: 0.011, high: 0.226},
		// M. W. Fagerland et al., Recommended tests and confidence intervals for
		// paired binomial proportions, Statistics in Medicine 33 (2014): -0.507 to -0.026.
		"Fagerland": {table: [4]float64{1, 1, 7, 12}, diff: -0.286, low: -0.507, high: -0.026},
	} {
		p := paired(row.table[0], row.table[1], row.table[2], row.table[3])
		low, high := p.interval()
		low, high = -high, -low // the tables take the first share less the second
		if d := -p.difference(); math.Abs(d-row.diff) > tolerated || math.Abs(low-row.low) > tolerated || math.Abs(high-row.high) > tolerated {
			t.Errorf("%s: %.4f, %.4f to %.4f", name, d, low, high)
		}
	}
}

func TestInterval_holdsItsDifferenceAndStaysInside(t *testing.T) {
	for _, n := range []float64{1, 2, 10, 100, 1e6} {
		for _, row := range [][4]float64{{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}, {1, 1, 1, 1}, {9, 0, 1, 0}, {5, 1, 0, 4}} {
			p := paired(n*row[0], n*row[1], n*row[2], n*row[3])
			low, high := p.interval()
			if d := p.difference(); !(low <= d && d <= high) || low < -1 || high > 1 || math.IsNaN(low) || math.IsNaN(high) {
				t.Errorf("%v times %v: %v in %v to %v", n, row, d, low, high)
			}
		}
	}
}

// Where matters leave the denominator the interval is close to the paired one
// for few of them, and holds its difference.
func TestInterval_withMattersLost(t *testing.T) {
	p := paired(800, 0, 50, 150)
	low, high := p.interval()
	q := paired(800, 0, 50, 150)
	q.add(1, 1, 1, 0, 0)
	l, h := q.interval()
	if math.Abs(l-low) > 0.006 || math.Abs(h-high) > 0.006 || q.difference() < l || q.difference() > h {
		t.Errorf("%v to %v, with one lost %v to %v", low, high, l, h)
	}
}
