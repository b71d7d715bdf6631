package store

import (
	"context"
	"encoding/binary"
	"slices"
	"sync"

	"gorm.io/gorm"

	"onevisit/models"
	"onevisit/models/figures"
	"onevisit/models/store/internal/row"
)

// figureNames are the numbers of places and buckets, by which contributions are
// kept small. A number once given means the same for good.
type figureNames struct {
	mu      sync.RWMutex
	places  map[figures.Place]int
	placeOf map[int]figures.Place
	cells   map[figures.Cell]int // N is 0
	cellOf  map[int]figures.Cell
	topP    int // the greatest numbers known
	topC    int
}

func newFigureNames() *figureNames {
	n := &figureNames{}
	n.forget()
	return n
}

// forget drops everything, after a transaction that may have given numbers failed.
func (n *figureNames) forget() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.places, n.placeOf = map[figures.Place]int{}, map[int]figures.Place{}
	n.cells, n.cellOf = map[figures.Cell]int{}, map[int]figures.Cell{}
	n.topP, n.topC = 0, 0
}

// refresh reads what was numbered since.
func (n *figureNames) refresh(g *gorm.DB) error {
	var topP, topC int
	err := g.Raw("SELECT COALESCE((SELECT MAX(id) FROM figure_place), 0), COALESCE((SELECT MAX(id) FROM figure_cell), 0)").Row().Scan(&topP, &topC)
	if err != nil {
		return translate("read names of figures", err)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if topP > n.topP {
		var rows []row.FigurePlace
		if err := g.Where("id > ?", n.topP).Find(&rows).Error; err != nil {
			return translate("read places of figures", err)
		}
		for _, r := range rows {
			n.knowPlace(r.ID, figures.Place{
				Service: r.Service, Site: r.Site, Channel: r.Channel, Device: models.ID(r.DeviceID), Language: r.Language, Aid: r.Aid, Age: r.Age,
			})
		}
	}
	if topC > n.topC {
		var rows []row.FigureCell
		if err := g.Where("id > ?", n.topC).Find(&rows).Error; err != nil {
			return translate("read buckets of figures", err)
		}
		for _, r := range rows {
			n.knowCell(r.ID, figures.Cell{Measure: figures.Measure(r.Measure), Bucket: r.Bucket})
		}
	}
	return nil
}

func (n *figureNames) knowPlace(id int, p figures.Place) {
	n.places[p], n.placeOf[id] = id, p
	n.topP = max(n.topP, id)
}

func (n *figureNames) knowCell(id int, c figures.Cell) {
	n.cells[c], n.cellOf[id] = id, c
	n.topC = max(n.topC, id)
}

const unnamed = "?"

// decode fills in what the row keeps as numbers. The cells are the kept one's own
// room, used again. Numbers that nobody gave, or bytes that are none, were written
// past the product: they become names that no facts have, so that Verify names
// their subject.
func (n *figureNames) decode(place int, cells []byte, into *figures.Kept) {
	n.mu.RLock()
	defer n.mu.RUnlock()
	into.Cells = into.Cells[:0]
	if into.On == "" {
		into.Place = figures.Place{}
		return
	}
	var known bool
	if into.Place, known = n.placeOf[place]; !known {
		into.Place = figures.Place{Service: unnamed}
	}
	for len(cells) > 0 {
		id, used := binary.Uvarint(cells)
		cells = cells[max(used, 0):]
		cell, known := n.cellOf[int(id>>1)]
		cell.N = 1
		if id&1 == 1 && used > 0 {
			cell.N, used = binary.Varint(cells)
			cells = cells[max(used, 0):]
		}
		if used <= 0 || !known {
			into.Cells = append(into.Cells, figures.Cell{Measure: unnamed, N: 1})
			return
		}
		into.Cells = append(into.Cells, cell)
	}
}

// encode returns a contribution's numbers, giving new ones where there are none.
// g is the transaction that keeps it.
func (n *figureNames) encode(g *gorm.DB, c *figures.Contribution) (place int, cells []byte, err error) {
	if c.On == "" {
		return 0, []byte{}, nil
	}
	n.mu.RLock()
	place, known := n.places[c.Place]
	n.mu.RUnlock()
	if !known {
		if place, err = n.newPlace(g, c.Place); err != nil {
			return 0, nil, err
		}
	}
	cells = make([]byte, 0, 2*len(c.Cells)+4)
	for _, cell := range c.Cells {
		count := cell.N
		cell.N = 0
		n.mu.RLock()
		id, known := n.cells[cell]
		n.mu.RUnlock()
		if !known {
			if id, err = n.newCell(g, cell); err != nil {
				return 0, nil, err
			}
		}
		if count == 1 {
			cells = binary.AppendUvarint(cells, uint64(id)<<1)
		} else {
			cells = binary.AppendVarint(binary.AppendUvarint(cells, uint64(id)<<1|1), count)
		}
	}
	return place, cells, nil
}

// buckets are all cells that have a number.
func (n *figureNames) buckets() []figures.Cell {
	n.mu.RLock()
	defer n.mu.RUnlock()
	list := make([]figures.Cell, 0, len(n.cells))
	for c := range n.cells {
		list = append(list, c)
	}
	return list
}

// numbers are those of the cells that have one.
func (n *figureNames) numbers(cells []figures.Cell) []int {
	n.mu.RLock()
	defer n.mu.RUnlock()
	list := make([]int, 0, len(cells))
	for _, c := range cells {
		c.N = 0
		if id, known := n.cells[c]; known {
			list = append(list, id)
		}
	}
	return list
}

// named is the place and the cell with these numbers.
func (n *figureNames) named(place, cell int) (figures.Place, []figures.Cell) {
	n.mu.RLock()
	defer n.mu.RUnlock()
	p, known := n.placeOf[place]
	if !known {
		p = figures.Place{Service: unnamed}
	}
	c, known := n.cellOf[cell]
	if !known {
		c = figures.Cell{Measure: unnamed}
	}
	return p, []figures.Cell{c}
}

// placesIn lists the numbers of the filter's places; nil where it leaves nothing
// out.
func (n *figureNames) placesIn(f figures.Filter) []int {
	if !f.Narrow() {
		return nil
	}
	n.mu.RLock()
	defer n.mu.RUnlock()
	list := []int{}
	for id, p := range n.placeOf {
		if f.Has(&p) {
			list = append(list, id)
		}
	}
	slices.Sort(list)
	return list
}

func (n *figureNames) newPlace(g *gorm.DB, p figures.Place) (int, error) {
	if err := n.refresh(g); err != nil {
		return 0, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if id, known := n.places[p]; known {
		return id, nil
	}
	r := row.FigurePlace{
		ID: n.topP + 1, Service: p.Service, Site: p.Site, Channel: p.Channel, DeviceID: string(p.Device), Language: p.Language, Aid: p.Aid, Age: p.Age,
	}
	if err := g.Create(&r).Error; err != nil {
		return 0, translate("number a place", err)
	}
	n.knowPlace(r.ID, p)
	return r.ID, nil
}

func (n *figureNames) newCell(g *gorm.DB, c figures.Cell) (int, error) {
	if err := n.refresh(g); err != nil {
		return 0, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if id, known := n.cells[c]; known {
		return id, nil
	}
	r := row.FigureCell{ID: n.topC + 1, Measure: string(c.Measure), Bucket: c.Bucket}
	if err := g.Create(&r).Error; err != nil {
		return 0, translate("number a bucket", err)
	}
	n.knowCell(r.ID, c)
	return r.ID, nil
}

// ready makes sure that what the snapshot holds can be decoded.
func (f *Figures) ready(ctx context.Context, tx models.Tx) error { return f.names.refresh(in(ctx, tx)) }
