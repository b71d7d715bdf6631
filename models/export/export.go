package export

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"slices"
	"strconv"
	"time"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/completion"
	"onevisit/models/figures"
)

// Format is a form of file.
type Format string

// The formats.
const (
	CSV    Format = "csv"
	XLSX   Format = "xlsx"
	Bundle Format = "bundle"
	PDF    Format = "pdf"
)

// Order asks for a file.
type Order struct {
	Format   Format      `json:"-"`
	Figure   string      `json:"figure"`
	From     models.Date `json:"from"`
	To       models.Date `json:"to"`
	Service  string      `json:"service,omitempty"`
	Category string      `json:"category,omitempty"`
	Site     string      `json:"site,omitempty"`
	Region   string      `json:"region,omitempty"`
	Channel  string      `json:"channel,omitempty"`
	Device   string      `json:"device,omitempty"`
	Language string      `json:"language,omitempty"`
	Aid      string      `json:"aid,omitempty"`
	Age      string      `json:"age,omitempty"`
	Bucket   string      `json:"bucket,omitempty"`
	AsOf     int64       `json:"asOf,omitempty"` // 0: as of the newest pin
	Reader   string      `json:"-"`              // the language of headings and texts, zh-CN or en
}

// About is what is known of the records before the first is read.
type About struct {
	Title   string // of the figure
	Meaning string // what it counts, in words
	Rules   completion.Definition
	Entries int64 // size of the log that the records take in
	Demo    bool
	Total   int64
}

// Records reads the records behind a figure, as of a pin.
type Records interface {
	// Each calls about once and then row with every record. What it is called with
	// is the caller's until it returns.
	Each(ctx context.Context, actor models.Actor, o Order, about func(About) error, row func(Record) error) error
	// Pin is the greatest log size at which records can be read for good.
	Pin(ctx context.Context) (int64, error)
}

// Paper writes the printable report of a period.
type Paper interface {
	Write(ctx context.Context, actor models.Actor, o Order, made time.Time, w io.Writer) (About, error)
}

// Allowance bounds how often somebody may carry files away.
type Allowance interface {
	Take(ctx context.Context, tx models.Tx, account models.ID) error
}

// Place is where a file stands until it is fetched. Closing it removes it.
type Place interface {
	io.ReadWriteSeeker
	io.Closer
}

// The refusals.
var (
	ErrTooMany   = models.E(models.KindInvalid, "export.too_many")
	ErrUncovered = models.E(models.KindUnavailable, "export.uncovered") // the log has not signed these entries yet: in a minute
	ErrFormat    = models.Invalid("input", models.FieldError{Field: "format", Code: "field.choice"})
)

// Exports makes files.
type Exports struct {
	Records    Records
	Paper      Paper
	Proofs     Proofs
	Allowance  Allowance
	Log        audit.Log
	Transactor models.Transactor
	Clock      models.Clock
	NewPlace   func() (Place, error)
}

// File is a file that was made. Whoever has it closes it.
type File struct {
	Name    string
	Size    int64
	Rows    int64
	SHA256  string // hexadecimal
	Entries int64  // size of the log it takes in
	Content io.ReadCloser
}

// Make makes a file. It is in the log, with its SHA-256, before anybody has it.
func (e *Exports) Make(ctx context.Context, actor models.Actor, o Order) (file File, err error) {
	if !completion.CaseAccess(actor) {
		return File{}, completion.ErrNoCaseAccess
	}
	if !slices.Contains([]Format{CSV, XLSX, Bundle, PDF}, o.Format) {
		return File{}, ErrFormat
	}
	if err := e.allowed(ctx, actor); err != nil {
		return File{}, err
	}
	place, err := e.NewPlace()
	if err != nil {
		return File{}, fmt.Errorf("export: place: %w", err)
	}
	defer func() {
		if err != nil {
			_ = place.Close()
		}
	}()
	made := e.Clock.Now()
	w := &measured{w: place, hash: sha256.New()}
	about, rows, err := e.write(ctx, actor, o, made, w)
	if err != nil {
		return File{}, err
	}
	if _, err := place.Seek(0, io.SeekStart); err != nil {
		return File{}, fmt.Errorf("export: rewind: %w", err)
	}
	file = File{
		Name: nameOf(o, made), Size: w.n, Rows: rows, SHA256: hex.EncodeToString(w.hash.Sum(nil)), Entries: about.Entries, Content: place,
	}
	return file, e.note(ctx, actor, o, file)
}

// errLooked takes back a transaction that was only to find out.
var errLooked = errors.New("export: looked")

// allowed tells whether the account may have another file, before anybody works
// for it. It is counted once it is there: note.
func (e *Exports) allowed(ctx context.Context, actor models.Actor) error {
	err := e.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		return cmp.Or(e.Allowance.Take(ctx, tx, actor.ID), errLooked)
	})
	if errors.Is(err, errLooked) {
		return nil
	}
	return err
}

func (e *Exports) note(ctx context.Context, actor models.Actor, o Order, f File) error {
	return e.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		if err := e.Allowance.Take(ctx, tx, actor.ID); err != nil {
			return err
		}
		return e.Log.Append(ctx, tx, audit.Entry{
			Action: audit.FiguresExported, Actor: actor,
			Notes: map[string]string{
				"kind": string(o.Format) + "-" + o.Figure, "from": string(o.From), "to": string(o.To), "hash": f.SHA256,
				"count": strconv.FormatInt(f.Rows, 10), "entry": strconv.FormatInt(f.Entries, 10), "service": o.Service,
			},
		})
	})
}

// measured counts and hashes what is written through it.
type measured struct {
	w    io.Writer
	hash hash.Hash
	n    int64
}

func (m *measured) Write(p []byte) (int, error) {
	n, err := m.w.Write(p)
	m.hash.Write(p[:n])
	m.n += int64(n)
	return n, err
}

func (e *Exports) write(ctx context.Context, actor models.Actor, o Order, made time.Time, w io.Writer) (About, int64, error) {
	switch o.Format {
	case PDF:
		about, err := e.Paper.Write(ctx, actor, o, made, w)
		return about, about.Total, err
	case Bundle:
		return e.bundle(ctx, actor, o, made, w)
	default:
		return e.table(ctx, actor, o, made, w)
	}
}

func (e *Exports) table(ctx context.Context, actor models.Actor, o Order, made time.Time, w io.Writer) (About, int64, error) {
	var t table
	var err error
	if o.Format == XLSX {
		t, err = newSheet(w, o.Reader)
	} else {
		t, err = newCSV(w, o.Reader)
	}
	if err != nil {
		return About{}, 0, err
	}
	about, n, err := e.each(ctx, actor, o, t.row)
	if err != nil {
		return about, n, err
	}
	return about, n, t.close(notes(o, about, n, made, actor.ID))
}

func (e *Exports) bundle(ctx context.Context, actor models.Actor, o Order, made time.Time, w io.Writer) (About, int64, error) {
	figure, known := figures.Of(o.Figure)
	if !known {
		return About{}, 0, figures.ErrUnknownFigure
	}
	o.Bucket = "" // a bundle proves a figure, not a part of it
	checkpoint, err := e.Proofs.Newest(ctx)
	if errors.Is(err, models.ErrNotFound) {
		return About{}, 0, ErrUncovered
	}
	if err != nil {
		return About{}, 0, fmt.Errorf("export: newest checkpoint: %w", err)
	}
	if o.AsOf == 0 {
		// What was signed may be ahead of what was folded, or behind it.
		pin, err := e.Records.Pin(ctx)
		if err != nil {
			return About{}, 0, err
		}
		o.AsOf = min(checkpoint.Size, pin)
	}
	if o.AsOf > checkpoint.Size {
		return About{}, 0, ErrUncovered
	}
	b, err := newBundle(w, figure)
	if err != nil {
		return About{}, 0, err
	}
	about, n, err := e.each(ctx, actor, o, b.row)
	if err != nil {
		return about, n, err
	}
	c := closing{
		about: about, question: o, made: made.UTC().Format(time.RFC3339), by: string(actor.ID), checkpoint: checkpoint,
	}
	return about, n, b.close(ctx, c, e.Proofs)
}

func (e *Exports) each(ctx context.Context, actor models.Actor, o Order, row func(Record) error) (about About, n int64, err error) {
	err = e.Records.Each(ctx, actor, o,
		func(a About) error { about = a; return nil },
		func(r Record) error { n++; return row(r) })
	return about, n, err
}

// nameOf is a file's name: what, of when, made when. Plain ASCII.
func nameOf(o Order, made time.Time) string {
	extension := map[Format]string{CSV: "csv", XLSX: "xlsx", Bundle: "zip", PDF: "pdf"}[o.Format]
	return fmt.Sprintf("onevisit-%s-%s-%s-%s.%s", o.Figure, o.From, o.To, made.In(models.China).Format("20060102T150405"), extension)
}

// notes say in two columns what a table is about.
func notes(o Order, a About, rows int64, made time.Time, by models.ID) [][2]string {
	zh := o.Reader != "en"
	say := func(z, e string) string {
		if zh {
			return z
		}
		return e
	}
	list := [][2]string{
		{say("指标", "Figure"), a.Title},
		{say("口径", "Meaning"), a.Meaning},
		{say("时段", "Period"), string(o.From) + " – " + string(o.To)},
	}
	for _, f := range [][3]string{
		{"事项", "Service", o.Service}, {"类别", "Category", o.Category}, {"大厅", "Hall", o.Site}, {"地区", "Region", o.Region},
		{"渠道", "Channel", o.Channel}, {"自助机", "Kiosk", o.Device}, {"语言", "Language", o.Language},
		{"大字或协助", "Large type or assistance", o.Aid}, {"年龄段", "Age band", o.Age}, {"部分", "Part", o.Bucket},
	} {
		if f[2] != "" {
			list = append(list, [2]string{say(f[0], f[1]), f[2]})
		}
	}
	list = append(list,
		[2]string{say("口径版本", "Definition"), a.Rules.Version()},
		[2]string{say("审计日志截至条目", "Audit log entries taken in"), strconv.FormatInt(a.Entries, 10)},
		[2]string{say("行数", "Rows"), strconv.FormatInt(rows, 10)},
		[2]string{say("导出时间", "Made at"), made.In(models.China).Format("2006-01-02 15:04:05 -07:00")},
		[2]string{say("导出账号", "Made by account"), string(by)},
	)
	if a.Demo {
		list = append(list, [2]string{say("注意", "Note"), say("示范大厅：人员、证件和数字都是虚构的", "Demo hall: persons, documents and figures are made up")})
	}
	return list
}
