package application_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
	"onevisit/models/completion"
	"onevisit/models/flow"
	"onevisit/models/modelstest"
	"onevisit/models/pii"
	"onevisit/models/register"
	"onevisit/models/store"
	"onevisit/models/visit"
)

var answerBy = models.Date("2026-12-15")

func marks(fields ...string) []application.Mark {
	list := make([]application.Mark, len(fields))
	for i, f := range fields {
		reason := "address-again"
		if f == "photo" {
			reason = "photo-again"
		}
		list[i] = application.Mark{Field: f, Reason: reason, Note: pii.Conceal("请改 " + f)}
	}
	return list
}

func (c *citizen) ask(v application.View, fields ...string) application.View {
	c.t.Helper()
	if err := c.tryAsk(v, fields...); err != nil {
		c.t.Fatal(err)
	}
	a, err := c.Store.ByID(c.t.Context(), v.Application.ID)
	if err != nil {
		c.t.Fatal(err)
	}
	v.Application = a
	return v
}

func (c *citizen) tryAsk(v application.View, fields ...string) error {
	return c.DB.Atomically(c.t.Context(), func(ctx context.Context, tx models.Tx) error {
		_, err := c.Cases.Decide(ctx, tx, application.Ruling{
			By:          models.Actor{Kind: models.ActorStaff, ID: c.IDs.New(), Role: "clerk", Site: c.kiosk.Site.Code},
			Application: v.Application.ID, Command: application.Correct, Note: pii.Conceal("一次改好"),
			Correction: &application.CorrectionAsk{Marks: marks(fields...), AnswerBy: answerBy},
		})
		return err
	})
}

// phone is the same citizen at home.
func (c *citizen) phone() models.Actor {
	return models.Actor{Kind: models.ActorCitizen, ID: c.begun.Session.Person, Session: c.IDs.New()}
}

func (c *citizen) photo(actor models.Actor, id models.ID) string {
	c.t.Helper()
	p, err := c.Cases.Attach(c.t.Context(), application.Upload{Actor: actor, Application: id, Field: "photo", Data: portrait(c.t, 480, 640)})
	if err != nil {
		c.t.Fatal(err)
	}
	return string(p.ID)
}

func (c *citizen) saveAs(actor models.Actor, v application.View, step string, given map[string]any) (application.View, error) {
	return c.Cases.SaveStep(c.t.Context(), application.StepCommand{
		Actor: actor, Application: v.Application.ID, Step: step, Version: v.Application.Version, Given: given, Language: "zh-CN",
	})
}

func (c *citizen) submitAs(actor models.Actor, v application.View) (application.View, error) {
	return c.Cases.Submit(c.t.Context(), application.Submission{
		Actor: actor, Place: c.place, Application: v.Application.ID, Version: v.Application.Version, ConfirmedFen: v.Total,
	})
}

func (c *citizen) lookAs(actor models.Actor, id models.ID) application.View {
	c.t.Helper()
	v, err := c.Cases.View(c.t.Context(), actor, id)
	if err != nil {
		c.t.Fatal(err)
	}
	return v
}

func (c *citizen) causes(v application.View) (causes []visit.Cause) {
	c.t.Helper()
	err := c.DB.Atomically(c.t.Context(), func(ctx context.Context, tx models.Tx) error {
		p, err := c.Visits.LastPresence(ctx, tx, v.Application.Matter)
		causes = append(causes, p.Cause)
		return err
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return causes
}

func (c *citizen) actions(v application.View) []audit.Action {
	return c.Entries("application", v.Application.ID)
}

func TestCorrection_atTheKioskInOneVisit(t *testing.T) {
	c := newCitizen(t)
	v := c.submit(c.renew("post"))
	promised := v.Application.Promised
	v = c.look(c.ask(v, "photo", "contact_mobile").Application.ID)
	c.want(v, application.Correction)
	if v.Correction == nil || len(v.Correction.Marks) != 2 || v.Correction.Answered != 0 || v.Correction.AnswerBy != answerBy ||
		v.Correction.Note != "一次改好" || v.Correction.Marks[1].Note != "请改 contact_mobile" || v.Correction.Marks[0].Step != "photo" {
		t.Fatalf("%+v", v.Correction)
	}
	if v.Page == nil || v.Page.Step != "photo" || v.Pages != 2 || v.Done != 0 {
		t.Fatalf("page %+v, %d of %d", v.Page, v.Done, v.Pages)
	}
	if calls, err := c.Cases.Calls(t.Context(), c.kiosk.Site.Code); err != nil || len(calls) != 1 || calls[0].Number != v.Application.Number {
		t.Errorf("calls %+v %v", calls, err)
	}
	v = c.save(v, "photo", map[string]any{"photo": c.photo(c.actor(), v.Application.ID)})
	v = c.save(v, "contact", map[string]any{"contact_mobile": "13800000009"})
	if v.Page != nil || v.Review == nil || v.Correction.Answered != 2 {
		t.Fatalf("%+v %+v", v.Page, v.Correction)
	}
	for _, s := range v.Review.Sections {
		for _, r := range s.Rows {
			if r.Field != "photo" && r.Field != "contact_mobile" {
				t.Errorf("the check page shows %s", r.Field)
			}
		}
	}
	before := c.Registers.Count("Fetch:person")
	v = c.submit(v)
	c.want(v, application.Queued)
	if v.Correction != nil || c.Registers.Count("Fetch:person") == before {
		t.Error("the correction is still shown, or the registers were not asked again")
	}
	entries := c.Queue.Entries
	if len(entries) != 2 || !entries[1].Corrected || entries[1].Promised != promised || entries[0].Corrected {
		t.Fatalf("%+v", entries)
	}
	if m := c.matter(v); m.Visits != 1 {
		t.Errorf("%d visits", m.Visits)
	}
	list, err := c.Cases.Corrections(t.Context(), v.Application.ID)
	if err != nil || len(list) != 1 || list[0].State != application.RequestAnswered || list[0].AnsweredBy != application.ByKiosk || list[0].Seq != 1 {
		t.Fatalf("%+v %v", list, err)
	}
	if got := c.actions(v); !slices.Contains(got, audit.CorrectionAsked) || !slices.Contains(got, audit.CorrectionAnswered) || !slices.Contains(got, audit.CitizenCalled) {
		t.Errorf("%v", got)
	}
	c.Work(time.Second)
	if c.Registers.Count("Send:correction") != 0 || c.Registers.Count("Send:corrected") != 1 {
		t.Errorf("answered before it was told: %v", c.Registers.Calls)
	}
}

func TestCorrection_refusesWhatIsNotMarked(t *testing.T) {
	c := newCitizen(t)
	v := c.look(c.ask(c.submit(c.renew("post")), "contact_mobile").Application.ID)
	for name, given := range map[string]map[string]any{
		"beside it":    {"contact_mobile": "13800000009", "contact_name": "陈大江"},
		"not answered": {},
	} {
		if _, err := c.trySave(v, "contact", given); !errors.Is(err, application.ErrAnswers) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := c.trySave(v, "phone", map[string]any{"mobile": "13800000001"}); !errors.Is(err, application.ErrAnswers) ||
		fieldsOf(err)[0].Code != flow.CodeNotAsked {
		t.Errorf("another page: %v", err)
	}
	_, err := c.Cases.Attach(t.Context(), application.Upload{Actor: c.actor(), Application: v.Application.ID, Field: "photo", Data: portrait(t, 480, 640)})
	if models.KindOf(err) != models.KindInvalid || fieldsOf(err)[0].Code != flow.CodeNotAsked {
		t.Errorf("a photo nobody asked for: %v", err)
	}
	if _, err := c.trySubmit(v, v.Total); !errors.Is(err, application.ErrIncomplete) {
		t.Errorf("submitted unanswered: %v", err)
	}
	if err := c.tryAsk(v, "photo"); !errors.Is(err, application.ErrNotNow) {
		t.Errorf("asked while it waits for an answer: %v", err)
	}
}

func TestCorrection_anAnswerBeforeTheRequestDoesNotCount(t *testing.T) {
	c := newCitizen(t)
	v := c.look(c.ask(c.submit(c.renew("post")), "contact_mobile").Application.ID)
	v = c.save(v, "contact", map[string]any{"contact_mobile": "13800000009"})
	v = c.submit(v)
	v = c.look(c.ask(v, "contact_mobile").Application.ID)
	if v.Page == nil || v.Correction.Answered != 0 {
		t.Errorf("the first answer counts for the second request: %+v", v.Correction)
	}
	list, err := c.Cases.Corrections(t.Context(), v.Application.ID)
	if err != nil || len(list) != 2 || list[1].Seq != 2 {
		t.Errorf("%+v %v", list, err)
	}
}

func TestCorrection_byPhoneIsNoVisitAndMovesThePromise(t *testing.T) {
	c := newCitizen(t)
	v := c.submit(c.renew("post"))
	promised := v.Application.Promised
	v = c.ask(v, "photo")
	if err := c.Reception.End(t.Context(), c.actor(), visit.Finished); err != nil {
		t.Fatal(err)
	}
	c.Clock.Pass(48 * time.Hour) // two working days
	phone := c.phone()
	v = c.lookAs(phone, v.Application.ID)
	if v.Page == nil || v.Page.Step != "photo" {
		t.Fatalf("%+v", v.Page)
	}
	id := c.photo(phone, v.Application.ID)
	v, err := c.saveAs(phone, v, "photo", map[string]any{"photo": id})
	if err != nil {
		t.Fatal(err)
	}
	if v, err = c.submitAs(phone, v); err != nil {
		t.Fatal(err)
	}
	c.want(v, application.Queued)
	if m := c.matter(v); m.Visits != 1 {
		t.Errorf("%d visits", m.Visits)
	}
	e := c.Queue.Entries[1]
	if !e.Corrected || e.Promised <= promised || e.Holder.Reveal() != "陈**" || e.Language != "zh-CN" {
		t.Errorf("%+v, promised before %s", e, promised)
	}
	list, _ := c.Cases.Corrections(t.Context(), v.Application.ID)
	if list[0].AnsweredBy != application.ByPhone {
		t.Errorf("%+v", list[0])
	}
	if _, err := c.saveAs(phone, v, "photo", map[string]any{"photo": id}); !errors.Is(err, application.ErrNotNow) {
		t.Errorf("saved after the submission: %v", err)
	}
	if _, err := c.submitAs(phone, v); !errors.Is(err, application.ErrNotNow) {
		t.Errorf("submitted twice: %v", err)
	}
}

func TestCorrection_aPhoneSeesNothingOfOthers(t *testing.T) {
	c := newCitizen(t)
	v := c.submit(c.renew("post"))
	old := ""
	if files, err := c.Documents.Attachments(t.Context(), v.Application.ID); err == nil {
		old = string(files[0].ID)
	}
	v = c.ask(v, "photo")
	other := c.phone()
	other.ID = c.IDs.New()
	if _, err := c.Cases.View(t.Context(), other, v.Application.ID); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("another person: %v", err)
	}
	phone := c.phone()
	if _, err := c.Cases.Image(t.Context(), phone, v.Application.ID, old); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("a picture of the kiosk's session: %v", err)
	}
	fresh := c.photo(phone, v.Application.ID)
	if _, err := c.Cases.Image(t.Context(), phone, v.Application.ID, fresh); err != nil {
		t.Errorf("its own: %v", err)
	}
}

func TestCorrection_aLaterTripIsAVisitForTheCorrection(t *testing.T) {
	c := newCitizen(t)
	v := c.ask(c.submit(c.renew("post")), "photo")
	if err := c.Reception.End(t.Context(), c.actor(), visit.Finished); err != nil {
		t.Fatal(err)
	}
	c.Clock.Pass(24 * time.Hour)
	c.begun = c.Identify(c.kiosk, c.begun.Session.Holder.IDNumber.Reveal())
	v = c.look(v.Application.ID)
	if m := c.matter(v); m.Visits != 2 || c.causes(v)[0] != visit.CorrectionAsked {
		t.Errorf("%d visits, cause %v", m.Visits, c.causes(v))
	}
	v = c.save(v, "photo", map[string]any{"photo": c.photo(c.actor(), v.Application.ID)})
	c.want(c.submit(v), application.Queued)
}

func TestCorrection_phoneAndKioskRaceForOneAnswer(t *testing.T) {
	c := newCitizen(t)
	v := c.look(c.ask(c.submit(c.renew("post")), "photo").Application.ID)
	phone := c.phone()
	atPhone := c.lookAs(phone, v.Application.ID)
	id, idPhone := c.photo(c.actor(), v.Application.ID), c.photo(phone, v.Application.ID)
	v = c.save(v, "photo", map[string]any{"photo": id})
	if _, err := c.saveAs(phone, atPhone, "photo", map[string]any{"photo": idPhone}); !errors.Is(err, models.ErrStale) {
		t.Fatalf("two answers under one version: %v", err)
	}
	atPhone = c.lookAs(phone, v.Application.ID)
	outcomes := make(chan error, 2)
	go func() { _, err := c.submitAs(c.actor(), v); outcomes <- err }()
	go func() { _, err := c.submitAs(phone, atPhone); outcomes <- err }()
	won := 0
	for range 2 {
		switch err := <-outcomes; {
		case err == nil:
			won++
		case errors.Is(err, models.ErrStale) || errors.Is(err, application.ErrNotNow):
		default:
			t.Error(err)
		}
	}
	if won != 1 || len(c.Queue.Entries) != 2 {
		t.Errorf("%d submissions won, %d queue entries", won, len(c.Queue.Entries))
	}
}

func TestCorrection_withdrawnWithTheApplication(t *testing.T) {
	c := newCitizen(t)
	v := c.look(c.ask(c.submit(c.renew("post")), "photo").Application.ID)
	view, err := c.Cases.Withdraw(t.Context(), application.Withdrawal{Actor: c.actor(), Application: v.Application.ID, Version: v.Application.Version})
	if err != nil || view.Application.State != application.Withdrawn || len(c.Queue.Taken) != 1 {
		t.Fatalf("%+v %v %v", view.Application.State, err, c.Queue.Taken)
	}
	list, _ := c.Cases.Corrections(t.Context(), v.Application.ID)
	if list[0].State != application.RequestWithdrawn {
		t.Errorf("%+v", list[0])
	}
	c.Work(time.Second)
	if c.Registers.Count("Send:correction") != 0 {
		t.Error("told of what is withdrawn")
	}
}

func TestCorrection_remindsExpiresAndIsAbandoned(t *testing.T) {
	c := newCitizen(t)
	v := c.ask(c.submit(c.renew("post")), "photo")
	if err := c.Reception.End(t.Context(), c.actor(), visit.Finished); err != nil {
		t.Fatal(err)
	}
	c.Work(time.Second)
	if c.Registers.Count("Send:correction") != 1 {
		t.Fatalf("%v", c.Registers.Calls)
	}
	sweep := func(want int) {
		t.Helper()
		if n, err := c.Cases.SweepCorrections(t.Context()); err != nil || n != want {
			t.Errorf("swept %d, want %d: %v", n, want, err)
		}
	}
	sweep(0)
	c.Clock.Pass(16 * 24 * time.Hour) // three working days before the last day
	sweep(1)
	sweep(0)
	c.Work(time.Second)
	if c.Registers.Count("Send:correction-reminder") != 1 {
		t.Errorf("%v", c.Registers.Calls)
	}
	c.Clock.Pass(6 * 24 * time.Hour)
	sweep(1)
	sweep(0)
	list, _ := c.Cases.Corrections(t.Context(), v.Application.ID)
	if list[0].State != application.RequestExpired {
		t.Fatalf("%+v", list[0])
	}
	if err := c.Cases.SendLink(t.Context(), c.phone(), v.Application.ID); !errors.Is(err, application.ErrNotCorrecting) {
		t.Errorf("a link to what expired: %v", err)
	}
	if page := c.lookAs(c.phone(), v.Application.ID); page.Correction == nil || !page.Correction.Expired {
		t.Errorf("%+v", page.Correction)
	}
	c.Clock.Pass(95 * 24 * time.Hour)
	if _, err := c.Cases.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	a, _ := c.Store.ByID(t.Context(), v.Application.ID)
	list, _ = c.Cases.Corrections(t.Context(), v.Application.ID)
	if a.State != application.Abandoned || list[0].State != application.RequestExpired || list[0].Open() || len(c.Queue.Taken) != 1 {
		t.Errorf("%s %+v %v", a.State, list[0], c.Queue.Taken)
	}
}

func TestCorrection_anExpiredRequestCanStillBeAnsweredAtAKiosk(t *testing.T) {
	c := newCitizen(t)
	v := c.ask(c.submit(c.renew("post")), "photo")
	c.Clock.Pass(30 * 24 * time.Hour)
	if _, err := c.Cases.SweepCorrections(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.begun = c.Identify(c.kiosk, c.begun.Session.Holder.IDNumber.Reveal())
	v = c.look(v.Application.ID)
	v = c.save(v, "photo", map[string]any{"photo": c.photo(c.actor(), v.Application.ID)})
	c.want(c.submit(v), application.Queued)
	list, _ := c.Cases.Corrections(t.Context(), v.Application.ID)
	if list[0].State != application.RequestAnswered {
		t.Errorf("%+v", list[0])
	}
}

func TestCorrection_refusesAnEmptyRequest(t *testing.T) {
	c := newCitizen(t)
	if err := c.tryAsk(c.submit(c.renew("post"))); models.KindOf(err) != models.KindInvalid {
		t.Error(err)
	}
}

func TestCall_onlyWhileACorrectionIsAsked(t *testing.T) {
	c := newCitizen(t)
	v := c.submit(c.renew("post"))
	clerk := models.Actor{Kind: models.ActorStaff, ID: c.IDs.New()}
	call := func() error {
		return c.DB.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error { return c.Cases.Call(ctx, tx, v.Application.ID, clerk) })
	}
	if err := call(); !errors.Is(err, application.ErrNotCorrecting) {
		t.Errorf("%v", err)
	}
	c.ask(v, "photo")
	c.Clock.Pass(time.Minute)
	for range 2 {
		if err := call(); err != nil {
			t.Fatal(err)
		}
	}
	if calls, err := c.Cases.Calls(t.Context(), c.kiosk.Site.Code); err != nil || len(calls) != 1 || !calls[0].At.Equal(c.Clock.Now()) {
		t.Errorf("%+v %v", calls, err)
	}
	if calls, _ := c.Cases.Calls(t.Context(), "440300-999"); len(calls) != 0 {
		t.Errorf("another hall: %+v", calls)
	}
	if _, err := c.Cases.SweepCorrections(t.Context()); err != nil {
		t.Fatal(err)
	}
	if calls, _ := c.Cases.Calls(t.Context(), c.kiosk.Site.Code); len(calls) != 1 {
		t.Error("the sweep drops today's calls")
	}
	c.Clock.Pass(11 * time.Minute)
	if calls, _ := c.Cases.Calls(t.Context(), c.kiosk.Site.Code); len(calls) != 0 {
		t.Errorf("after the time: %+v", calls)
	}
}

func TestCorrection_isCountedOnceAndAgain(t *testing.T) {
	c := newCitizen(t)
	v := c.submit(c.renew("post"))
	asked := func(photo string) {
		t.Helper()
		v = c.look(c.ask(v, "contact_mobile").Application.ID)
		v = c.submit(c.save(v, "contact", map[string]any{"contact_mobile": photo}))
	}
	count := func() completion.Notices {
		t.Helper()
		today := models.DateOf(c.Clock.Now())
		tallies, err := store.NewCompletion(c.DB).Notices(t.Context(), completion.Scope{Query: completion.Query{From: today, To: today}})
		if err != nil {
			t.Fatal(err)
		}
		return completion.ComputeNotices(tallies)
	}
	asked("13800000005")
	if n := count(); n.Complete.Denominator != 0 {
		t.Errorf("counted before its end: %+v", n)
	}
	asked("13800000006")
	c.decide(v, application.Reject, "not-issued", visit.MachineRefused)
	if n := count(); n.Again.Numerator != 1 || n.Complete.Denominator != 1 || n.Complete.Numerator != 0 {
		t.Errorf("%+v", n)
	}
}

func TestRecheck_findsWhatChangedSinceTheSubmission(t *testing.T) {
	c := newCitizen(t)
	v := c.submit(c.renew("post"))
	recheck := func() map[string]string {
		t.Helper()
		problems, err := c.Cases.Recheck(t.Context(), v.Application.ID)
		if err != nil {
			t.Fatal(err)
		}
		found := map[string]string{}
		for _, p := range problems {
			found[p.Field] = p.Code
		}
		return found
	}
	if found := recheck(); len(found) != 0 {
		t.Fatalf("right after the submission: %v", found)
	}
	facts := modelstest.Citizen(modelstest.Driver)
	person := facts[register.FactPerson].(register.Person)
	person.Name = "陈小海" // who is the contact given, and no longer the recipient
	facts[register.FactPerson] = person
	c.Registers.Put(modelstest.Driver, facts)
	found := recheck()
	if found["recipient"] != application.CodeRegisterChanged || found["contact_name"] == "" {
		t.Errorf("%v", found)
	}
	c.Registers.Silence(register.FactPerson, true)
	if found := recheck(); len(found) != 0 {
		t.Errorf("a silent register finds %v", found)
	}
	a, _ := c.Store.ByID(t.Context(), v.Application.ID)
	if a.Version != v.Application.Version || a.State != application.Queued {
		t.Error("looking changed something")
	}
}
