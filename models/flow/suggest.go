package flow

import (
	"onevisit/models"
	"onevisit/models/expr"
)

// Suggestion is a service pointed out to the person, with the reason.
type Suggestion struct {
	Code string
	Rank int // 1 comes first
	Text models.Texts
}

// Suggest tells whether the service is worth pointing out to the person, and why:
// the first case that holds. What a register left unknown suggests nothing. It
// says nothing about whether the service can be finished here; Precheck does.
func (e *Engine) Suggest(in Input) (Suggestion, bool) {
	if len(in.Definition.Suggest) == 0 {
		return Suggestion{}, false
	}
	w := e.begin(in)
	var out Suggestion
	found := false
	for i := range in.Definition.Suggest {
		s := &in.Definition.Suggest[i]
		if s.When.Holds(w.scope) != expr.True || found {
			continue
		}
		out, found = Suggestion{Code: s.Code, Rank: s.Rank, Text: w.words(s.Text, w.scope)}, true
	}
	return out, found
}
