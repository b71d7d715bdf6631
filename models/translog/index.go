package translog

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"math"
	"slices"
)

// Subjects reads the index by which the entries about one thing are found.
type Subjects interface {
	// Subjects calls each with every line of the index, in any order.
	Subjects(ctx context.Context, each func(kind, id string, seq int64) error) error
}

// multiset is a sum of hashes: equal for equal lines in whatever order.
type multiset struct {
	lines  int64
	a, b   uint64
	buffer []byte
}

func (m *multiset) add(kind, id string, seq int64) {
	m.lines++
	m.buffer = binary.BigEndian.AppendUint64(m.buffer[:0], uint64(seq))
	m.buffer = appendText(m.buffer, []byte(kind))
	m.buffer = append(m.buffer, id...)
	h := sha256.Sum256(m.buffer)
	m.a += binary.BigEndian.Uint64(h[:8])
	m.b += binary.BigEndian.Uint64(h[8:16])
}

// VerifyIndex compares the index of subjects with what the entries say: a line
// taken out of it would hide an entry from a matter's story. It tells that the
// index is wrong, not where; the entries it is made from are the log's.
func VerifyIndex(ctx context.Context, a Archive, index Subjects) (*Report, error) {
	head, err := a.Head(ctx)
	if err != nil {
		return nil, err
	}
	var says, has multiset
	report := &Report{}
	rows := a.Rows(ctx, math.MinInt64, head.Seen)
	defer rows.Close()
	for {
		r, err := rows.Next()
		if err != nil {
			return nil, err
		}
		if r == nil {
			break
		}
		report.Entries++
		var pairs [][2]string
		if err := json.Unmarshal(r.Subjects, &pairs); err != nil {
			report.fault(RowChanged, r.Seq, "its subjects cannot be read")
			continue
		}
		for i, p := range pairs {
			if !slices.Contains(pairs[:i], p) {
				says.add(p[0], p[1], r.Seq)
			}
		}
	}
	err = index.Subjects(ctx, func(kind, id string, seq int64) error {
		if seq <= head.Seen {
			has.add(kind, id, seq)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if says.lines != has.lines || says.a != has.a || says.b != has.b {
		report.fault(SubjectIndexBroken, 0, "the entries make %d lines of the index of subjects, %d are there, or others", says.lines, has.lines)
	}
	return report, nil
}
