package figures

import (
	"slices"
	"strings"

	"onevisit/models"
	"onevisit/models/completion"
)

// Form is what a figure looks like.
type Form string

// The forms.
const (
	Share Form = "share" // a numerator of a denominator
	Parts Form = "parts" // counts that sum to a whole
	Times Form = "time"  // a distribution of durations
)

// Figure is one of the standard figures, as data.
type Figure struct {
	Code    string
	Form    Form
	Title   models.Texts
	Meaning models.Texts // what is counted and what is divided by
	Counts  Kind         // what its records are
	By      []string     // the divisions it has
	Target  float64      // percent, or seconds of a time; 0 where nothing was promised
	Better  string       // higher, lower or ""

	measures []Measure
	// counts tells how one cell enters the figure. Values, parts, records and
	// exports all follow from it alone, so that they cannot disagree.
	counts func(d completion.Definition, c Cell) standing
	// perService: the service is a part of the bucket (or is it).
	perService func(service, bucket string) string
}

// standing is how a cell enters a figure.
type standing struct {
	bucket string // the part it is of
	whole  bool   // it is counted in the denominator
	num    bool   // and in the numerator
}

// The divisions, as the contract names them.
const (
	MonthService = "month-service"
	Category     = "category"
	Region       = "region"
)

func everyDivision() []string {
	return []string{
		string(ByDay), string(ByMonth), string(ByService), MonthService, Category, string(BySite), Region,
		string(ByChannel), string(ByDevice), string(ByLanguage), string(ByAid), string(ByAge),
	}
}

func without(gone ...string) []string {
	return slices.DeleteFunc(everyDivision(), func(by string) bool { return slices.Contains(gone, by) })
}

func atDevices() []string {
	return []string{string(ByDay), string(ByMonth), string(BySite), Region, string(ByDevice)}
}

// plain counts every cell of a measure in the part it names.
func plain(_ completion.Definition, c Cell) standing { return standing{bucket: c.Bucket, whole: true} }

// share counts every cell, and in the numerator those of some buckets.
func share(buckets ...string) func(completion.Definition, Cell) standing {
	return func(_ completion.Definition, c Cell) standing {
		return standing{bucket: c.Bucket, whole: true, num: slices.Contains(buckets, c.Bucket)}
	}
}

// rate follows the definition: it computes the figures of one matter.
func rate(pick func(completion.Figures) completion.Figure) func(completion.Definition, Cell) standing {
	return func(d completion.Definition, c Cell) standing {
		state, visits, ok := endOf(c.Bucket)
		if !ok {
			return standing{}
		}
		f := pick(completion.Compute(d, []completion.Tally{{State: state, Visits: visits, Count: 1}}))
		return standing{bucket: c.Bucket, whole: f.Denominator > 0, num: f.Numerator > 0}
	}
}

// endOf takes the bucket of an end apart.
func endOf(bucket string) (completion.State, int, bool) {
	state, visits, ok := strings.Cut(bucket, ":")
	if !ok || len(visits) != 1 || visits[0] < '0' || visits[0] > '0'+completion.MostCounted {
		return "", 0, false
	}
	return completion.State(state), int(visits[0] - '0'), true
}

func byVisits(_ completion.Definition, c Cell) standing {
	_, visits, ok := strings.Cut(c.Bucket, ":")
	return standing{bucket: visits, whole: ok}
}

func byState(_ completion.Definition, c Cell) standing {
	state, _, ok := strings.Cut(c.Bucket, ":")
	return standing{bucket: state, whole: ok}
}

func byMeasure(whole, num Measure) func(completion.Definition, Cell) standing {
	return func(_ completion.Definition, c Cell) standing {
		return standing{bucket: string(c.Measure), whole: c.Measure == whole, num: c.Measure == num}
	}
}

// answered counts who was asked in the whole and who answered in the numerator.
func answered(_ completion.Definition, c Cell) standing {
	return standing{bucket: c.Bucket, whole: c.Bucket == "asked", num: c.Bucket != "asked"}
}

func given(_ completion.Definition, c Cell) standing {
	return standing{bucket: c.Bucket, whole: c.Bucket != "asked"}
}

// reached counts who was shown a step; who left at it is told beside (Of).
func reached(_ completion.Definition, c Cell) standing {
	return standing{bucket: c.Bucket, whole: c.Measure == Left}
}

func paid(_ completion.Definition, c Cell) standing {
	return standing{bucket: c.Bucket, whole: true, num: c.Bucket == "paid"}
}

// Figures lists the standard figures in the order in which a console shows them.
// Target of the rates is the definition's.
func Figures() []Figure {
	return slices.Concat(rateFigures(), courseFigures(), timeFigures(), kioskFigures())
}

// Of finds a figure.
func Of(code string) (Figure, bool) {
	list := Figures()
	at := slices.IndexFunc(list, func(f Figure) bool { return f.Code == code })
	if at < 0 {
		return Figure{}, false
	}
	return list[at], true
}

// divides tells whether the figure has a division ("" is none).
func (f Figure) divides(by string) bool { return by == "" || slices.Contains(f.By, by) }
