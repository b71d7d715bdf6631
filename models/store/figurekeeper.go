package store

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"onevisit/models"
	"onevisit/models/figures"
	"onevisit/models/store/internal/row"
)

// FigureKeeper writes the projection of the figures.
type FigureKeeper struct {
	db    *DB
	mu    sync.Mutex // one turn at a time
	names *figureNames
}

// NewFigureKeeper returns the writer.
func NewFigureKeeper(db *DB) *FigureKeeper { return &FigureKeeper{db: db, names: newFigureNames()} }

const foldID = 1

// Begin implements figures.Keeper.
func (k *FigureKeeper) Begin(ctx context.Context) error {
	r := row.FigureFold{ID: foldID, State: figureFolding, Listed: 1}
	err := k.db.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		return translate("begin figures", in(ctx, tx).Clauses(clause.OnConflict{DoNothing: true}).Create(&r).Error)
	})
	if errors.Is(err, models.ErrDuplicate) {
		return nil
	}
	return err
}

// Hold implements figures.Keeper. The holder's lease is renewed when half of it
// is over.
func (k *FigureKeeper) Hold(ctx context.Context, holder string, now, until time.Time) (held bool, err error) {
	var rows []row.FigureFold
	if err := k.db.reader(ctx).Where("id = ?", foldID).Find(&rows).Error; err != nil || len(rows) == 0 {
		return false, translate("hold the figures", err)
	}
	left := instant(rows[0].LeaseUntil).Sub(now)
	mine := rows[0].Holder == holder && left > 0
	if mine && until.After(now) && left > until.Sub(now)/2 || !mine && left > 0 {
		return mine, nil
	}
	err = k.db.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		result := in(ctx, tx).Model(&row.FigureFold{}).Where("id = ? AND (holder = ? OR lease_until <= ?)", foldID, holder, millis(now)).
			Updates(map[string]any{"holder": holder, "lease_until": millis(until)})
		held = result.RowsAffected == 1
		return translate("hold the figures", result.Error)
	})
	return held, err
}

// Turn implements figures.Keeper.
func (k *FigureKeeper) Turn(ctx context.Context, t figures.Turn) error {
	return k.write(ctx, func(g *gorm.DB) error {
		err := changed("turn the figures", g.Model(&row.FigureFold{}).
			Where("id = ? AND version = ? AND holder = ? AND state = ?", foldID, t.Version, t.Holder, figureFolding).
			Updates(map[string]any{"version": t.Version + 1, "place": t.Place, "folded_at": millis(t.At)}))
		if err != nil {
			return err
		}
		if err := k.put(g, t.Past, t.Kept, t.Rows); err != nil {
			return err
		}
		return k.relist(g, t.Gone, t.Kept)
	})
}

// write runs a transaction of the keeper's and forgets the names when it fails.
func (k *FigureKeeper) write(ctx context.Context, work func(g *gorm.DB) error) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	err := k.db.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		err := work(in(ctx, tx))
		if err != nil {
			k.names.forget()
		}
		return err
	})
	if err != nil {
		k.names.forget()
	}
	return err
}

func (k *FigureKeeper) put(g *gorm.DB, past, kept []figures.Kept, rows []figures.Row) error {
	if err := k.putKept(g, "figure_past", keptColumns+", until_size", past, true, 10); err != nil {
		return err
	}
	if err := k.putKept(g, "figure_kept", keptColumns, kept, false, 9); err != nil {
		return err
	}
	return k.putSums(g, rows)
}

// rowsAtOncePut is how many rows one statement writes.
const rowsAtOncePut = 100

func (k *FigureKeeper) putKept(g *gorm.DB, table, columns string, list []figures.Kept, until bool, width int) error {
	w := k.writer(g, "INSERT INTO "+table+" ("+columns+") VALUES ", width, "kind, subject_id",
		"n", "from_size", "entry_seq", "counted_on", "demo", "place_id", "cells")
	if until {
		w.tail = ""
	}
	for i := range list {
		c := &list[i]
		place, cells, err := k.names.encode(g, &c.Contribution)
		if err != nil {
			return err
		}
		values := []any{string(c.Subject.Kind), c.Subject.ID, c.N, c.From, c.Entry, string(c.On), flag(c.Demo), place, cells}
		if until {
			values = append(values, c.Until)
		}
		if err := w.add(values...); err != nil {
			return err
		}
	}
	return w.flush()
}

func (k *FigureKeeper) putSums(g *gorm.DB, rows []figures.Row) error {
	w := k.writer(g, "INSERT INTO figure_sum ("+sumColumns+", counts) VALUES ", sumKeys+1, sumColumns, "counts")
	for i := range rows {
		r := &rows[i]
		key := []any{string(r.Shape), flag(r.Demo), string(r.Measure), r.Bundle, r.Service, r.Site, r.Slice}
		var err error
		if len(r.Counts) > 0 {
			err = w.add(append(key, figures.EncodeCounts(r.Counts))...)
		} else {
			err = g.Exec("DELETE FROM figure_sum WHERE shape = ? AND demo = ? AND measure = ? AND bundle = ? AND service = ? AND site = ? AND slice = ?", key...).Error
		}
		if err != nil {
			return translate("write sums", err)
		}
	}
	return w.flush()
}

// manyRows writes rows with few statements.
type manyRows struct {
	g          *gorm.DB
	head, tail string
	width      int
	args       []any
}

// writer returns a writer of rows that replaces the columns of those that are there.
func (k *FigureKeeper) writer(g *gorm.DB, head string, width int, key string, columns ...string) *manyRows {
	set := make([]string, len(columns))
	for i, c := range columns {
		set[i] = c + " = VALUES(" + c + ")"
		if k.db.dialect == SQLite {
			set[i] = c + " = excluded." + c
		}
	}
	tail := " ON DUPLICATE KEY UPDATE "
	if k.db.dialect == SQLite {
		tail = " ON CONFLICT (" + key + ") DO UPDATE SET "
	}
	return &manyRows{g: g, head: head, tail: tail + strings.Join(set, ", "), width: width}
}

func (w *manyRows) add(values ...any) error {
	w.args = append(w.args, values...)
	if len(w.args) < rowsAtOncePut*w.width {
		return nil
	}
	return w.flush()
}

func (w *manyRows) flush() error {
	if len(w.args) == 0 {
		return nil
	}
	one := "(?" + strings.Repeat(",?", w.width-1) + ")"
	query := w.head + one + strings.Repeat(","+one, len(w.args)/w.width-1) + w.tail
	_, err := w.g.Statement.ConnPool.ExecContext(w.g.Statement.Context, query, w.args...)
	w.args = w.args[:0]
	return translate("write figures", err)
}
