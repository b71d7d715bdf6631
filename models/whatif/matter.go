package whatif

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/completion"
	"onevisit/models/flow"
	"onevisit/models/visit"
)

// Matter is an ended matter with everything a replay can know of it.
type Matter struct {
	completion.Matter
	Refusals []Refusal
	Filed    []Filed // its applications, the oldest first
}

// Refusal is an attempt refused at the pre-check. The facts it was judged by were
// never kept: there was no application to keep them with.
type Refusal struct {
	Code    string // of the first rule that turned the person away
	Outcome flow.Outcome
	At      time.Time
}

// Filed is an application of the matter.
type Filed struct {
	ID          models.ID
	Site        string
	Region      string
	OpenedAt    time.Time
	SubmittedAt time.Time // of the last submission; zero where there was none
	Route       flow.Route
	Total       models.Fen
	Sealed      Sealed
	Requests    []Asked
	Photos      []Photo
	Seen        []string // evidence pictures shown
	// Kept is the content in the clear, nil where it is erased or does not open.
	Kept *application.Kept
}

// Sealed is the content at rest. It is opened in memory for one replay and
// forgotten.
type Sealed struct{ Answers, Facts []byte }

// Asked is a correction the office asked for.
type Asked struct {
	ID      models.ID
	Sealed  []byte
	Fields  []string // what was to be put right, once opened
	AskedAt time.Time
	Channel application.Channel // how it was answered, "" where it was not
}

// Photo is a picture that was handed in, by its size alone.
type Photo struct {
	ID            string
	Field         string
	Width, Height int
	At            time.Time
}

// main is the application the matter turned on: the one submitted, else the one
// opened. several says that there were attempts on more than one of them.
func (m *Matter) main() (f *Filed, several bool) {
	for i := range m.Filed {
		x := &m.Filed[i]
		switch {
		case f == nil:
		case !f.SubmittedAt.IsZero() && !x.SubmittedAt.IsZero():
			return nil, true
		case f.SubmittedAt.IsZero() && models.DateOf(f.OpenedAt) == models.DateOf(x.OpenedAt):
			// A draft given up for a fresh one on the same day.
		default:
			return nil, true
		}
		f = x
	}
	return f, false
}

// refused lists the refusals, and those of which only the visit's ending is left.
func (m *Matter) refused() []Refusal {
	all := m.Refusals
	for _, p := range m.Presences {
		if kindOf(p) != string(visit.EndRefused) && kindOf(p) != string(visit.EndSilent) {
			continue
		}
		known := slices.ContainsFunc(m.Refusals, func(r Refusal) bool { return models.DateOf(r.At) == p.On })
		if _, code, _ := strings.Cut(p.Ending, ":"); !known {
			all = append(slices.Clip(all), Refusal{Code: code, At: p.On.Time()})
		}
	}
	return all
}

// presenceOn is the place of the visit something on a day belongs to: at that
// site where somebody was at two, 0 for none yet.
func (m *Matter) presenceOn(at time.Time, site string) int {
	day, seq := models.DateOf(at), 0
	for _, p := range m.Presences {
		if p.On > day {
			break
		}
		if seq > 0 && m.Presences[seq-1].On == p.On && p.Site != site {
			continue
		}
		seq = p.Seq
	}
	return seq
}

// after lists the visits later than seq for which keep holds, with the presence
// each of them follows.
func (m *Matter) after(seq int, keep func(before, next completion.Presence) bool) []int {
	var out []int
	for i := 1; i < len(m.Presences); i++ {
		if p := m.Presences[i]; p.Seq > seq && keep(m.Presences[i-1], p) {
			out = append(out, p.Seq)
		}
	}
	return out
}

// kindOf is the kind of an ending as it is stored, "refused:papers".
func kindOf(p completion.Presence) string {
	kind, _, _ := strings.Cut(p.Ending, ":")
	return kind
}

// following keeps the visits after an ending of one of the kinds.
func following(kinds ...string) func(before, next completion.Presence) bool {
	return func(before, _ completion.Presence) bool { return slices.Contains(kinds, kindOf(before)) }
}

// causedBy keeps the visits with one of the causes.
func causedBy(codes ...string) func(before, next completion.Presence) bool {
	return func(_, next completion.Presence) bool { return slices.Contains(codes, next.Cause) }
}

// photoAt is the picture that stood for a field at a moment.
func (f *Filed) photoAt(field string, at time.Time) (Photo, bool) {
	var best Photo
	for _, p := range f.Photos {
		if p.Field == field && !p.At.After(at) && (best.ID == "" || cmp.Or(p.At.Compare(best.At), strings.Compare(p.ID, best.ID)) > 0) {
			best = p
		}
	}
	return best, best.ID != ""
}

func (f *Filed) photo(id string) (Photo, bool) {
	for _, p := range f.Photos {
		if p.ID == id {
			return p, true
		}
	}
	return Photo{}, false
}

// regiven lists the fields that were asked for again after the first submission:
// what they held then is not kept.
func (f *Filed) regiven() []string {
	var fields []string
	for _, q := range f.Requests {
		if q.Channel != "" {
			fields = append(fields, q.Fields...)
		}
	}
	return fields
}
