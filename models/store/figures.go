package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/figures"
	"onevisit/models/internal/txn"
	"onevisit/models/store/internal/row"
	"onevisit/models/translog"
)

// Figures reads the projection of the figures and the log beside it.
type Figures struct {
	db    *DB
	pool  func(context.Context) *gorm.DB
	names *figureNames
	named int // places that a statement names one by one at most
}

// mostNamed is how many places are named one by one: of more the database is told
// what they have in common.
const mostNamed = 2000

// NewFigures returns what the fold reads with.
func NewFigures(db *DB) *Figures { return &Figures{db, db.reader, newFigureNames(), mostNamed} }

// NewFigureReports returns what reports read with.
func NewFigureReports(db *DB) *Figures { return &Figures{db, db.reports, newFigureNames(), mostNamed} }

// Look implements figures.Book.
func (f *Figures) Look(ctx context.Context, work func(context.Context, models.Tx) error) error {
	return snapshot(ctx, f.pool, work)
}

// snapshot runs work in a transaction that only reads and sees one state of
// everything: the connections of the pools that read are set to repeatable read
// when they are made, so that no transaction has to ask for it. It is no place to
// write: SQLite refuses it by the pool, MariaDB by the transaction.
func snapshot(ctx context.Context, pool func(context.Context) *gorm.DB, work func(context.Context, models.Tx) error) error {
	return pool(ctx).Transaction(func(g *gorm.DB) error {
		return work(context.WithValue(ctx, txKey{}, true), txn.New(g))
	}, &sql.TxOptions{ReadOnly: true})
}

// Standing implements figures.Book.
func (f *Figures) Standing(ctx context.Context, tx models.Tx) (figures.Standing, error) {
	rows, err := in(ctx, tx).Raw(`SELECT f.version, f.state, f.began, f.place, f.folded_at, COALESCE(h.size, 0), COALESCE(h.seen, 0), h.gaps, f.listed,
		COALESCE((SELECT MAX(counted_on) FROM figure_kept), ''), COALESCE((SELECT MAX(counted_on) FROM figure_past), ''),
		COALESCE((SELECT MAX(seq) FROM audit_entry), 0)
		FROM figure_fold f LEFT JOIN audit_head h ON h.id = f.id WHERE f.id = 1`).Rows()
	if err != nil {
		return figures.Standing{}, translate("read the fold's place", err)
	}
	defer rows.Close()
	var s figures.Standing
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return s, translate("read the fold's place", err)
		}
		return s, figures.ErrBuilding
	}
	var state string
	var at int64
	var gaps []byte
	var listed int
	var past models.Date
	if err := rows.Scan(&s.Version, &state, &s.Began, &s.Place, &at, &s.Size, &s.Seen, &gaps, &listed, &s.Last, &past, &s.Newest); err != nil {
		return s, translate("read the fold's place", err)
	}
	s.Building, s.FoldedAt, s.Listed = state == figureBuilding, instant(at), listed != 0
	s.Last = max(s.Last, past)
	for _, gap := range translog.DecodeGaps(gaps) {
		s.Gaps = append(s.Gaps, [2]int64{gap.From, gap.To})
	}
	return s, nil
}

const (
	figureFolding  = "folding"
	figureBuilding = "building"
	// foldBatches is how many batches of the log are folded in one turn.
	foldBatches = 4
)

// Placed implements figures.Book.
func (f *Figures) Placed(ctx context.Context, tx models.Tx, s figures.Standing) ([]figures.Change, int64, error) {
	places, reach, err := placesAfter(ctx, tx, s, foldBatches)
	if err != nil {
		return nil, 0, err
	}
	changes, err := f.changes(ctx, tx, places, nil)
	return changes, reach, err
}

// Later implements figures.Book.
func (f *Figures) Later(ctx context.Context, tx models.Tx, s figures.Standing) ([]figures.Change, error) {
	if s.Place == s.Size && s.Newest <= s.Seen && len(s.Gaps) == 0 {
		return nil, nil // the fold knows all there is
	}
	places := map[int64]int64{}
	if s.Place < s.Size {
		var err error
		if places, _, err = placesAfter(ctx, tx, s, -1); err != nil {
			return nil, err
		}
	}
	return f.changes(ctx, tx, places, &s)
}

// placesAfter returns the entries that have the places from the standing's on, of
// so many batches, and the place they reach to.
func placesAfter(ctx context.Context, tx models.Tx, s figures.Standing, limit int) (places map[int64]int64, reach int64, err error) {
	var batches []row.AuditBatch
	err = in(ctx, tx).Select("first_index", "size", "seqs").
		Where("first_index >= COALESCE((SELECT MAX(b.first_index) FROM audit_batch b WHERE b.first_index <= ?), 0) AND first_index < ?", s.Place, s.Size).
		Order("first_index").Limit(limit).Find(&batches).Error
	if err != nil {
		return nil, 0, translate("read batches", err)
	}
	places, reach = map[int64]int64{}, s.Place
	for _, b := range batches {
		for i, seq := range unpackSeqs(b.Seqs) {
			if at := b.FirstIndex + int64(i); at >= s.Place {
				places[seq] = at
				reach = max(reach, at+1)
			}
		}
	}
	return places, reach, nil
}

// changes reads the entries of the places and, with a standing, those that have
// none yet, by place and number. Entries that change no figure are left out.
func (f *Figures) changes(ctx context.Context, tx models.Tx, places map[int64]int64, s *figures.Standing) ([]figures.Change, error) {
	ranges := runs(places)
	if s != nil {
		ranges = append(append(ranges, s.Gaps...), [2]int64{s.Seen + 1, 1<<63 - 1})
	}
	var changes []figures.Change
	const atOnce = 100
	for part := range slices.Chunk(ranges, atOnce) {
		rows, err := in(ctx, tx).Raw(entriesIn(part)).Rows()
		if err != nil {
			return nil, translate("read changes", err)
		}
		if err := eachChange(rows, places, s == nil, &changes); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(changes, func(a, b figures.Change) int {
		if a.Place != b.Place && a.Place >= 0 && b.Place >= 0 {
			return int(a.Place - b.Place)
		}
		if (a.Place < 0) != (b.Place < 0) { // those without a place come last
			return int(b.Place - a.Place)
		}
		return int(a.Seq - b.Seq)
	})
	return changes, nil
}

func eachChange(rows *sql.Rows, places map[int64]int64, placedOnly bool, into *[]figures.Change) error {
	defer rows.Close()
	for rows.Next() {
		var seq int64
		var action string
		var subjects []byte
		if err := rows.Scan(&seq, &action, &subjects); err != nil {
			return translate("read changes", err)
		}
		place, placed := places[seq]
		if !placed {
			if placedOnly {
				continue // of another batch, between ours
			}
			place = -1
		}
		var pairs [][2]string
		if err := json.Unmarshal(subjects, &pairs); err != nil {
			return fmt.Errorf("store: subjects of entry %d: %w", seq, err)
		}
		c := figures.Change{Entry: figures.Entry{Seq: seq, Action: audit.Action(action)}, Place: place}
		for _, p := range pairs {
			c.Refs = append(c.Refs, audit.Ref{Kind: p[0], ID: p[1]})
		}
		*into = append(*into, c)
	}
	return translate("read changes", rows.Err())
}

// entriesIn is the statement that reads the ranges' entries. Numbers and names of
// the code are all that stands in it.
func entriesIn(ranges [][2]int64) string {
	var b strings.Builder
	b.WriteString("SELECT seq, action, subjects FROM audit_entry WHERE (")
	for i, r := range ranges {
		if i > 0 {
			b.WriteString(" OR ")
		}
		fmt.Fprintf(&b, "seq BETWEEN %d AND %d", r[0], r[1])
	}
	b.WriteString(") AND action NOT IN (")
	for i, action := range figures.Ignored() {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("'" + string(action) + "'")
	}
	b.WriteByte(')')
	return b.String()
}

// runs are the ranges that the numbers make.
func runs(places map[int64]int64) [][2]int64 {
	seqs := make([]int64, 0, len(places))
	for seq := range places {
		seqs = append(seqs, seq)
	}
	slices.Sort(seqs)
	var list [][2]int64
	for _, seq := range seqs {
		if n := len(list); n > 0 && list[n-1][1] == seq-1 {
			list[n-1][1] = seq
		} else {
			list = append(list, [2]int64{seq, seq})
		}
	}
	return list
}
