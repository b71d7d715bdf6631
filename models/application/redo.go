package application

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"onevisit/models"
	"onevisit/models/catalog"
	"onevisit/models/flow"
	"onevisit/models/pii"
	"onevisit/models/register"
)

// columnAsk is the sealed request.
const columnAsk = "correction_request.sealed"

// redone remembers, with the answers, which fields were given since a request:
// an answer saved before it is no answer to it.
type redone struct {
	Request models.ID `json:"request,omitempty"`
	Given   []string  `json:"given,omitempty"`
}

// askJSON is the sealed form of a request.
type askJSON struct {
	Marks []markJSON `json:"marks"`
	Again string     `json:"again,omitempty"`
	Note  string     `json:"note,omitempty"`
}

type markJSON struct {
	Field  string `json:"field"`
	Reason string `json:"reason"`
	Note   string `json:"note,omitempty"`
}

// sealAsk seals what a request asks, with the clerk's words for the citizen.
func sealAsk(vault pii.Vault, request models.ID, ask CorrectionAsk, note pii.Text) ([]byte, error) {
	plain := askJSON{Again: ask.Again, Note: note.Reveal()}
	for _, m := range ask.Marks {
		plain.Marks = append(plain.Marks, markJSON{m.Field, m.Reason, m.Note.Reveal()})
	}
	return sealJSON(vault, request, columnAsk, plain)
}

// opened returns the request with what it asks in the clear.
func (r CorrectionRequest) opened(vault pii.Vault) (CorrectionRequest, error) {
	var plain askJSON
	if err := openJSON(vault, r.ID, columnAsk, r.Sealed, &plain); err != nil {
		return CorrectionRequest{}, err
	}
	r.Ask = CorrectionAsk{Again: plain.Again, AnswerBy: r.AnswerBy}
	for _, m := range plain.Marks {
		r.Ask.Marks = append(r.Ask.Marks, Mark{Field: m.Field, Reason: m.Reason, Note: pii.Conceal(m.Note)})
	}
	r.Note = pii.Conceal(plain.Note)
	return r, nil
}

// askedOf reads what the citizen is asked to put right, nil where nothing is.
func (c *Cases) askedOf(ctx context.Context, a Application) (*CorrectionRequest, error) {
	if a.State != Correction {
		return nil, nil //nolint:nilnil // no request is no error
	}
	r, err := c.Requests.OpenRequest(ctx, a.ID)
	if errors.Is(err, models.ErrNotFound) {
		// The state moved between the two reads: the version refuses what is based on it.
		return &CorrectionRequest{Application: a.ID, State: RequestAsked}, nil
	}
	if err != nil {
		return nil, err
	}
	r, err = r.opened(c.Vault)
	return &r, err
}

// redo is how the engine is told what is put right.
func (f *file) redo() *flow.Redo {
	if f.State != Correction || f.asked == nil {
		return nil
	}
	r := &flow.Redo{}
	for _, m := range f.asked.Ask.Marks {
		r.Asked = append(r.Asked, m.Field)
	}
	if f.answers.Redo.Request == f.asked.ID {
		r.Given = f.answers.Redo.Given
	}
	return r
}

// retake notes which fields were given since the request.
func (f *file) retake(given []string) {
	redo := f.redo()
	if redo == nil {
		return
	}
	all := append(slices.Clone(redo.Given), given...)
	slices.Sort(all)
	f.answers.Redo = redone{Request: f.asked.ID, Given: slices.Compact(all)}
}

// mayReplace tells whether the citizen can give the field a new picture now.
func (f *file) mayReplace(field string) bool {
	redo := f.redo()
	if redo == nil {
		return true
	}
	_, have := f.answers.Answers[field]
	return !have || slices.Contains(redo.Asked, field) || slices.Contains(redo.Given, field)
}

// onlyRedone leaves of the check page what was asked for or given since: in a
// correction nothing else is the citizen's to look through.
func (f *file) onlyRedone(sections []flow.Section) []flow.Section {
	redo := f.redo()
	if redo == nil {
		return sections
	}
	var out []flow.Section
	for _, s := range sections {
		s.Rows = slices.DeleteFunc(slices.Clone(s.Rows), func(r flow.Row) bool {
			return !slices.Contains(redo.Asked, r.Field) && !slices.Contains(redo.Given, r.Field)
		})
		if len(s.Rows) > 0 {
			out = append(out, s)
		}
	}
	return out
}

// correctionView puts the request into words; waiting are the fields still to be
// answered. A field that a correction took off the path is not waited for.
func (f *file) correctionView(waiting []string) *CorrectionView {
	if f.State != Correction || f.asked == nil {
		return nil
	}
	v := &CorrectionView{AnswerBy: f.asked.AnswerBy, Expired: f.asked.State == RequestExpired, Note: f.asked.Note.Reveal()}
	for _, m := range f.asked.Ask.Marks {
		x := MarkView{
			Field: m.Field, Label: f.label(m.Field), Reason: CorrectReason(f.def, m.Reason).Text, Note: m.Note.Reveal(),
			Answered: !slices.Contains(waiting, m.Field),
		}
		if i := f.def.FieldStep(m.Field); i >= 0 {
			x.Step = f.def.Steps[i].Name
		}
		if x.Answered {
			v.Answered++
		}
		v.Marks = append(v.Marks, x)
	}
	return v
}

// place is the kiosk the application was last submitted at, as its facts have it.
func (f *file) place() Place {
	k, _ := f.facts[register.FactKiosk].(register.Kiosk)
	return Place{
		Site: k.Site, SiteName: k.SiteName, City: f.Region, Province: k.Province, PermitStation: k.PermitStation,
		Printer: k.Printer, Camera: k.Camera, ClerksToday: k.ClerksToday,
	}
}

// toCorrect is the word of the definitions for reasons to ask for a correction.
const toCorrect = "correct"

// CorrectReasons lists why a field can be asked for again: the definition's own
// reasons that name it or no field at all, else the common one, so that every
// field can be asked for.
func CorrectReasons(def *catalog.Definition, field string) []catalog.Reason {
	var own []catalog.Reason
	for _, r := range def.Reasons {
		if slices.Contains(r.For, toCorrect) && (len(r.Fields) == 0 || slices.Contains(r.Fields, field)) {
			own = append(own, r)
		}
	}
	if len(own) > 0 {
		return own
	}
	f, _ := fieldOf(def, field)
	for _, r := range commonCorrections() {
		if (r.Code == againPhoto) == (f.Kind == "photo") {
			own = append(own, r)
		}
	}
	return own
}

// CorrectReason finds a reason by its code; one that is not known any more keeps
// its code and says the least.
func CorrectReason(def *catalog.Definition, code string) catalog.Reason {
	for _, r := range append(slices.Clone(def.Reasons), commonCorrections()...) {
		if r.Code == code && slices.Contains(r.For, toCorrect) {
			return r
		}
	}
	return catalog.Reason{Code: cmp.Or(code, againValue), Text: commonCorrections()[0].Text}
}

// The codes of the common reasons.
const (
	againValue = "correct.value"
	againPhoto = "correct.photo"
)

// commonCorrections stand where a definition names no reason for a field.
func commonCorrections() []catalog.Reason {
	return []catalog.Reason{
		{
			Code: againValue, For: []string{toCorrect}, Cause: "R19",
			Text: models.Texts{"zh-CN": "这一项不完整或不对，改正。", "en": "This is incomplete or not right; correct it."},
		},
		{
			Code: againPhoto, For: []string{toCorrect}, Cause: "R19",
			Text: models.Texts{"zh-CN": "照片看不清或不合要求，重拍一张。", "en": "The photo is not clear or not as required; take another."},
		},
	}
}
