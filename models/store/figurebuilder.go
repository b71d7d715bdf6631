package store

import (
	"cmp"
	"context"
	"time"

	"gorm.io/gorm"

	"onevisit/models"
	"onevisit/models/figures"
	"onevisit/models/internal/txn"
	"onevisit/models/store/internal/row"
)

// StartBuilding implements figures.Builder.
func (k *FigureKeeper) StartBuilding(ctx context.Context, holder string, now, until time.Time) (s figures.Standing, first bool, err error) {
	err = k.write(ctx, func(g *gorm.DB) error {
		result := g.Model(&row.FigureFold{}).Where("id = ? AND (state = ? OR lease_until <= ?)", foldID, figureFolding, millis(now)).
			Updates(map[string]any{
				"state": figureBuilding, "version": gorm.Expr("version + 1"), "holder": holder, "lease_until": millis(until),
			})
		if result.Error != nil || result.RowsAffected != 1 {
			return cmp.Or(translate("begin to build figures", result.Error), error(figures.ErrHeld))
		}
		err := g.Raw("SELECT f.version, f.began, f.place, COALESCE(h.size, 0) FROM figure_fold f LEFT JOIN audit_head h ON h.id = f.id WHERE f.id = 1").
			Row().Scan(&s.Version, &s.Began, &s.Place, &s.Size)
		if err != nil {
			return translate("read the fold's place", err)
		}
		var kept []string
		if err := g.Model(&row.FigureKept{}).Limit(1).Pluck("kind", &kept).Error; err != nil {
			return translate("look for contributions", err)
		}
		if first = len(kept) == 0; first {
			if err := g.Exec("UPDATE figure_fold SET began = ? WHERE id = ?", s.Size, foldID).Error; err != nil {
				return translate("begin figures", err)
			}
			s.Began = s.Size
		}
		if err := g.Exec("DELETE FROM figure_rare").Error; err != nil {
			return translate("empty the lists", err)
		}
		return translate("empty the sums", g.Exec("DELETE FROM figure_sum").Error)
	})
	return s, first, err
}

// Put implements figures.Builder.
func (k *FigureKeeper) Put(ctx context.Context, past, kept []figures.Kept, rare []figures.Contribution) error {
	return k.write(ctx, func(g *gorm.DB) error {
		if err := k.put(g, past, kept, nil); err != nil {
			return err
		}
		w := k.lister(g)
		for i := range rare {
			if err := k.list(g, w, &rare[i]); err != nil {
				return err
			}
		}
		return w.flush()
	})
}

// Forget implements figures.Builder.
func (k *FigureKeeper) Forget(ctx context.Context, subjects []figures.Subject) error {
	return k.write(ctx, func(g *gorm.DB) error {
		for _, s := range subjects {
			if err := g.Exec("DELETE FROM figure_past WHERE kind = ? AND subject_id = ?", string(s.Kind), s.ID).Error; err != nil {
				return translate("forget versions", err)
			}
		}
		return nil
	})
}

// Add implements figures.Builder.
func (k *FigureKeeper) Add(ctx context.Context, changes []figures.Row) error {
	const atOnce = 5000
	for len(changes) > 0 {
		part := changes[:min(atOnce, len(changes))]
		changes = changes[len(part):]
		err := k.write(ctx, func(g *gorm.DB) error {
			rows, err := figures.Summed(g.Statement.Context, txn.New(g), &Figures{db: k.db}, part)
			if err != nil {
				return err
			}
			return k.put(g, nil, nil, rows)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// FinishBuilding implements figures.Builder.
func (k *FigureKeeper) FinishBuilding(ctx context.Context, holder string, b figures.Built) error {
	return k.write(ctx, func(g *gorm.DB) error {
		return changed("finish building figures", g.Model(&row.FigureFold{}).
			Where("id = ? AND holder = ? AND state = ?", foldID, holder, figureBuilding).
			Updates(map[string]any{
				"state": figureFolding, "version": gorm.Expr("version + 1"), "place": b.Place, "began": b.Began,
				"folded_at": millis(b.At), "holder": "", "lease_until": 0, "listed": 1,
			}))
	})
}

// KeptRange implements figures.Pages.
func (f *Figures) KeptRange(ctx context.Context, tx models.Tx, s figures.Stretch, limit int) ([]figures.Kept, error) {
	return f.ranged(ctx, tx, "SELECT "+keptColumns+", 0 FROM figure_kept", s, limit)
}

// PastRange implements figures.Pages.
func (f *Figures) PastRange(ctx context.Context, tx models.Tx, s figures.Stretch) ([]figures.Kept, error) {
	return f.ranged(ctx, tx, "SELECT "+keptColumns+", until_size FROM figure_past", s, -1)
}

func (f *Figures) ranged(ctx context.Context, tx models.Tx, sql string, s figures.Stretch, limit int) ([]figures.Kept, error) {
	if err := f.ready(ctx, tx); err != nil {
		return nil, err
	}
	c := &condition{}
	c.and("kind = ? AND subject_id > ?", string(s.Kind), s.After)
	if s.Last != "" {
		c.and("subject_id <= ?", s.Last)
	}
	sql += c.where() + " ORDER BY kind, subject_id, n"
	if limit >= 0 {
		sql += " LIMIT ?"
		c.args = append(c.args, limit)
	}
	rows, err := in(ctx, tx).Raw(sql, c.args...).Rows()
	if err != nil {
		return nil, translate("read contributions", err)
	}
	var list []figures.Kept
	var cells []figures.Cell // of all, one after the other
	err = f.each(rows, func(k *figures.Kept) error {
		own := *k
		from := len(cells)
		cells = append(cells, k.Cells...)
		own.Cells = cells[from:len(cells):len(cells)]
		list = append(list, own)
		return nil
	})
	return list, err
}

// EachSum implements figures.Pages.
func (f *Figures) EachSum(ctx context.Context, tx models.Tx, each func(figures.RowKey, []byte) error) error {
	rows, err := in(ctx, tx).Raw("SELECT " + sumColumns + ", counts FROM figure_sum").Rows()
	if err != nil {
		return translate("read sums", err)
	}
	return eachSum(rows, each)
}
