package figures

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"onevisit/models"
)

// The measures, with what they are counted of and under which day. Everything
// about a matter is counted once it has ended, under the local day of its end, so
// that all figures about matters have the same whole; everything about a session
// once it has ended, under the day it began on; a payment order once it was paid
// or broke off, under the day it was opened; a device's day under that day.
const (
	// Of matters.
	Ends    Measure = "ends"    // STATE:VISITS, visits 0 to 4 and more
	Causes  Measure = "cause"   // of each visit after the first: R01 ...
	First   Measure = "first"   // completed at first go: yes, no
	Promise Measure = "promise" // decided by the promised day: kept, late
	Notice  Measure = "notice"  // applications asked for corrections: 1 (once), 2 (again)
	Length  Measure = "days"    // first presence to completion: a time class
	Wait    Measure = "wait"    // submitted to decided, without stops: a time class
	Handed  Measure = "hand"    // handed over to a window, by reason

	// Of sessions.
	Used   Measure = "session" // begin to end: a time class
	Rating Measure = "rating"  // 1 to 5 as given, and asked
	Hour   Measure = "hour"    // W-HH: weekday 1 (Monday) to 7 and hour of the begin

	// Of walks: a session's part in one service.
	Reached Measure = "reach" // each step that was shown
	Left    Measure = "left"  // the step at which the session ended unfinished

	// Of payment orders.
	Pay Measure = "pay" // paid, broken:REASON

	// Of a device's day: N is minutes, for Days 1.
	Open Measure = "open" // the hall was open
	Up   Measure = "up"   // and the device was heard of
	Days Measure = "day"
)

// Walk is a session's part in one service, ID: the session's and the service,
// "ID/exit-entry.hkm-endorsement".
const Walk Kind = "walk"

// UnknownAge is the band of those whose age was not recorded.
const UnknownAge = "unknown"

// counts collects the cells of a contribution.
type counts map[Cell]int64

func (c counts) add(m Measure, bucket string, n int64) {
	if n > 0 {
		c[Cell{Measure: m, Bucket: bucket}] += n
	}
}

// cells lists what was counted in the order contributions have.
func (c counts) cells() []Cell {
	cells := make([]Cell, 0, len(c))
	for cell, n := range c {
		cell.N = n
		cells = append(cells, cell)
	}
	slices.SortFunc(cells, compareCells)
	return cells
}

func compareCells(a, b Cell) int {
	if a.Measure != b.Measure {
		return strings.Compare(string(a.Measure), string(b.Measure))
	}
	return strings.Compare(a.Bucket, b.Bucket)
}

// hourOf is the bucket of the heat map.
func hourOf(at time.Time) string {
	local := at.In(models.China)
	weekday := (int(local.Weekday())+6)%7 + 1
	hour := strconv.Itoa(local.Hour())
	if len(hour) == 1 {
		hour = "0" + hour
	}
	return strconv.Itoa(weekday) + "-" + hour
}

// cutHour takes a bucket of the heat map apart.
func cutHour(bucket string) (weekday, hour string, ok bool) { return strings.Cut(bucket, "-") }
