package figures

import "slices"

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
