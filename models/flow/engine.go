package flow

import (
	"context"

	"onevisit/models"
	"onevisit/models/catalog"
	"onevisit/models/expr"
	"onevisit/models/format"
)

// Engine walks definitions. It holds no state of a walk and is safe for
// concurrent use.
type Engine struct {
	checker *format.Checker
	watch   func(*expr.Program, expr.Truth) // of a rehearsal, else nil
}

// New makes an engine.
func New() *Engine { return &Engine{checker: format.NewChecker()} }

// Errors of the engine. Fields that break a rule are Problems, not errors.
var (
	// ErrNoStep: the definition has no step of that name.
	ErrNoStep = models.E(models.KindNotFound, "not_found")
	// ErrOutOfOrder: the step is not on the path, or a page before it is open.
	ErrOutOfOrder = models.E(models.KindConflict, "step-out-of-order")
	// ErrUndecided: all is answered, but a fee, the route or a result depends on
	// a register that does not answer.
	ErrUndecided = models.E(models.KindUnavailable, "register-unavailable")
)

// walker is one pass through a definition.
type walker struct {
	engine  *Engine
	d       *catalog.Definition
	answers Answers
	redo    *Redo
	scope   *expr.Scope
	ctx     context.Context
	seen    []string
	path    []passed
	waiting []string
	missing []string // visible fields without an answer
	quiet   bool     // words are not wanted
	// wantPage makes the walk build the first page that is open.
	wantPage bool
	open     *Page
}

// passed is a step on the path.
type passed struct {
	step     *catalog.Step
	answered bool
	open     bool // has fields that can be answered
	problems []Problem
}

func (e *Engine) begin(in Input) *walker {
	seen, _ := list(in.Answers[SeenKey])
	w := &walker{
		engine: e, d: in.Definition, answers: in.Answers, redo: in.Redo, seen: seen,
		scope: in.Definition.Env.Scope(in.Facts, make(map[string]any, len(in.Answers)), string(in.Today), in.Region),
		ctx:   format.WithToday(context.Background(), in.Today),
		path:  make([]passed, 0, len(in.Definition.Steps)),
	}
	w.scope.Watch(e.watch)
	return w
}

// run walks all steps. Values that hold are visible to the steps after theirs.
func (w *walker) run() {
	for i := range w.d.Steps {
		w.pass(&w.d.Steps[i])
	}
}

// until walks the steps before the named one and tells whether it is on the path
// with every page before it answered.
func (w *walker) until(name string) (*catalog.Step, error) {
	step, ok := w.d.Step(name)
	if !ok {
		return nil, ErrNoStep
	}
	for i := range w.d.Steps {
		if s := &w.d.Steps[i]; s != step {
			w.pass(s)
			continue
		}
		break
	}
	for _, p := range w.path {
		if !p.answered {
			return nil, ErrOutOfOrder
		}
	}
	if step.When.Holds(w.scope) == expr.False {
		return nil, ErrOutOfOrder
	}
	return step, nil
}

// pass walks one step. The first page that is open is built at once, while the
// scope holds just what came before it.
func (w *walker) pass(step *catalog.Step) {
	if step.When.Holds(w.scope) == expr.False {
		return
	}
	p := passed{step: step, answered: true, open: w.redo == nil}
	for i := range step.Fields {
		f := &step.Fields[i]
		if !w.visible(f) {
			continue
		}
		value, present := w.answer(f.Name)
		if !present {
			p.answered, p.open = false, true
			w.missing = append(w.missing, f.Name)
			continue
		}
		if problem := w.check(f, value); problem != nil {
			problem.Step = step.Name
			p.problems = append(p.problems, *problem)
			p.answered, p.open = false, true
			continue
		}
		w.scope.SetAnswer(f.Name, value)
		p.open = p.open || w.redo.opens(f.Name, true)
		if w.redo.waits(f.Name) {
			p.answered = false
			w.waiting = append(w.waiting, f.Name)
		}
	}
	if !p.answered && w.wantPage && w.open == nil {
		w.open = w.openPage(step)
	}
	w.path = append(w.path, p)
}

func (w *walker) openPage(step *catalog.Step) *Page {
	for i := range step.Fields {
		w.scope.SetAnswer(step.Fields[i].Name, nil)
	}
	page := w.page(step)
	page.Back = w.back()
	return &page
}

// back is the last page before that can be answered, "" for none.
func (w *walker) back() string {
	for i := len(w.path) - 1; i >= 0; i-- {
		if w.path[i].open {
			return w.path[i].step.Name
		}
	}
	return ""
}

// answer reads a stored answer. A list that was kept as JSON comes back as []any
// and counts as the []string it was.
func (w *walker) answer(name string) (any, bool) {
	value, present := w.answers[name]
	if raw, ok := value.([]any); ok {
		if l, ok := list(raw); ok {
			return l, true
		}
	}
	return value, present
}

func (w *walker) visible(f *catalog.Field) bool { return f.When.Holds(w.scope) != expr.False }

// Walk tells where the person stands.
func (e *Engine) Walk(in Input) (Walk, error) {
	w := e.begin(in)
	w.wantPage = true
	w.run()
	out := Walk{Steps: make([]StepState, 0, len(w.path)), Next: w.open, Waiting: w.waiting}
	open := false
	for i := range w.path {
		p := &w.path[i]
		open = open || !p.answered
		if p.open {
			out.Steps = append(out.Steps, StepState{Name: p.step.Name, Answered: !open})
		}
		out.Problems = append(out.Problems, p.problems...)
	}
	if open {
		out.Fees, out.Total, _ = w.fees()
		return out, nil
	}
	return out, w.finish(&out)
}

// Page gives a page that is on the path, for going back.
func (e *Engine) Page(in Input, name string) (Page, error) {
	w := e.begin(in)
	step, err := w.until(name)
	if err != nil {
		return Page{}, err
	}
	page := w.page(step)
	if len(page.Fields) == 0 && in.Redo != nil {
		return Page{}, ErrOutOfOrder // nothing is asked there
	}
	page.Back = w.back()
	return page, nil
}

// Review lists what was answered as far as it goes, pages that are open included.
func (e *Engine) Review(in Input) []Section {
	w := e.begin(in)
	w.run()
	return w.review()
}

// OnPath gives the answers that count: those of visible fields of steps on the
// path, without what was answered on steps that are skipped now. What is kept
// for good is this, and no more.
func (e *Engine) OnPath(in Input) Answers {
	w := e.begin(in)
	w.run()
	out := make(Answers, len(in.Answers))
	for i := range w.path {
		step := w.path[i].step
		for j := range step.Fields {
			f := &step.Fields[j]
			if value, ok := w.answer(f.Name); ok && w.visible(f) {
				out[f.Name] = value
			}
		}
	}
	return out
}
