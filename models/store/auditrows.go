package store

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"

	"onevisit/models/translog"
)

// How many entries are read at once. Short reads keep SQLite's log of changes
// and MariaDB's old versions of rows from growing while millions are compared.
const (
	rowsAtOnce = 20_000
	// packedAtOnce is how many of them SQLite hands over as one value.
	packedAtOnce = 1024
)

// Rows implements translog.Archive.
func (l *AuditLog) Rows(ctx context.Context, low, high int64) translog.Rows {
	return &ranged{log: l, ctx: ctx, next: low, high: high, packs: l.db.dialect == SQLite}
}

// ranged reads a range piece by piece. Packed pieces are read ahead, so that a
// second core, where there is one, reads while the first compares.
type ranged struct {
	log        *AuditLog
	ctx        context.Context //nolint:containedctx // lives as long as the reading
	next, high int64
	packs      bool // pieces come as one value where they can
	piece      interface {
		Next() (*translog.Row, error)
		Close()
	}
	n, atOnce int
	ahead     chan fetched // of the piece after this one; nil: not asked for
}

// fetched is a packed piece, nil where its rows have to be read one by one.
type fetched struct {
	pack *packedRows
	err  error
}

// Next implements translog.Rows.
func (r *ranged) Next() (*translog.Row, error) {
	for {
		if r.piece == nil {
			if r.next > r.high {
				return nil, nil
			}
			if err := r.open(); err != nil {
				return nil, err
			}
		}
		found, err := r.piece.Next()
		if err != nil {
			return nil, err
		}
		if found != nil {
			r.n++
			r.next = found.Seq + 1
			return found, nil
		}
		r.piece.Close()
		r.piece = nil
		if r.n < r.atOnce {
			r.next, r.high = 1, 0
			return nil, nil
		}
	}
}

// open begins the next piece.
func (r *ranged) open() error {
	r.n, r.atOnce = 0, rowsAtOnce
	if r.packs {
		r.atOnce = packedAtOnce
		f := r.fetch()
		if f.err != nil {
			return f.err
		}
		if f.pack != nil {
			r.piece = f.pack
			if f.pack.n == packedAtOnce && f.pack.last < r.high {
				r.ahead = make(chan fetched, 1)
				go func(from int64, into chan<- fetched) { into <- r.log.packed(r.ctx, from, r.high) }(f.pack.last+1, r.ahead)
			}
			return nil
		}
	}
	r.piece = r.log.rows(r.ctx, "seq BETWEEN ? AND ? ORDER BY seq LIMIT ?", r.next, r.high, r.atOnce)
	return nil
}

// fetch returns the piece that was asked for ahead, or asks for it.
func (r *ranged) fetch() fetched {
	if r.ahead == nil {
		return r.log.packed(r.ctx, r.next, r.high)
	}
	f := <-r.ahead
	r.ahead = nil
	return f
}

// Close implements translog.Rows.
func (r *ranged) Close() {
	if r.piece != nil {
		r.piece.Close()
	}
	if r.ahead != nil {
		<-r.ahead // a few milliseconds, and the connection is free
	}
	r.piece, r.ahead = nil, nil
}

// Two of ASCII's separators stand between columns and between rows. No entry has
// one: everything in it is a code, a number, an id or JSON. A row that somebody
// put one of columns into has one more of them, the rest ends up in the last
// text, and the row is not what was committed to. One of rows makes more rows
// than were counted, and these are read one by one.
const (
	columnSeparator = 31
	rowSeparator    = 30
	rowColumns      = 12
)

// The row is read as one value: a column costs the drivers more than the
// database needs to join them all, and millions are read. SQLite's driver costs
// about as much again a row, so that there many rows are one value.
const (
	joinedSQL = "CONCAT_WS(CHAR(31), seq, at, action, actor_kind, actor_id, session_id, device_id, site, role, subjects, fields, notes)"
	entrySQL  = "SELECT " + joinedSQL + " FROM audit_entry WHERE "
	packedSQL = "SELECT COUNT(*), COALESCE(GROUP_CONCAT(joined, CHAR(30)), '') FROM " +
		"(SELECT " + joinedSQL + " AS joined FROM audit_entry WHERE seq BETWEEN ? AND ? ORDER BY seq LIMIT ?)"
)

// packedRows are rows that came as one value.
type packedRows struct {
	n    int
	last int64 // number of the last
	rest []byte
	row  translog.Row
}

// packed reads the next rows of a range as one value.
func (l *AuditLog) packed(ctx context.Context, low, high int64) fetched {
	raw, err := l.pool(ctx).DB()
	if err != nil {
		return fetched{err: fmt.Errorf("store: %w", err)}
	}
	p := &packedRows{}
	if err := raw.QueryRowContext(ctx, packedSQL, low, high, packedAtOnce).Scan(&p.n, &p.rest); err != nil {
		return fetched{err: translate("read entries", err)}
	}
	if p.n > 0 && bytes.Count(p.rest, []byte{rowSeparator}) != p.n-1 {
		return fetched{}
	}
	first, _, _ := bytes.Cut(p.rest[bytes.LastIndexByte(p.rest, rowSeparator)+1:], []byte{columnSeparator})
	p.last = number(first)
	return fetched{pack: p}
}

// Next implements translog.Rows.
func (p *packedRows) Next() (*translog.Row, error) {
	if len(p.rest) == 0 {
		return nil, nil
	}
	var one []byte
	one, p.rest, _ = bytes.Cut(p.rest, []byte{rowSeparator})
	parseEntry(one, &p.row)
	return &p.row, nil
}

// Close implements translog.Rows.
func (*packedRows) Close() {}

// entryRows reads entries without gorm.
type entryRows struct {
	rows *sql.Rows
	err  error
	raw  sql.RawBytes
	row  translog.Row
}

func (l *AuditLog) rows(ctx context.Context, where string, args ...any) *entryRows {
	raw, err := l.pool(ctx).DB()
	if err != nil {
		return &entryRows{err: fmt.Errorf("store: %w", err)}
	}
	rows, err := raw.QueryContext(ctx, entrySQL+where, args...) //nolint:rowserrcheck // Next and Close of entryRows
	return &entryRows{rows: rows, err: translate("read entries", err)}
}

// Next implements translog.Rows.
func (r *entryRows) Next() (*translog.Row, error) {
	if r.err != nil {
		return nil, r.err
	}
	if !r.rows.Next() {
		r.err = translate("read entries", r.rows.Err())
		return nil, r.err
	}
	if r.err = translate("read entry", r.rows.Scan(&r.raw)); r.err != nil {
		return nil, r.err
	}
	parseEntry(r.raw, &r.row)
	return &r.row, nil
}

// Close implements translog.Rows. What went wrong with the reading Next told.
func (r *entryRows) Close() {
	if r.rows != nil {
		r.rows.Close()
	}
}

// parseEntry takes a row's value apart. A row with fewer columns than there are,
// because somebody made one NULL, is given what is there: it is not what was
// committed to.
func parseEntry(text []byte, into *translog.Row) {
	var parts [rowColumns][]byte
	rest := text
	for i := range rowColumns - 1 {
		parts[i], rest, _ = bytes.Cut(rest, []byte{columnSeparator})
	}
	parts[rowColumns-1] = rest
	into.Seq, into.At = number(parts[0]), number(parts[1])
	into.Action, into.ActorKind, into.ActorID, into.Session, into.Device = parts[2], parts[3], parts[4], parts[5], parts[6]
	into.Site, into.Role, into.Subjects, into.Fields, into.Notes = parts[7], parts[8], parts[9], parts[10], parts[11]
}

// number reads a whole number as the databases write them.
func number(text []byte) int64 {
	var n int64
	negative := len(text) > 0 && text[0] == '-'
	if negative {
		text = text[1:]
	}
	for _, digit := range text {
		n = n*10 + int64(digit-'0')
	}
	if negative {
		return -n
	}
	return n
}
