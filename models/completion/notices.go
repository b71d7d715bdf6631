package completion

import "context"

// NoticeTally counts the applications of ended matters whose citizen was asked
// for corrections. A request the office recalled was none.
type NoticeTally struct {
	Service  string
	Site     string
	Requests int // 1, or 2 for two and more
	Count    int
}

// NoticeReader reads the tallies of correction requests.
type NoticeReader interface {
	// Notices counts by service and site, by the matters' end dates.
	Notices(ctx context.Context, s Scope) ([]NoticeTally, error)
}

// Notices says how well the office keeps to asking once (一次性告知, Administrative
// Licence Law art. 32). Both are shares of the applications that were asked at
// all: a hall that never asks has no figure, rather than a perfect one.
type Notices struct {
	Complete Figure // asked once, for everything
	Again    Figure // asked again: each is a defect
}

// ComputeNotices sums the tallies.
func ComputeNotices(tallies []NoticeTally) Notices {
	var n Notices
	for _, t := range tallies {
		n.Complete.Denominator += t.Count
		if t.Requests > 1 {
			n.Again.Numerator += t.Count
		} else {
			n.Complete.Numerator += t.Count
		}
	}
	n.Again.Denominator = n.Complete.Denominator
	return n
}
