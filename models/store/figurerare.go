package store

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"onevisit/models"
	"onevisit/models/figures"
)

// Buckets implements figures.Versions.
func (f *Figures) Buckets(ctx context.Context, tx models.Tx) ([]figures.Cell, error) {
	if err := f.ready(ctx, tx); err != nil {
		return nil, err
	}
	return f.names.buckets(), nil
}

// Newest implements figures.Versions: one short walk down the list of each cell.
func (f *Figures) Newest(ctx context.Context, tx models.Tx, s figures.Span, n int) ([]models.Date, error) {
	if err := f.ready(ctx, tx); err != nil {
		return nil, err
	}
	places := f.names.placesIn(s.Filter)
	var dates []models.Date
	for _, id := range f.names.numbers(s.Cells) {
		c := f.rareOf(s, []int{id}, places)
		var some []models.Date
		sql := "SELECT r.counted_on FROM figure_rare r" + c.where() + " ORDER BY r.counted_on DESC LIMIT ?"
		if err := in(ctx, tx).Raw(sql, append(c.args, n)...).Scan(&some).Error; err != nil {
			return nil, translate("read lists of what is rare", err)
		}
		dates = append(dates, some...)
	}
	slices.SortFunc(dates, func(a, b models.Date) int { return strings.Compare(string(b), string(a)) })
	return dates[:min(n, len(dates))], nil
}

// rareOf is the condition of a span on the lists.
func (f *Figures) rareOf(s figures.Span, cells, places []int) *condition {
	c := &condition{}
	c.and("r.cell_id IN ("+numberList(cells)+") AND r.counted_on >= ? AND r.counted_on <= ?", string(s.From), string(s.To))
	if !s.Demo {
		c.and("r.demo = 0")
	}
	c.among("r.place_id", places, s, f.named)
	return c
}

// scanRare reads the versions that stand in the lists.
func (f *Figures) scanRare(ctx context.Context, tx models.Tx, s figures.Span, places []int, each func(*figures.Kept) error) error {
	cells := f.names.numbers(s.Cells)
	if len(cells) == 0 {
		return nil
	}
	c := f.rareOf(s, cells, places)
	if s.AsOf > 0 {
		c.and("k.from_size <= ?", s.AsOf)
	}
	join := " STRAIGHT_JOIN "
	if f.db.dialect == SQLite {
		join = " CROSS JOIN " // in this order
	}
	c.and("k.kind = r.kind AND k.subject_id = r.subject_id")
	return f.scan(ctx, tx, "SELECT k."+strings.ReplaceAll(keptColumns, ", ", ", k.")+", 0 FROM figure_rare r"+join+"figure_kept k", c, each)
}

func numberList(ids []int) string {
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = strconv.Itoa(id)
	}
	return strings.Join(list, ",")
}

// EachRare implements figures.Pages.
func (f *Figures) EachRare(ctx context.Context, tx models.Tx, each func(*figures.Contribution)) error {
	if err := f.ready(ctx, tx); err != nil {
		return err
	}
	rows, err := in(ctx, tx).Raw("SELECT cell_id, counted_on, kind, subject_id, place_id, demo FROM figure_rare").Rows()
	if err != nil {
		return translate("read lists of what is rare", err)
	}
	defer rows.Close()
	var c figures.Contribution
	for rows.Next() {
		var cell, place, demo int
		if err := rows.Scan(&cell, &c.On, &c.Subject.Kind, &c.Subject.ID, &place, &demo); err != nil {
			return translate("read lists of what is rare", err)
		}
		c.Demo = demo != 0
		c.Place, c.Cells = f.names.named(place, cell)
		each(&c)
	}
	return translate("read lists of what is rare", rows.Err())
}

const rareColumns = "cell_id, counted_on, kind, subject_id"

func (k *FigureKeeper) lister(g *gorm.DB) *manyRows {
	return k.writer(g, "INSERT INTO figure_rare ("+rareColumns+", place_id, demo) VALUES ", 6, rareColumns, "place_id", "demo") //nolint:mnd // its columns
}

// list puts a contribution into the lists of its rare cells.
func (k *FigureKeeper) list(g *gorm.DB, w *manyRows, c *figures.Contribution) error {
	rare := c.Rare()
	if len(rare) == 0 {
		return nil
	}
	place, _, err := k.names.encode(g, c)
	if err != nil {
		return err
	}
	for _, id := range k.names.numbers(rare) {
		if err := w.add(id, string(c.On), string(c.Subject.Kind), c.Subject.ID, place, flag(c.Demo)); err != nil {
			return err
		}
	}
	return nil
}

// relist takes versions that are kept no more out of the lists, and puts in those
// that are.
func (k *FigureKeeper) relist(g *gorm.DB, gone, kept []figures.Kept) error {
	for i := range gone {
		c := &gone[i].Contribution
		if _, _, err := k.names.encode(g, c); err != nil { // knows the numbers
			return err
		}
		err := g.Exec("DELETE FROM figure_rare WHERE cell_id IN ("+numberList(k.names.numbers(c.Rare()))+") AND counted_on = ? AND kind = ? AND subject_id = ?",
			string(c.On), string(c.Subject.Kind), c.Subject.ID).Error
		if err != nil {
			return translate("take out of lists", err)
		}
	}
	w := k.lister(g)
	for i := range kept {
		if err := k.list(g, w, &kept[i].Contribution); err != nil {
			return err
		}
	}
	return w.flush()
}
