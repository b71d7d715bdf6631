package completion_test

import (
	"math"
	"testing"

	"onevisit/models/completion"
)

// The expected bounds were computed apart, in another language, from the closed
// form.
func TestFigure_intervalIsWilsons(t *testing.T) {
	for _, tc := range []struct {
		n, d      int
		low, high float64
	}{
		{0, 10, 0, 27.7533},
		{10, 10, 72.2467, 100},
		{1, 1, 20.6549, 100},
		{5, 10, 23.6593, 76.3407},
		{92, 100, 85.0019, 95.8907},
		{2803, 3000, 92.4903, 94.2653},
	} {
		low, high := completion.Figure{Numerator: tc.n, Denominator: tc.d}.Interval()
		if math.Abs(low-tc.low) > 5e-4 || math.Abs(high-tc.high) > 5e-4 {
			t.Errorf("%d/%d: %.4f..%.4f, want %.4f..%.4f", tc.n, tc.d, low, high, tc.low, tc.high)
		}
	}
}

func TestFigure_zeroDenominatorIsNoFigure(t *testing.T) {
	if (completion.Figure{}).Exists() {
		t.Fatal("0/0 is a figure")
	}
	if (completion.Figure{Denominator: 12, Suppressed: true}).Exists() {
		t.Fatal("a suppressed figure is shown")
	}
}
