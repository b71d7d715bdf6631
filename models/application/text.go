package application

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"onevisit/models"
	"onevisit/models/job"
	"onevisit/models/pii"
	"onevisit/models/register"
)

// KindText is the job that sends a text message.
const KindText = "application.text"

// The templates of text messages; texts.go has their words.
const (
	TextApproved   = "approved"
	TextCorrection = "correction"
	TextCorrected  = "corrected"
	TextReminder   = "correction-reminder"
	TextNewLink    = "correction-link"
	TextEnded      = "decided"
	TextRecalled   = "recalled"
	TextPosted     = "posted"
	TextToCollect  = "ready"
	TextPapers     = "papers"
)

// textOf is the message a state is told by, "" for none: somebody who is still
// in the hall sees it on the screen, somebody who left gets it by phone. What a
// correction request says is told with the request.
func textOf(s State) string {
	return map[State]string{
		AwaitingPayment: TextApproved, Rejected: TextEnded, HandedOver: TextEnded, InPost: TextPosted,
	}[s]
}

// notification names a message of an application, or of its correction request.
// It holds no link: that is made when the message is sent.
type notification struct {
	Application models.ID `json:"application"`
	Template    string    `json:"template"`
	Request     models.ID `json:"request,omitempty"`
}

// tell puts the message of a decision or of a delivery into the outbox, once for
// the version in which it happened: what was withdrawn and decided anew is told
// anew.
func (c *Cases) tell(ctx context.Context, tx models.Tx, a Application, template string) error {
	if template == "" {
		return nil
	}
	return c.outbox(ctx, tx, string(a.ID)+":"+template+":"+strconv.FormatInt(a.Version, 10), notification{Application: a.ID, Template: template})
}

// tellAsked puts the message of a correction request into the outbox: each once,
// a new link once in ten minutes.
func (c *Cases) tellAsked(ctx context.Context, tx models.Tx, q CorrectionRequest, template string) error {
	key := string(q.ID) + ":" + template
	if template == TextNewLink {
		key += ":" + strconv.FormatInt(c.Clock.Now().UnixMilli()/linkPause.Milliseconds(), 36)
	}
	return c.outbox(ctx, tx, key, notification{Application: q.Application, Template: template, Request: q.ID})
}

func (c *Cases) outbox(ctx context.Context, tx models.Tx, key string, n notification) error {
	if c.Notifier == nil {
		return nil
	}
	payload, err := json.Marshal(n)
	if err != nil {
		return err
	}
	// The messages of one application arrive in the order they were caused in.
	return c.Jobs.Put(ctx, tx, job.Job{Kind: KindText, Key: key, Order: "text:" + string(n.Application), Payload: payload})
}

// text sends a message to the number the citizen gave, else the register's, in
// the language of the last session. A person without one is told at the next
// kiosk.
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
	params := map[string]string{"number": a.Number}
	linked := n.Request != "" && n.Template != TextCorrected
	if linked {
		if done, err := c.invite(ctx, j.Key, f, n.Request, params); err != nil || done {
			return err
		}
	}
	if err := c.Notifier.Send(ctx, j.Key, register.Message{
		Mobile: mobile, Template: n.Template, Language: a.Language, Params: params, Text: words(n.Template, a.Language, params),
	}); err != nil {
		return c.patient(f, err)
	}
	if linked && c.Links != nil {
		return c.Links.Told(ctx, j.Key)
	}
	return nil
}

// ErrTold is the answer to an invitation whose message was sent before.
var ErrTold = errors.New("application: the link was told before")

// invite adds the link and the last day to a message's values. It answers true
// where nothing is to be sent any more.
func (c *Cases) invite(ctx context.Context, key string, f *file, request models.ID, params map[string]string) (bool, error) {
	if f.asked == nil || f.asked.ID != request || f.asked.State != RequestAsked {
		return true, nil
	}
	params["until"], params["link"] = string(f.asked.AnswerBy), ""
	if c.Links == nil {
		return false, nil
	}
	address, err := c.Links.Invite(ctx, key, Invitation{
		Application: f.ID, Request: request, Person: f.Person,
		Until: f.asked.AnswerBy.AddDays(1).Time().Add(-time.Millisecond),
	})
	if errors.Is(err, ErrTold) {
		return true, nil
	}
	params["link"] = address
	return false, err
}

// words puts the values into a template's text.
func words(template, language string, params map[string]string) string {
	var pairs []string
	for name, value := range params {
		pairs = append(pairs, "{"+name+"}", value)
	}
	return strings.NewReplacer(pairs...).Replace(messageTexts()[template].In(language))
}

// mobile is the number to reach the citizen at.
func (f *file) mobile() pii.Text {
	if answer, ok := f.answers.Answers["mobile"].(string); ok && answer != "" {
		return pii.Conceal(answer)
	}
	person, _ := f.facts[register.FactPerson].(register.Person)
	return pii.Conceal(person.Mobile)
}
