package figures

import (
	"cmp"
	"encoding/binary"
	"errors"
	"slices"
	"strings"
)

// RowKey names a row of the sums: of one combination, measure and bundle.
type RowKey struct {
	Shape   Shape
	Demo    bool
	Measure Measure
	Bundle  string // "2026" of months, "2026-11" of days
	Service string
	Site    string
	Slice   string
}

// Count is how often a bucket was counted in a period of a bundle.
type Count struct {
	Bucket string
	Period uint8 // the month 1 to 12 or the day 1 to 31
	N      int64
}

// Row is a row of the sums: its counts in order of bucket and period, none zero.
type Row struct {
	RowKey
	Counts []Count
}

func compareCounts(a, b Count) int {
	return cmp.Or(strings.Compare(a.Bucket, b.Bucket), cmp.Compare(a.Period, b.Period))
}

func compareRows(a, b RowKey) int {
	flag := func(b bool) int {
		if b {
			return 1
		}
		return 0
	}
	return cmp.Or(strings.Compare(string(a.Shape), string(b.Shape)), cmp.Compare(flag(a.Demo), flag(b.Demo)),
		strings.Compare(string(a.Measure), string(b.Measure)), strings.Compare(a.Bundle, b.Bundle),
		strings.Compare(a.Service, b.Service), strings.Compare(a.Site, b.Site), strings.Compare(a.Slice, b.Slice))
}

// merge adds two lists of counts.
func merge(a, b []Count) []Count {
	sum := make([]Count, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		switch order := compareCounts(a[0], b[0]); {
		case order < 0:
			sum, a = append(sum, a[0]), a[1:]
		case order > 0:
			sum, b = append(sum, b[0]), b[1:]
		default:
			if n := a[0].N + b[0].N; n != 0 {
				sum = append(sum, Count{a[0].Bucket, a[0].Period, n})
			}
			a, b = a[1:], b[1:]
		}
	}
	return append(append(sum, a...), b...)
}

// EncodeCounts writes counts, so that equal counts are equal bytes: for each
// bucket its text and how many periods it has, then each period and its number.
func EncodeCounts(counts []Count) []byte {
	var b []byte
	for i := 0; i < len(counts); {
		bucket, end := counts[i].Bucket, i
		for end < len(counts) && counts[end].Bucket == bucket {
			end++
		}
		b = append(binary.AppendUvarint(b, uint64(len(bucket))), bucket...)
		b = append(b, byte(end-i))
		for ; i < end; i++ {
			b = binary.AppendVarint(append(b, counts[i].Period), counts[i].N)
		}
	}
	return b
}

var errCounts = errors.New("figures: these are no counts")

// EachCount reads what EncodeCounts wrote. The bucket is valid during the call.
func EachCount(b []byte, each func(bucket []byte, period uint8, n int64)) error {
	for len(b) > 0 {
		size, used := binary.Uvarint(b)
		if used <= 0 || size >= uint64(len(b)-used) {
			return errCounts
		}
		bucket, periods := b[used:used+int(size)], int(b[used+int(size)])
		b = b[used+int(size)+1:]
		for range periods {
			if len(b) < 2 {
				return errCounts
			}
			n, used := binary.Varint(b[1:])
			if used <= 0 {
				return errCounts
			}
			each(bucket, b[0], n)
			b = b[1+used:]
		}
	}
	return nil
}

// DecodeCounts reads what EncodeCounts wrote.
func DecodeCounts(b []byte) ([]Count, error) {
	var counts []Count
	err := EachCount(b, func(bucket []byte, period uint8, n int64) {
		counts = append(counts, Count{string(bucket), period, n})
	})
	return counts, err
}

func sorted(counts []Count) []Count {
	slices.SortFunc(counts, compareCounts)
	return counts
}
