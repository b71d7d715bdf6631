package figures

import (
	"context"
	"fmt"

	"onevisit/models"
)

// listShape stands for the lists of what is rare in the prints.
const listShape Shape = "list"

// enlist counts a contribution in the lists that it has to stand in.
func (v *verification) enlist(lists map[RowKey]imprint, c *Contribution, sign int64) {
	if !v.start.Listed || c.On == "" {
		return
	}
	for _, cell := range c.Cells {
		if cell.Rare() {
			v.entry(lists, cell, c, sign)
		}
	}
}

func (v *verification) entry(lists map[RowKey]imprint, cell Cell, c *Contribution, sign int64) {
	key := RowKey{Shape: listShape, Measure: cell.Measure, Slice: cell.Bucket}
	p := lists[key]
	v.mark(&p, fmt.Appendf(nil, "%s/%s/%s/%v/%+v", c.On, c.Subject.Kind, c.Subject.ID, c.Demo, c.Place), 0, sign)
	lists[key] = p
}

// pressed adds prints to what there is; the caller holds the lock.
func (v *verification) pressed(more map[RowKey]imprint) {
	for key, m := range more {
		p := v.prints[key]
		for i := range p {
			p[i] += m[i]
		}
		v.prints[key] = p
	}
}

// storedLists are the prints of the lists as they stand.
func (v *verification) storedLists(ctx context.Context, tx models.Tx, into map[RowKey]imprint) error {
	if !v.start.Listed {
		return nil
	}
	return v.pages.EachRare(ctx, tx, func(c *Contribution) { v.entry(into, c.Cells[0], c, 1) })
}
