package figures

import (
	"slices"
	"strconv"

	"onevisit/models"
)

// Shape names a combination of dimensions whose sums are kept, "month-service".
// Combinations that are not kept are answered from the contributions themselves,
// of the days asked for.
type Shape string

// A grain is what periods a shape's sums are of.
type grain string

const (
	months grain = "month" // bundled by year
	days   grain = "day"   // bundled by month
)

// shape is a combination. Its slice is one further dimension besides service and
// hall.
type shape struct {
	name          Shape
	grain         grain
	service, site bool
	slice         Dimension
}

// shapes are the combinations kept: months by service, hall and both, and by
// each slice alone, with service and with hall; days by service and by hall.
// Another one costs each fold a few rows more and needs a rebuild.
func shapes() []shape {
	list := []shape{
		{grain: months}, {grain: months, service: true}, {grain: months, site: true}, {grain: months, service: true, site: true},
		{grain: days}, {grain: days, service: true}, {grain: days, site: true},
	}
	for _, d := range []Dimension{ByDevice, ByChannel, ByLanguage, ByAid, ByAge} {
		list = append(list, shape{grain: months, slice: d}, shape{grain: months, slice: d, service: true}, shape{grain: months, slice: d, site: true})
	}
	for i := range list {
		list[i].name = list[i].named()
	}
	return list
}

func (s shape) named() Shape {
	name := string(s.grain)
	for _, part := range []struct {
		there bool
		of    Dimension
	}{{s.slice != "", s.slice}, {s.service, ByService}, {s.site, BySite}} {
		if part.there {
			name += "-" + string(part.of)
		}
	}
	return Shape(name)
}

// keeps finds the shape of exactly these dimensions.
func keeps(of grain, dims []Dimension) (shape, bool) {
	want := shape{grain: of}
	for _, d := range dims {
		switch {
		case d == ByService:
			want.service = true
		case d == BySite:
			want.site = true
		case want.slice != "" && want.slice != d:
			return shape{}, false
		default:
			want.slice = d
		}
	}
	want.name = want.named()
	return want, slices.Contains(shapes(), want)
}

// value is what a place is on a dimension.
func (p Place) value(d Dimension) string {
	switch d {
	case ByService:
		return p.Service
	case BySite:
		return p.Site
	case ByChannel:
		return p.Channel
	case ByDevice:
		return string(p.Device)
	case ByLanguage:
		return p.Language
	case ByAid:
		return p.Aid
	case ByAge:
		return p.Age
	case ByDay, ByMonth:
	}
	return ""
}

// calendar is a date taken apart.
type calendar struct{ year, month, day int }

func calendarOf(d models.Date) calendar {
	if len(d) != len("2006-01-02") {
		return calendar{}
	}
	number := func(text models.Date) int {
		n, _ := strconv.Atoi(string(text)) // a date is digits
		return n
	}
	return calendar{number(d[:4]), number(d[5:7]), number(d[8:])}
}

// bundle is the number of the grain's bundle the date falls into, and which of
// its periods it is.
func (c calendar) bundle(of grain) (bundle uint16, period uint8) {
	if of == months {
		return uint16(c.year), uint8(c.month)
	}
	return uint16(12*c.year + c.month - 1), uint8(c.day)
}

// bundleName writes a bundle as the table has it, "2026" or "2026-11".
func bundleName(of grain, bundle uint16) string {
	if of == months {
		return strconv.Itoa(int(bundle))
	}
	return strconv.Itoa(int(bundle/12)) + "-" + twoDigits(int(bundle%12)+1)
}

// periodName is the day or month a count of a bundle is of.
func periodName(bundle string, period uint8) string { return bundle + "-" + twoDigits(int(period)) }

func twoDigits(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}
