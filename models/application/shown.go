package application

import (
	"onevisit/models"
	"onevisit/models/flow"
)

// CheckPage is how the record calls the page on which everything is looked
// through and handed in; it is no step of a definition.
const CheckPage = "check"

// shownNext names the page a citizen is shown next. The record says it of every
// entry after which a page is shown, so that figures know the path really taken
// and where somebody left it without a table of their own.
func shownNext(p *flow.Page) string {
	if p == nil {
		return CheckPage
	}
	return p.Step
}

// noteShown notes the page that the application's own answers lead to.
func (c *Cases) noteShown(f *file, notes map[string]string) error {
	walk, err := c.Engine.Walk(f.input(models.DateOf(c.Clock.Now())))
	if err != nil {
		return err
	}
	notes["to"] = shownNext(walk.Next)
	return nil
}
