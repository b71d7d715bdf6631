package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"onevisit/models"
	"onevisit/models/figures"
)

const keptColumns = "kind, subject_id, n, from_size, entry_seq, counted_on, demo, place_id, cells"

// KeptOf implements figures.Versions.
func (f *Figures) KeptOf(ctx context.Context, tx models.Tx, subjects []figures.Subject) ([]figures.Kept, error) {
	kept := make([]figures.Kept, len(subjects))
	if len(subjects) == 0 {
		return kept, nil
	}
	if err := f.ready(ctx, tx); err != nil {
		return nil, err
	}
	at := make(map[figures.Subject]int, len(subjects))
	byKind := map[figures.Kind][]string{}
	for i, s := range subjects {
		kept[i].Subject = s
		at[s] = i
		byKind[s.Kind] = append(byKind[s.Kind], s.ID)
	}
	const atOnce = 400
	for kind, ids := range byKind {
		for part := range slices.Chunk(ids, atOnce) {
			rows, err := in(ctx, tx).Raw("SELECT "+keptColumns+", 0 FROM figure_kept WHERE kind = ? AND subject_id IN ?", string(kind), part).Rows()
			if err != nil {
				return nil, translate("read contributions", err)
			}
			err = f.each(rows, func(k *figures.Kept) error {
				own := *k
				own.Cells = slices.Clone(k.Cells)
				kept[at[k.Subject]] = own
				return nil
			})
			if err != nil {
				return nil, err
			}
		}
	}
	return kept, nil
}

// each decodes rows of contributions. The last column is until_size.
func (f *Figures) each(rows *sql.Rows, each func(*figures.Kept) error) error {
	defer rows.Close()
	var k figures.Kept
	var cells sql.RawBytes
	for rows.Next() {
		var demo, place int
		err := rows.Scan(&k.Subject.Kind, &k.Subject.ID, &k.N, &k.From, &k.Entry, &k.On, &demo, &place, &cells, &k.Until)
		if err != nil {
			return translate("read contributions", err)
		}
		k.Demo = demo != 0
		f.names.decode(place, cells, &k)
		if err := each(&k); err != nil {
			return err
		}
	}
	return translate("read contributions", rows.Err())
}

// Scan implements figures.Versions.
func (f *Figures) Scan(ctx context.Context, tx models.Tx, s figures.Span, each func(*figures.Kept) error) error {
	if err := f.ready(ctx, tx); err != nil {
		return err
	}
	places := f.names.placesIn(s.Filter)
	if !s.Past {
		if err := f.scanKept(ctx, tx, s, places, each); err != nil {
			return err
		}
	}
	if s.AsOf == 0 && !s.Past {
		return nil
	}
	c := daysOf(s)
	c.among("place_id", places, s, f.named)
	c.and("until_size > ? AND from_size <= ?", s.AsOf, s.AsOf)
	return f.scan(ctx, tx, "SELECT "+keptColumns+", until_size FROM figure_past", c, each)
}

func (f *Figures) scanKept(ctx context.Context, tx models.Tx, s figures.Span, places []int, each func(*figures.Kept) error) error {
	if s.Cells != nil {
		return f.scanRare(ctx, tx, s, places, each)
	}
	c := daysOf(s)
	c.among("place_id", places, s, f.named)
	if s.AsOf > 0 {
		c.and("from_size <= ?", s.AsOf)
	}
	return f.scan(ctx, tx, "SELECT "+keptColumns+", 0 FROM figure_kept"+f.along(s, places), c, each)
}

// along names the index by which kept versions are found: by day those that have
// changed since, which are few of each; else place by place where these are few.
// The engines are told, since neither knows how few: a list of places looks to
// them like a list of any length.
func (f *Figures) along(s figures.Span, places []int) string {
	switch {
	case len(places) == 0 || len(places) > f.named || s.After >= 0:
		return ""
	case f.db.dialect == SQLite:
		return " INDEXED BY figure_kept_place"
	}
	return " FORCE INDEX (figure_kept_place)"
}

// among asks for the places of a filter, which the indexes have.
func (c *condition) among(column string, places []int, s figures.Span, most int) {
	switch {
	case places == nil:
	case len(places) == 0:
		c.and("1 = 0")
	case len(places) <= most:
		c.and(column + " IN (" + numberList(places) + ")")
	default:
		p := placed(s.Filter)
		c.and(column+" IN (SELECT id FROM figure_place"+p.where()+")", p.args...)
	}
}

// placed is a filter as a condition on places.
func placed(f figures.Filter) *condition {
	c := &condition{}
	for _, x := range []struct {
		column string
		among  []string
	}{{"service", f.Services}, {"site", f.Sites}} {
		if len(x.among) > 0 {
			c.and(x.column+" IN ?", x.among)
		}
	}
	for _, x := range []struct{ column, is string }{
		{"channel", f.Channel}, {"device_id", string(f.Device)}, {"language", f.Language}, {"aid", f.Aid}, {"age", f.Age},
	} {
		if x.is != "" {
			c.and(x.column+" = ?", x.is)
		}
	}
	return c
}

// daysOf is the span's condition on days. Where few of a day's versions are
// asked for, the days are named one by one, so that each is a short range of the
// index.
func daysOf(s figures.Span) *condition {
	c := &condition{}
	const most = 400
	if (s.After >= 0 || s.Past) && s.From.DaysTo(s.To) < most {
		var list []string
		for day := s.From; day <= s.To; day = day.AddDays(1) {
			list = append(list, "'"+string(day)+"'")
		}
		c.and("counted_on IN (" + strings.Join(list, ",") + ")")
	} else {
		c.and("counted_on >= ? AND counted_on <= ?", string(s.From), string(s.To))
	}
	if s.After >= 0 && s.AsOf == 0 && !s.Past {
		c.and("from_size > ?", s.After)
	}
	if !s.Demo {
		c.and("demo = 0")
	}
	if s.Kind != "" { // the index has it, but is not to be chosen by it
		c.and("COALESCE(kind, '') = ?", string(s.Kind))
	}
	return c
}

func (f *Figures) scan(ctx context.Context, tx models.Tx, sql string, c *condition, each func(*figures.Kept) error) error {
	rows, err := in(ctx, tx).Raw(sql+c.where(), c.args...).Rows()
	if err != nil {
		return translate("read contributions", err)
	}
	return f.each(rows, each)
}

const (
	sumColumns = "shape, demo, measure, bundle, service, site, slice"
	sumKeys    = 7
)

// RowsOf implements figures.Totals.
func (f *Figures) RowsOf(ctx context.Context, tx models.Tx, keys []figures.RowKey) (map[figures.RowKey][]figures.Count, error) {
	found := make(map[figures.RowKey][]figures.Count, len(keys))
	const atOnce = 200
	for part := range slices.Chunk(keys, atOnce) {
		args := make([]any, 0, sumKeys*len(part))
		for _, k := range part {
			args = append(args, string(k.Shape), flag(k.Demo), string(k.Measure), k.Bundle, k.Service, k.Site, k.Slice)
		}
		const one = "(?,?,?,?,?,?,?)"
		list := one + strings.Repeat(","+one, len(part)-1)
		query := "SELECT " + sumColumns + ", counts FROM figure_sum WHERE (" + sumColumns + ") IN (" + list + ")"
		if f.db.dialect == SQLite {
			query = "WITH k(a, b, c, d, e, f, g) AS (VALUES " + list + ") SELECT " + sumColumns + ", counts FROM k CROSS JOIN figure_sum " +
				"WHERE shape = a AND demo = b AND measure = c AND bundle = d AND service = e AND site = f AND slice = g"
		}
		rows, err := in(ctx, tx).Raw(query, args...).Rows()
		if err != nil {
			return nil, translate("read sums", err)
		}
		err = eachSum(rows, func(k figures.RowKey, counts []byte) (err error) {
			found[k], err = figures.DecodeCounts(counts)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

func eachSum(rows *sql.Rows, each func(figures.RowKey, []byte) error) error {
	defer rows.Close()
	var counts sql.RawBytes
	for rows.Next() {
		var k figures.RowKey
		var demo int
		if err := rows.Scan(&k.Shape, &demo, &k.Measure, &k.Bundle, &k.Service, &k.Site, &k.Slice, &counts); err != nil {
			return translate("read sums", err)
		}
		k.Demo = demo != 0
		if err := each(k, counts); err != nil {
			return err
		}
	}
	return translate("read sums", rows.Err())
}

// Select implements figures.Totals.
func (f *Figures) Select(ctx context.Context, tx models.Tx, s figures.Selection, each func(figures.RowKey, []byte) error) error {
	c := &condition{}
	c.and("shape = ?", string(s.Shape))
	if s.Demo {
		c.and("demo IN (0, 1)")
	} else {
		c.and("demo = 0")
	}
	c.and("measure IN ?", s.Measures)
	c.and("bundle IN ?", s.Bundles)
	if len(s.Services) > 0 {
		c.and("service IN ?", s.Services)
	}
	if len(s.Sites) > 0 {
		c.and("site IN ?", s.Sites)
	}
	if s.Slice != "" {
		c.and("slice = ?", s.Slice)
	}
	rows, err := in(ctx, tx).Raw("SELECT "+sumColumns+", counts FROM figure_sum"+c.where(), c.args...).Rows()
	if err != nil {
		return translate("read sums", err)
	}
	return eachSum(rows, each)
}
