package audit

import (
	"context"
	"fmt"
	"regexp"
	"time"

	"onevisit/models"
)

// Action is a stable name from the catalogue, "application.submitted".
type Action string

// Ref names one thing an entry is about, e.g. {"application", id}.
type Ref struct {
	Kind string
	ID   string
}

// Entry is one line of the record. Values of personal data have no place in it.
type Entry struct {
	Action   Action
	Actor    models.Actor
	Subjects []Ref
	Fields   []string          // names of the fields changed or shown
	Notes    map[string]string // keys from Notes(), values of a narrow form
}

// Record is an entry as it was kept.
type Record struct {
	Seq int64 // position in the log
	At  time.Time
	Entry
}

// Log appends entries inside the caller's transaction.
type Log interface {
	Append(ctx context.Context, tx models.Tx, e Entry) error
}

type observerKey struct{}

// Observed returns a context in which every entry about to be appended is shown
// to see. Tests use it to learn what a request leaves behind.
func Observed(ctx context.Context, see func(Entry)) context.Context {
	return context.WithValue(ctx, observerKey{}, see)
}

// Observe shows an entry to whoever observes the context.
func Observe(ctx context.Context, e Entry) {
	if see, ok := ctx.Value(observerKey{}).(func(Entry)); ok {
		see(e)
	}
}

// Reader reads the record.
type Reader interface {
	// About returns the entries about one subject, oldest first.
	About(ctx context.Context, subject Ref, page models.Page) ([]Record, error)
}

var (
	fieldName = regexp.MustCompile(`^[a-z][A-Za-z0-9_.-]{0,59}$`)
	reference = regexp.MustCompile(`^[A-Za-z0-9._:-]{1,80}$`)
	// noteValue has room for codes, small numbers and dates, and none for a
	// name in Han, an 18-digit number or a mobile.
	noteValue = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9._:-]{0,79}$|^-?[0-9]{1,6}$|^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)
	digits    = regexp.MustCompile(`[0-9]{10,}`)
	// document is the length of a passport's or permit's digits.
	document = regexp.MustCompile(`[0-9]{7,}`)
	digest   = regexp.MustCompile(`^[0-9a-f]{32,64}$`)
)

// The closed lists as sets, made once and never changed: every change of the
// product passes by here.
var (
	known        = catalogue()
	subjectKinds = setOf(SubjectKinds())
	noteKeys     = setOf(NoteKeys())
)

func setOf(list []string) map[string]bool {
	set := make(map[string]bool, len(list))
	for _, x := range list {
		set[x] = true
	}
	return set
}

// Check refuses an entry that is not of the catalogue or could hold a value.
func (e Entry) Check() error {
	if _, ok := known[e.Action]; !ok {
		return fmt.Errorf("audit: action %q is not in the catalogue", e.Action)
	}
	for _, s := range e.Subjects {
		if !subjectKinds[s.Kind] {
			return fmt.Errorf("audit: %s: subject kind %q is not known", e.Action, s.Kind)
		}
		if !reference.MatchString(s.ID) || (digits.MatchString(s.ID) && !models.ValidID(s.ID)) {
			return fmt.Errorf("audit: %s: the id of a %s does not have the form of a reference", e.Action, s.Kind)
		}
	}
	for _, f := range e.Fields {
		if !fieldName.MatchString(f) || digits.MatchString(f) {
			return fmt.Errorf("audit: %s: a field's name does not have the form of a name", e.Action)
		}
	}
	for key, value := range e.Notes {
		if !noteKeys[key] {
			return fmt.Errorf("audit: %s: note %q is not known", e.Action, key)
		}
		if !isNote(value) {
			return fmt.Errorf("audit: %s: note %q does not have the form of a code", e.Action, key)
		}
	}
	return nil
}

// isNote tells whether a note's value is empty, a code, a small number, a date,
// an id or a digest.
func isNote(value string) bool {
	if value == "" || models.ValidID(value) || digest.MatchString(value) {
		return true
	}
	return noteValue.MatchString(value) && !document.MatchString(value)
}
