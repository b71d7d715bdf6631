package figures

import "slices"

// sheet adds contributions up by every shape. Texts are numbered once, so that
// millions can be added.
type sheet struct {
	shapes  []shape
	numbers map[string]uint32
	texts   []string
	cells   map[cellName]uint32
	named   []cellName
	groups  map[group]map[uint32]int64 // a cell's number and 5 bits of period -> count
	size    int                        // counts in all groups
}

// group is a row without its measure.
type group struct {
	shape                uint8
	demo                 bool
	bundle               uint16
	service, site, slice uint32
}

type cellName struct {
	measure Measure
	bucket  string
}

const periodBits = 5

func newSheet() *sheet {
	return &sheet{
		shapes: shapes(), numbers: map[string]uint32{"": 0}, texts: []string{""},
		cells: map[cellName]uint32{}, groups: map[group]map[uint32]int64{},
	}
}

func (s *sheet) number(text string) uint32 {
	n, known := s.numbers[text]
	if !known {
		n = uint32(len(s.texts))
		s.numbers[text], s.texts = n, append(s.texts, text)
	}
	return n
}

// add counts a contribution once, or takes it out with sign -1. No sheet counts
// nothing.
func (s *sheet) add(c *Contribution, sign int64) {
	if s == nil || c.On == "" || len(c.Cells) == 0 {
		return
	}
	var room [32]uint32
	cells := room[:0]
	for _, cell := range c.Cells {
		name := cellName{cell.Measure, cell.Bucket}
		n, known := s.cells[name]
		if !known {
			n = uint32(len(s.named))
			s.cells[name], s.named = n, append(s.named, name)
		}
		cells = append(cells, n<<periodBits)
	}
	service, site := s.number(c.Place.Service), s.number(c.Place.Site)
	date := calendarOf(c.On)
	for i, shape := range s.shapes {
		g := group{shape: uint8(i), demo: c.Demo}
		if shape.service {
			g.service = service
		}
		if shape.site {
			g.site = site
		}
		if shape.slice != "" {
			g.slice = s.number(c.Place.value(shape.slice))
		}
		// What is unknown on a dimension is counted where it is not divided by it.
		if shape.service && g.service == 0 || shape.site && g.site == 0 || shape.slice != "" && g.slice == 0 {
			continue
		}
		bundle, period := date.bundle(shape.grain)
		g.bundle = bundle
		counts := s.groups[g]
		if counts == nil {
			counts = map[uint32]int64{}
			s.groups[g] = counts
		}
		before := len(counts)
		for k, cell := range cells {
			counts[cell|uint32(period)] += sign * c.Cells[k].N
		}
		s.size += len(counts) - before
	}
}

// rows lists what was added up, in order, and forgets it.
func (s *sheet) rows() []Row {
	var rows []Row
	for g, counts := range s.groups {
		rows = append(rows, s.rowsOf(g, counts)...)
	}
	s.groups, s.size = map[group]map[uint32]int64{}, 0
	slices.SortFunc(rows, func(a, b Row) int { return compareRows(a.RowKey, b.RowKey) })
	return rows
}

func (s *sheet) rowsOf(g group, counts map[uint32]int64) []Row {
	shape := s.shapes[g.shape]
	byMeasure := map[Measure][]Count{}
	for key, n := range counts {
		if n == 0 {
			continue
		}
		name := s.named[key>>periodBits]
		byMeasure[name.measure] = append(byMeasure[name.measure], Count{name.bucket, uint8(key & (1<<periodBits - 1)), n})
	}
	rows := make([]Row, 0, len(byMeasure))
	for measure, list := range byMeasure {
		rows = append(rows, Row{RowKey{
			Shape: shape.name, Demo: g.demo, Measure: measure, Bundle: bundleName(shape.grain, g.bundle),
			Service: s.texts[g.service], Site: s.texts[g.site], Slice: s.texts[g.slice],
		}, sorted(list)})
	}
	return rows
}
