package figures

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"
)

// longest is where the table of time classes ends; what takes longer is put into
// the last class.
const longest = 4 * 366 * 24 * 60 * 60

// classWidth is by how much the upper end of a time class may lie above a value
// in it.
const classWidth = 0.05

// timeClasses is the table of the upper ends of time classes, in whole seconds,
// ascending: each second on its own up to 19, from there on 5 % wide. It never
// changes: contributions hold numbers of classes. A test pins it.
var timeClasses = makeTimeClasses()

func makeTimeClasses() []int64 {
	ends := []int64{0}
	for last := int64(0); last < longest; {
		next := int64(math.Floor(float64(last+1) * (1 + classWidth)))
		ends, last = append(ends, next), next
	}
	return ends
}

// TimeClass names the class of a duration: its number in three digits, so that
// the text sorts as the times do. What is below a second, or negative because two
// clocks disagreed, is class 000.
func TimeClass(d time.Duration) string {
	n, _ := slices.BinarySearch(timeClasses, int64(d/time.Second))
	return fmt.Sprintf("%03d", min(n, len(timeClasses)-1))
}

// TimeOf is the upper end of a class; ok is false for what names none.
func TimeOf(class string) (time.Duration, bool) {
	n, err := strconv.Atoi(class)
	if err != nil || n < 0 || n >= len(timeClasses) {
		return 0, false
	}
	return time.Duration(timeClasses[n]) * time.Second, true
}

// quantile is the upper end of the class in which the q-th part of the sorted
// values ends (nearest rank), zero for no values at all.
func quantile(counts map[string]int64, q float64) time.Duration {
	var n int64
	classes := make([]string, 0, len(counts))
	for class, count := range counts {
		n, classes = n+count, append(classes, class)
	}
	slices.Sort(classes)
	rank := max(int64(math.Ceil(q*float64(n))), 1)
	for _, class := range classes {
		if rank -= counts[class]; rank <= 0 {
			end, _ := TimeOf(class)
			return end
		}
	}
	return 0
}
