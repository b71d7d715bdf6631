package application

import (
	"context"
	"encoding/json"

	"onevisit/models"
	"onevisit/models/job"
	"onevisit/models/pii"
	"onevisit/models/register"
)

// KindText is the job that sends a text message.
const KindText = "application.text"

// The templates of text messages. Their words lie with the provider; none names
// a person, a document or a reason, because anybody may read a lock screen.
const (
	TextApproved   = "approved"
	TextCorrection = "correction"
	TextEnded      = "decided"
	TextPosted     = "posted"
	TextToCollect  = "ready"
)

// textOf is the message a state is told by, "" for none: somebody who is still
// in the hall sees it on the screen, somebody who left gets it by phone.
func textOf(s State) string {
	return map[State]string{
		AwaitingPayment: TextApproved, Correction: TextCorrection, Rejected: TextEnded, HandedOver: TextEnded, InPost: TextPosted,
	}[s]
}

// notification names a message of an application.
type notification struct {
	Application models.ID `json:"application"`
	Template    string    `json:"template"`
}

// tell puts the message of a decision or of a delivery into the outbox.
func (c *Cases) tell(ctx context.Context, tx models.Tx, a Application, template string) error {
	if template == "" || c.Notifier == nil {
		return nil
	}
	payload, err := json.Marshal(notification{a.ID, template})
	if err != nil {
		return err
	}
	return c.Jobs.Put(ctx, tx, job.Job{Kind: KindText, Key: string(a.ID) + ":" + template, Payload: payload})
}

// text sends a message to the number the citizen gave, else the register's. A
// person without one is told at the next kiosk.
func (c *Cases) text(ctx context.Context, j job.Job) error {
	var n notification
	if err := json.Unmarshal(j.Payload, &n); err != nil {
		return job.Never(err)
	}
	a, err := c.Store.ByID(ctx, n.Application)
	if err != nil {
		return err
	}
	f, err := c.open(ctx, a)
	if err != nil {
		return err
	}
	mobile := f.mobile()
	if mobile.Empty() {
		return nil
	}
	return c.patient(f, c.Notifier.Send(ctx, j.Key, register.Message{
		Mobile: mobile, Template: n.Template, Language: "zh-CN", Params: map[string]string{"number": a.Number},
	}))
}

// mobile is the number to reach the citizen at.
func (f *file) mobile() pii.Text {
	if answer, ok := f.answers.Answers["mobile"].(string); ok && answer != "" {
		return pii.Conceal(answer)
	}
	person, _ := f.facts[register.FactPerson].(register.Person)
	return pii.Conceal(person.Mobile)
}
