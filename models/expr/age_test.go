package expr

import (
	"testing"

	"cel.dev/cel-go/common/types"

	"onevisit/models"
)

func TestAge_agreesWithTheKernel(t *testing.T) {
	birth := models.Date("2008-02-28")
	for i := range 4 {
		b := birth.AddDays(i)
		for _, on := range []models.Date{"2026-02-27", "2026-02-28", "2026-03-01", "2028-02-28", "2028-02-29", "2028-03-01", "2008-02-01"} {
			if got := age(string(b), string(on)); got != types.Int(b.AgeOn(on)) {
				t.Errorf("age(%s, %s) = %v, the kernel says %d", b, on, got, b.AgeOn(on))
			}
		}
	}
	for _, bad := range []string{"", "2025-02-29", "2025-13-01", "2025-1-01", "1799-01-01", "20250101xx", "2025-04-31"} {
		if _, isErr := age(bad, "2026-01-01").(*types.Err); !isErr {
			t.Errorf("%q has an age", bad)
		}
	}
}
