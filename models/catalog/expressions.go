package catalog

import (
	"fmt"

	"onevisit/models/expr"
)

// one compiles one expression in place.
func (c *compiler) one(env *expr.Env, x *expr.Expr, want expr.Type, path string) {
	if !x.Given() {
		return
	}
	p, err := env.Compile(x.Written, want)
	if err != nil {
		c.expression(path, err)
		return
	}
	x.Program = p
}

func (c *compiler) text(env *expr.Env, t *Template, path string) {
	if err := t.compile(env); err != nil {
		c.expression(path, err)
	}
}

// item compiles a list and gives the environment in which its element has a name.
func (c *compiler) item(env *expr.Env, list *expr.Expr, as, path string) *expr.Env {
	c.one(env, list, expr.List, path)
	if list.Program == nil {
		return env
	}
	if as == "" {
		c.fail(path, fmt.Errorf("a list needs a name for its element (as)"))
		return env
	}
	inner, err := env.Item(as, list.Program)
	if err != nil {
		c.fail(path, err)
		return env
	}
	return inner
}

func (c *compiler) expressions() {
	d, env := c.d, c.d.Env
	c.one(env, &d.Targets.Within, expr.Int, "$.targets.within")
	c.text(env, &d.SubmitText, "$.submit-text")
	for i := range d.Precheck {
		r, at := &d.Precheck[i], fmt.Sprintf("$.precheck[%d]", i)
		c.one(env, &r.When, expr.Bool, at+".when")
		c.text(env, &r.Text, at+".text")
	}
	for i := range d.Suggest {
		s, at := &d.Suggest[i], fmt.Sprintf("$.suggest[%d]", i)
		c.one(env, &s.When, expr.Bool, at+".when")
		c.text(env, &s.Text, at+".text")
	}
	for i := range d.Steps {
		c.step(env, &d.Steps[i], fmt.Sprintf("$.steps[%d]", i))
	}
	for i := range d.Fees {
		f, at := &d.Fees[i], fmt.Sprintf("$.fees[%d]", i)
		inner := c.item(env, &f.For, f.As, at+".for")
		c.one(inner, &f.When, expr.Bool, at+".when")
		c.one(inner, &f.Amount, expr.Int, at+".amount")
		c.one(inner, &f.Item, expr.String, at+".item")
		c.text(inner, &f.Text, at+".text")
	}
	for i := range d.Documents {
		c.one(env, &d.Documents[i].When, expr.Bool, fmt.Sprintf("$.documents[%d].when", i))
	}
	for i := range d.Review {
		c.one(env, &d.Review[i].When, expr.Bool, fmt.Sprintf("$.review[%d].when", i))
	}
	for i := range d.Reports {
		r, at := &d.Reports[i], fmt.Sprintf("$.reports[%d]", i)
		c.one(env, &r.When, expr.Bool, at+".when")
		for k := range r.Data {
			c.one(env, &r.Data[k].Is, expr.Any, fmt.Sprintf("%s.data[%d].is", at, k))
		}
	}
	for i := range d.Results {
		c.result(env, &d.Results[i], fmt.Sprintf("$.results[%d]", i))
	}
}

func (c *compiler) result(env *expr.Env, r *Result, at string) {
	inner := c.item(env, &r.For, r.As, at+".for")
	c.one(inner, &r.When, expr.Bool, at+".when")
	c.one(inner, &r.Item, expr.String, at+".item")
	c.one(inner, &r.Amount, expr.Int, at+".amount")
	for i := range r.Data {
		c.one(inner, &r.Data[i].Is, expr.Any, fmt.Sprintf("%s.data[%d].is", at, i))
	}
	c.text(inner, &r.Title, at+".title")
	c.text(inner, &r.Text, at+".text")
	if r.Paper == nil {
		return
	}
	c.text(inner, &r.Paper.Title, at+".paper.title")
	c.text(inner, &r.Paper.Text, at+".paper.text")
	for i := range r.Paper.Lines {
		c.text(inner, &r.Paper.Lines[i].Value, fmt.Sprintf("%s.paper.lines[%d].value", at, i))
	}
}

func (c *compiler) step(env *expr.Env, s *Step, at string) {
	c.one(env, &s.When, expr.Bool, at+".when")
	c.text(env, &s.Help, at+".help")
	for i := range s.Fields {
		c.field(env, &s.Fields[i], fmt.Sprintf("%s.fields[%d]", at, i))
	}
}

func (c *compiler) field(env *expr.Env, f *Field, at string) {
	c.one(env, &f.When, expr.Bool, at+".when")
	c.one(env, &f.Prefill, f.AnswerType(), at+".prefill")
	c.one(env, &f.Before, expr.String, at+".before")
	c.text(env, &f.Hint, at+".hint")
	c.text(env, &f.Text, at+".text")
	if f.Fetch != nil {
		c.one(env, &f.Fetch.By, expr.String, at+".fetch.by")
	}
	for i := range f.Checks {
		c.one(env, &f.Checks[i].When, expr.Bool, fmt.Sprintf("%s.checks[%d].when", at, i))
		c.text(env, &f.Checks[i].Text, fmt.Sprintf("%s.checks[%d].text", at, i))
	}
	for i := range f.Options {
		o, here := &f.Options[i], fmt.Sprintf("%s.options[%d]", at, i)
		c.text(env, &o.Note, here+".note")
		c.one(env, &o.Fee, expr.Int, here+".fee")
		c.refusals(env, o.Refuse, here)
	}
	if f.From != nil {
		c.list(env, f.From, at+".options-from")
	}
}

func (c *compiler) list(env *expr.Env, l *OptionList, at string) {
	inner := c.item(env, &l.List, l.As, at+".list")
	c.one(inner, &l.Value, expr.String, at+".value")
	c.one(inner, &l.Sort, expr.String, at+".sort")
	c.one(inner, &l.Fee, expr.Int, at+".fee")
	c.one(inner, &l.Images, expr.Strings, at+".images")
	c.text(inner, &l.Label, at+".label")
	c.text(inner, &l.Note, at+".note")
	for i := range l.Details {
		c.text(inner, &l.Details[i].Value, fmt.Sprintf("%s.details[%d].value", at, i))
	}
	c.refusals(inner, l.Refuse, at)
}

func (c *compiler) refusals(env *expr.Env, list []Refusal, at string) {
	for i := range list {
		c.one(env, &list[i].When, expr.Bool, fmt.Sprintf("%s.refuse[%d].when", at, i))
		c.text(env, &list[i].Reason, fmt.Sprintf("%s.refuse[%d].reason", at, i))
	}
}
