package payment

import (
	"cmp"
	"slices"
	"time"

	"onevisit/models"
)

type movement struct {
	number string
	kind   BillKind
}

// Compare sets a day's bill beside our movements. Lines of one order and kind
// are added up, so a line that stands twice on the bill is a difference.
func Compare(day models.Date, bill, ours []BillLine, at time.Time) Reconciliation {
	r := Reconciliation{Day: day, Bill: len(bill), Ours: len(ours), At: at}
	theirs, mine := sums(bill), sums(ours)
	r.BillSum, r.OurSum = net(bill), net(ours)
	for m, amount := range theirs {
		if mine[m] != amount {
			r.Differences = append(r.Differences, Difference{Number: m.number, Kind: m.kind, Bill: amount, Ours: mine[m]})
		}
	}
	for m, amount := range mine {
		if _, ok := theirs[m]; !ok {
			r.Differences = append(r.Differences, Difference{Number: m.number, Kind: m.kind, Ours: amount})
		}
	}
	slices.SortFunc(r.Differences, func(a, b Difference) int {
		return cmp.Or(cmp.Compare(a.Number, b.Number), cmp.Compare(a.Kind, b.Kind))
	})
	return r
}

func sums(lines []BillLine) map[movement]models.Fen {
	out := make(map[movement]models.Fen, len(lines))
	for _, l := range lines {
		out[movement{l.Number, l.Kind}] += l.Amount
	}
	return out
}

func net(lines []BillLine) models.Fen {
	var sum models.Fen
	for _, l := range lines {
		if l.Kind == BillRefunded {
			sum -= l.Amount
			continue
		}
		sum += l.Amount
	}
	return sum
}
