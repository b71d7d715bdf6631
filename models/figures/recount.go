package figures

import (
	"slices"

	"onevisit/models/completion"
)

// Cells are the cells of a contribution that the figure looks at, with the
// service in the bucket where the figure has it there: what Value and Answer are
// computed from when contributions are counted one by one instead of summed.
func (f Figure) Cells(c Contribution) []Cell {
	var cells []Cell
	for _, cell := range c.Cells {
		if !slices.Contains(f.measures, cell.Measure) {
			continue
		}
		if f.perService != nil {
			cell.Bucket = f.perService(c.Place.Service, cell.Bucket)
		}
		cells = append(cells, cell)
	}
	return cells
}

// Holds tells whether a contribution counts in the figure at all under a
// definition: whether it is one of what Records lists.
func (f Figure) Holds(d completion.Definition, c Contribution) bool {
	return slices.ContainsFunc(f.Cells(c), func(cell Cell) bool { return f.counts(d, cell).whole })
}
