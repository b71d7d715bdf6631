package application

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"onevisit/models"
	"onevisit/models/flow"
	"onevisit/models/pii"
)

// View is an application as its citizen sees it.
type View struct {
	Application Application
	Title       models.Texts
	StateText   models.Texts
	LookUp      bool // makes no matter of its own: what it says is all there is
	Done        int  // pages answered
	Pages       int  // pages on the path as known now
	Page        *flow.Page
	Review      *Review
	Dropped     []flow.Dropped
	Fees        []flow.FeeLine
	Total       models.Fen
	Reason      *flow.Reason
	Note        pii.Text // a clerk's words, with a hand-over
	Results     []ResultView
	Correction  *CorrectionView // what is asked, in the state Correction
	Then        *Wanted         // what was wanted when this had to be done first, nil for nothing
}

// Wanted is a service somebody was told to do another one first for.
type Wanted struct {
	Service string
	Title   models.Texts
	Now     bool // it can be gone on with; otherwise this application has to come to its end first
}

// Review is the check page.
type Review struct {
	Sections   []flow.Section
	Documents  []models.Texts
	SubmitText models.Texts
	Total      models.Fen
}

// ResultView is a result with its words and, while it is due at the device that
// asks, the signed instruction for the device's agent.
type ResultView struct {
	Result
	Title       models.Texts
	Text        models.Texts
	Instruction string
	Papers      []string // names of the papers that carry out a print that is due
}

// View tells where an application stands and what comes next. The first look of
// a session counts as its visit to the matter, because that is when the person
// takes the case up again; this is the one reason why a look may write.
func (c *Cases) View(ctx context.Context, actor models.Actor, id models.ID) (View, error) {
	f, err := c.ownFile(ctx, actor, id)
	if err != nil {
		return View{}, err
	}
	if f.Session != actor.Session && f.Live() && !remote(actor) {
		if f, err = c.takeUp(ctx, actor, f); err != nil {
			return View{}, err
		}
	}
	results, err := c.Results.Results(ctx, id)
	if err != nil {
		return View{}, err
	}
	return c.compose(ctx, f, results, actor)
}

// takeUp joins the application to the actor's session.
func (c *Cases) takeUp(ctx context.Context, actor models.Actor, f *file) (*file, error) {
	s, err := c.Sessions.Session(ctx, actor)
	if err != nil {
		return nil, err
	}
	var joined file
	err = c.Transactions.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		joined = *f
		return c.join(ctx, tx, &joined, s)
	})
	if errors.Is(err, models.ErrStale) {
		// A job moved the case between reading and joining: look again.
		return c.ownFile(ctx, actor, f.ID)
	}
	return &joined, err
}

// Page gives one page that is on the path, for going back.
func (c *Cases) Page(ctx context.Context, actor models.Actor, id models.ID, step string) (flow.Page, int64, error) {
	f, err := c.ownFile(ctx, actor, id)
	if err != nil {
		return flow.Page{}, 0, err
	}
	if !f.State.Editable() {
		return flow.Page{}, 0, ErrNotNow.With("state", string(f.State))
	}
	page, err := c.Engine.Page(f.input(f.today(c.Clock.Now())), step)
	return page, f.Version, err
}

// compose makes the view of an opened application.
func (c *Cases) compose(ctx context.Context, f *file, results []Result, actor models.Actor) (View, error) {
	walk, err := c.Engine.Walk(f.input(f.today(c.Clock.Now())))
	if err != nil {
		return View{}, err
	}
	v := View{
		Application: f.Application, Title: f.def.Title, Fees: walk.Fees, Total: walk.Total,
		LookUp: uncounted(f.def),
		Pages:  len(walk.Steps), StateText: stateText(f.Application, results), Reason: f.reason(walk), Note: pii.Conceal(f.answers.Note),
	}
	for _, step := range walk.Steps {
		if step.Answered {
			v.Done++
		}
	}
	if f.State.Editable() {
		v.Page, v.Correction = walk.Next, f.correctionView(walk.Waiting)
		if walk.Next == nil {
			v.Review = f.review(walk, actor)
		}
		return v, nil
	}
	if lines, err := openLines(c.Vault, f.Application); err != nil {
		return View{}, err
	} else if lines != nil {
		v.Fees, v.Total = lines, f.Total
	}
	if actor.Kind == models.ActorCitizen && f.Session == actor.Session {
		v.Then = c.wanted(actor.Session, f.Application)
	}
	v.Results, err = c.resultViews(ctx, f, walk, results, actor)
	return v, err
}

func (c *Cases) resultViews(ctx context.Context, f *file, walk flow.Walk, results []Result, actor models.Actor) ([]ResultView, error) {
	views := make([]ResultView, 0, len(results))
	for _, r := range results {
		v := ResultView{Result: r}
		if r.Seq < len(walk.Results) {
			v.Title, v.Text = walk.Results[r.Seq].Title, walk.Results[r.Seq].Text
			if r.Kind == KindDecision && walk.Results[r.Seq].Amount > 0 && f.Paid > 0 && f.Paid == f.Total {
				// A definition says how to pay; one payment settles all decisions of the
				// application.
				v.Text = models.Texts{"zh-CN": "罚款已缴清。", "en": "The fine is paid."}
			}
		}
		if r.State == ResultDue && actor.Kind == models.ActorCitizen && actor.Session == f.Session {
			var err error
			if v.Instruction, err = c.instruct(ctx, f, r, actor.Device); err != nil {
				return nil, err
			}
		}
		views = append(views, v)
	}
	c.namePapers(f, walk, views)
	if f.State == Completed {
		views = append(views, answers(f.ID, walk)...)
	}
	return views, nil
}

// answers are what a query comes to. They are said from the facts sealed with
// the application and stored nowhere else.
func answers(application models.ID, walk flow.Walk) []ResultView {
	var views []ResultView
	for i, r := range walk.Results {
		if r.Kind != KindAnswer {
			continue
		}
		views = append(views, ResultView{
			Result: Result{ID: models.ID(fmt.Sprintf("%s-%d", application, i)), Application: application, Seq: i, Kind: r.Kind, Stage: r.Stage, State: ResultDone},
			Title:  r.Title, Text: r.Text,
		})
	}
	return views
}

// review is the check page. What a register said, or what was typed in an
// earlier session, is masked: somebody may look over the citizen's shoulder.
func (f *file) review(walk flow.Walk, actor models.Actor) *Review {
	sections := slices.Clone(f.onlyRedone(walk.Review))
	for i, section := range sections {
		rows := slices.Clone(section.Rows)
		for j, row := range rows {
			if row.Prefilled || f.answers.By[row.Field] != actor.Session {
				rows[j].Value = masked(row)
			}
		}
		sections[i].Rows = rows
	}
	return &Review{Sections: sections, Documents: walk.Documents, SubmitText: walk.SubmitText, Total: walk.Total}
}

// masked hides the value of a personal field; choices and declarations stay.
func masked(row flow.Row) models.Texts {
	mask, ok := map[string]func(string) string{
		"name": pii.MaskName, "mobile": pii.MaskMobile, "plate": pii.MaskPlate, "address": pii.MaskAddress,
		"text": pii.MaskAddress, "digits": pii.MaskID,
	}[row.Kind]
	if !ok || row.Empty {
		return row.Value
	}
	out := models.Texts{}
	for language, text := range row.Value {
		out[language] = mask(text)
	}
	return out
}
