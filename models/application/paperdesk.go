package application

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/flow"
	"onevisit/models/papers"
	"onevisit/models/pii"
	"onevisit/models/register"
	"onevisit/models/visit"
)

// deskOfPapers has everything that the papers about one subject are made of.
type deskOfPapers struct {
	cases   *Cases
	press   Press
	file    *file // nil for a refused attempt
	walk    flow.Walk
	results []ResultView
	attempt visit.Attempt
	refused []flow.Reason
	service models.Texts
	person  visit.Identity // of a refused attempt
	served  PaperCopy      // the print by which the paper asked for came into the citizen's hands
}

// desk opens a subject that is the citizen's own, or, at a window, of the citizen
// who stands there. An attempt is only the running visit's at a kiosk:
// afterwards a window goes on from its number.
func (c *Cases) desk(ctx context.Context, p Press, subject models.ID) (*deskOfPapers, error) {
	open := func() (*file, error) { return c.ownFile(ctx, p.Actor, subject) }
	if p.atWindow() {
		open = func() (*file, error) { return c.fileOf(ctx, p.Citizen.Person, subject) }
	}
	f, err := open()
	if errors.Is(err, models.ErrNotFound) {
		return c.deskOfAttempt(ctx, p, subject)
	}
	if err != nil {
		return nil, err
	}
	p.Language = cmp.Or(p.Language, f.Language)
	d := &deskOfPapers{cases: c, press: p, file: f, service: f.def.Title}
	if d.walk, err = c.Engine.Walk(f.input(f.today(c.Clock.Now()))); err != nil {
		return nil, err
	}
	results, err := c.Results.Results(ctx, f.ID)
	if err != nil {
		return nil, err
	}
	d.results, err = c.resultViews(ctx, f, d.walk, results, models.Actor{})
	return d, err
}

func (c *Cases) deskOfAttempt(ctx context.Context, p Press, id models.ID) (*deskOfPapers, error) {
	a, err := c.Attempts.Attempt(ctx, id)
	if err != nil {
		return nil, err
	}
	def, ok := c.Catalog.Current(a.Service)
	if !ok {
		return nil, ErrUnknownService
	}
	var s visit.Session
	var facts flow.Facts
	if p.atWindow() {
		s = *p.Citizen
		asked, _ := register.Gather(ctx, c.Source, outside(def.Asked()), queryOf(s))
		facts = c.withOurs(asked, s, p.Place)
		c.addHandedIn(ctx, facts, s, "")
	} else {
		if s, err = c.attemptsSession(ctx, p.Actor, a); err != nil {
			return nil, err
		}
		facts, _ = c.known(ctx, s, p.Place, def.Asked())
	}
	p.Language = cmp.Or(p.Language, "zh-CN")
	verdict, err := c.Engine.Precheck(c.fromScratch(def, only(facts, def.Facts), p.Place))
	if err != nil {
		return nil, err
	}
	return &deskOfPapers{cases: c, press: p, attempt: a, refused: verdict.Reasons, service: def.Title, person: s.Holder}, nil
}

// attemptsSession is the acting citizen's session, where the attempt was refused
// in the same visit: this session, or an earlier one of that person at that hall
// on that day.
func (c *Cases) attemptsSession(ctx context.Context, actor models.Actor, a visit.Attempt) (visit.Session, error) {
	if actor.Session == "" {
		return visit.Session{}, models.ErrNotFound.Because(errors.New("attempt of a session that nobody is in"))
	}
	s, err := c.Sessions.Session(ctx, actor)
	if err != nil {
		return visit.Session{}, err
	}
	if a.Session != s.ID && a.Visit != s.Visit {
		return visit.Session{}, models.ErrNotFound.Because(errors.New("attempt of another visit"))
	}
	return s, nil
}

func (d *deskOfPapers) subjects() []audit.Ref {
	if d.file != nil {
		return d.file.subjects()
	}
	return []audit.Ref{{Kind: "matter", ID: string(d.attempt.Matter)}, {Kind: "visit", ID: string(d.attempt.Visit)}}
}

// offers lists what there is to print, the most wanted first.
func (d *deskOfPapers) offers() []PaperOffer {
	var out []PaperOffer
	add := func(kind papers.Kind, seq int, title models.Texts) {
		name := string(kind)
		if seq >= 0 {
			name += "-" + strconv.Itoa(seq)
		}
		if title["zh-CN"] == "" {
			title = kind.Name()
		}
		out = append(out, PaperOffer{Name: name, Kind: kind, Title: title, Format: kind.Format()})
	}
	if d.file == nil {
		if len(d.refused) > 0 {
			add(papers.Notice, -1, nil)
		}
		return out
	}
	for _, r := range d.results {
		switch {
		case d.decided(r):
			add(papers.Decision, r.Seq, nil)
		case d.kindOf(r) == string(papers.Proof) && r.State != ResultWaiting && r.State != ResultUnknown:
			add(papers.Proof, r.Seq, d.proofTitle(r))
		}
	}
	for _, kind := range []papers.Kind{papers.Collection, papers.Notice, papers.Payment, papers.Acceptance, papers.Slip} {
		if d.has(kind) {
			add(kind, -1, nil)
		}
	}
	return out
}

func (d *deskOfPapers) offer(name string) (PaperOffer, bool) {
	offers := d.offers()
	i := slices.IndexFunc(offers, func(o PaperOffer) bool { return o.Name == name })
	if i < 0 {
		return PaperOffer{}, false
	}
	return offers[i], true
}

func (d *deskOfPapers) has(kind papers.Kind) bool {
	f := d.file
	switch kind {
	case papers.Collection:
		return len(d.toCollect()) > 0
	case papers.Notice:
		return f.State == Correction || f.State == HandedOver || f.State == Rejected
	case papers.Payment:
		return f.Paid > 0
	case papers.Acceptance:
		return !f.SubmittedAt.IsZero()
	default: // the slip
		return true
	}
}

// decided tells whether the result is a decision made here, with its record.
func (d *deskOfPapers) decided(r ResultView) bool {
	if r.Kind != KindDecision || r.State != ResultDone || r.Number == "" {
		return false
	}
	_, ok := d.record(r)
	return ok
}

func (d *deskOfPapers) record(r ResultView) (register.Violation, bool) {
	violations, _ := d.file.facts[register.FactViolations].(register.Violations)
	i := slices.IndexFunc(violations.Records, func(v register.Violation) bool { return v.Key == r.Item })
	if i < 0 {
		return register.Violation{}, false
	}
	return violations.Records[i], true
}

// paperOf is what the definition says of a print.
func (d *deskOfPapers) paperOf(r ResultView) *flow.Paper {
	if r.Seq >= len(d.walk.Results) {
		return nil
	}
	return d.walk.Results[r.Seq].Paper
}

func (d *deskOfPapers) kindOf(r ResultView) string {
	if p := d.paperOf(r); p != nil {
		return p.Kind
	}
	return ""
}

func (d *deskOfPapers) proofTitle(r ResultView) models.Texts {
	if p := d.paperOf(r); p != nil && p.Title["zh-CN"] != "" {
		return p.Title
	}
	return r.Title
}

// toCollect names what waits for the citizen, or will.
func (d *deskOfPapers) toCollect() []models.Texts {
	var out []models.Texts
	asked := false
	for _, r := range d.results {
		switch {
		case r.Visit && r.Kind != KindPrint && r.State != ResultFailed && r.State != ResultDone:
			out = append(out, r.Title)
		case d.kindOf(r) == string(papers.Collection):
			asked = true
		}
	}
	if !asked {
		return out
	}
	for _, r := range d.walk.Results {
		if r.Kind == KindAnswer {
			out = append(out, join(r.Title, r.Text))
		}
	}
	return out
}

func join(a, b models.Texts) models.Texts {
	out := models.Texts{}
	for language, text := range a {
		out[language] = strings.TrimSpace(text + " " + b[language])
	}
	return out
}

// printsFor names the papers that carry out a print that is due at the machine.
func (d *deskOfPapers) printsFor(r ResultView) []string {
	var out []string
	kind := d.kindOf(r)
	for _, o := range d.offers() {
		wanted := string(o.Kind) == kind
		switch {
		case kind == string(papers.Proof):
			wanted = o.Name == kind+"-"+strconv.Itoa(r.Seq)
		case kind == string(papers.Decision):
			wanted = wanted || o.Kind == papers.Payment
		case kind == "":
			wanted = o.Kind == papers.Acceptance
		}
		if wanted {
			out = append(out, o.Name)
		}
	}
	return out
}

// namePapers says which papers carry out each print that is due.
func (c *Cases) namePapers(f *file, walk flow.Walk, views []ResultView) {
	d := &deskOfPapers{cases: c, file: f, walk: walk, results: views, service: f.def.Title}
	for i, v := range views {
		if v.Kind == KindPrint && v.State == ResultDue {
			views[i].Papers = d.printsFor(v)
		}
	}
}

// holder is the person a paper is about, from the facts of the application.
func (d *deskOfPapers) holder() papers.Holder {
	if d.file == nil {
		name := d.person.Name.Reveal()
		return papers.Holder{Name: name, Masked: pii.MaskName(name)}
	}
	p, _ := d.file.facts[register.FactPerson].(register.Person)
	id := d.file.idNumber().Reveal()
	return papers.Holder{
		Name: p.Name, Masked: pii.MaskName(p.Name), Sex: p.Sex, Birth: models.Date(p.BirthDate), IDNumber: id, MaskedID: pii.MaskID(id),
		Mobile: d.file.mobile().Reveal(), Address: p.Address, Residence: p.HukouPlace,
	}
}
