package flow

import "errors"

// Engine walks definitions. It holds no state of a walk and is safe for
// concurrent use.
type Engine struct{}

// New makes an engine.
func New() *Engine { return &Engine{} }

var errNotYet = errors.New("not built")

// Precheck answers whether the person can finish here now.
func (e *Engine) Precheck(in Input) (Verdict, error) { return Verdict{}, errNotYet }

// Walk tells where the person stands.
func (e *Engine) Walk(in Input) (Walk, error) { return Walk{}, errNotYet }

// Page gives a page that is on the path, for going back.
func (e *Engine) Page(in Input, step string) (Page, error) { return Page{}, errNotYet }

// Answer answers one step.
func (e *Engine) Answer(in Input, step string, given map[string]any) (Answered, error) {
	return Answered{}, errNotYet
}
