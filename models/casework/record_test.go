package casework_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
	"onevisit/models/casework"
	"onevisit/models/catalog"
	"onevisit/models/flow"
	"onevisit/models/pii"
	"onevisit/models/register"
	"onevisit/models/staff"
	"onevisit/models/store"
	"onevisit/models/visit"
)

func (b *bench) records() *casework.Records {
	return casework.NewRecords(casework.RecordsConfig{
		Transactor: b.db, Kept: b.work, List: b.work, Audit: b.audit, Record: b.audit, Vault: b.vault, Clock: b.clock,
	})
}

// keeping makes decisions that keep what they are made on.
func (b *bench) keeping(undo time.Duration) *casework.Decisions {
	kept := store.NewDecisions(b.db)
	return casework.NewDecisions(casework.DecisionsConfig{
		Transactor: b.db, List: b.work, Timer: b.timer, Kept: kept, Past: kept, Office: b.office, Orders: b.orders, Files: b.files,
		Corrections: echo{}, Records: b.records(), Clerks: store.NewStaff(b.db), Jobs: store.NewJobs(b.db, b.clock, b.ids),
		Audit: b.audit, Vault: b.vault, Clock: b.clock, IDs: b.ids, Draw: b.dice.draw, UndoTime: undo,
	})
}

// withFacts is a case with everything a decision is made on.
func withFacts() application.Dossier {
	file := sampleFile()
	file.Definition.Law = []catalog.Law{{Name: "护照法", Articles: "第十条"}}
	file.Definition.Checklist[0].Mandatory = true
	file.Input.Facts = flow.Facts{register.FactPerson: register.Person{Name: "张三丰", IDNumber: "449901199003070018", Mobile: "13800009999"}}
	file.Input.Answers = flow.Answers{"mobile": "13912345678", "delivery": "post"}
	file.Fees = []flow.FeeLine{{Text: models.Texts{"zh-CN": "工本费", "en": "Fee"}, Amount: 12000}}
	file.Total = 12000
	return file
}

// looked approves with the check-list ticked.
func looked(c casework.Claim) casework.Ruling {
	r := approve(c)
	r.Checks = []string{"photo"}
	return r
}

func (b *bench) decided(actor models.Actor) (models.ID, models.ID) {
	b.t.Helper()
	claim := b.claimed(actor)
	d := b.decide(b.keeping(0), actor, casework.Ruling{
		Application: claim.Application, Fence: claim.Fence, Outcome: casework.Reject, Reason: "photo-poor", Checks: []string{"photo"},
	})
	return claim.Application, d.Decision
}

func (b *bench) opened(actor models.Actor, id, decision models.ID) casework.Record {
	b.t.Helper()
	r, err := b.records().Open(b.t.Context(), actor, id, decision)
	must(b.t, err)
	return r
}

// Years later: the data keys have rotated, the definition is gone, the file is
// another's. What was decided on opens as it was, masked, and proves itself.
func TestRecords_openYearsLaterAsItWas(t *testing.T) {
	b := newBench(t)
	b.files = files{withFacts()}
	wang := b.clerk("wang")
	id, decision := b.decided(wang)
	for range 30 {
		b.clock.pass(31 * 24 * time.Hour)
		must(t, b.vault.Rotate(t.Context()))
	}
	b.files = files{}
	r := b.opened(wang, id, decision)
	text := fmt.Sprintf("%+v", r)
	for _, want := range []string{"139****5678", "张**", "449***********0018", "护照法 第十条", "照片不合格", "wang"} {
		if !strings.Contains(text, want) {
			t.Errorf("the record does not say %s", want)
		}
	}
	for _, secret := range []string{"13912345678", "三丰", "449901199003070018", "13800009999"} {
		if strings.Contains(text, secret) {
			t.Errorf("the record shows %s", secret)
		}
	}
	if !r.Intact || r.Definition != "abc" || r.Title.In("en") != "Renew a passport" || r.Language != "zh-CN" || r.Total != 12000 ||
		len(r.FactsHash) != 64 || fmt.Sprint(r.Ticked) != "[photo]" || !r.Checks[0].Mandatory || r.Outcome != casework.Reject {
		t.Errorf("%+v", r)
	}
	if n := b.entries(id, audit.RecordSeen); n != 1 {
		t.Errorf("%d audit entries of the look", n)
	}
}

// The salt is the record's own: equal answers of two cases have different hashes.
func TestRecords_saltTheRegistersAnswers(t *testing.T) {
	b := newBench(t)
	b.files = files{withFacts()}
	wang := b.clerk("wang")
	first, one := b.decided(wang)
	second, two := b.decided(wang)
	if b.opened(wang, first, one).FactsHash == b.opened(wang, second, two).FactsHash {
		t.Error("equal facts are recognised by their hash")
	}
}

// altered gives records out that somebody has changed since they were kept.
type altered struct {
	casework.KeptRecords
	change func(*casework.Kept)
}

func (a altered) RecordsOf(ctx context.Context, id models.ID) ([]casework.Kept, error) {
	list, err := a.KeptRecords.RecordsOf(ctx, id)
	for i := range list {
		a.change(&list[i])
	}
	return list, err
}

// silentLog has lost the entries about decisions.
type silentLog struct{ audit.Reader }

func (silentLog) About(context.Context, audit.Ref, models.Page) ([]audit.Record, error) {
	return nil, nil
}

// read opens a record whose row was changed, or whose entry is gone.
func (b *bench) read(actor models.Actor, id, decision models.ID, change func(*casework.Kept), log audit.Reader) casework.Record {
	b.t.Helper()
	r := casework.NewRecords(casework.RecordsConfig{
		Transactor: b.db, Kept: altered{b.work, change}, List: b.work, Audit: b.audit, Record: log, Vault: b.vault, Clock: b.clock,
	})
	record, err := r.Open(b.t.Context(), actor, id, decision)
	must(b.t, err)
	return record
}

func TestRecords_tellWhenTheyWereAltered(t *testing.T) {
	b := newBench(t)
	b.files = files{withFacts()}
	id, decision := b.decided(b.clerk("wang"))
	chief := b.member("chief", staff.Supervisor, hall)
	untouched := func(*casework.Kept) {}
	if !b.read(chief, id, decision, untouched, b.audit).Intact {
		t.Fatal("not intact before")
	}
	forged, err := b.vault.Seal(decision, "case_record.content", []byte(`{"Version":1,"By":"zhao","Ticked":[]}`))
	must(t, err)
	for name, change := range map[string]func(*casework.Kept){
		"outcome":    func(k *casework.Kept) { k.Outcome = casework.Approve },
		"clerk":      func(k *casework.Kept) { k.Clerk = b.ids.New() },
		"hall":       func(k *casework.Kept) { k.Site = otherHall },
		"case":       func(k *casework.Kept) { k.Application = b.ids.New() },
		"definition": func(k *casework.Kept) { k.Definition = "def" },
		"moment":     func(k *casework.Kept) { k.At = k.At.Add(time.Millisecond) },
		"content":    func(k *casework.Kept) { k.Sealed = []byte("nothing") },
		"forgery":    func(k *casework.Kept) { k.Sealed = forged }, // under the right key
	} {
		if r := b.read(chief, id, decision, change, b.audit); r.Intact || r.Decision != decision {
			t.Errorf("%s altered and intact: %+v", name, r)
		}
	}
	if b.read(chief, id, decision, untouched, silentLog{b.audit}).Intact {
		t.Error("intact without the entry of the decision")
	}
}

// The form in which the first version kept a case: it has to stay readable.
const keptFirst = `{"Version":1,"By":"wang","Reason":{"zh-CN":"照片不合格"},"Language":"en","Title":{"en":"Renew a passport"},"Law":["护照法 第十条"],
"Salt":"aa","Facts":{"person":{"Name":"x"}},"Answers":{"mobile":"13912345678"},
"Sections":[{"Title":{"en":"Contact"},"Rows":[{"Field":"mobile","Label":{"en":"Mobile"},"Value":{"en":"139****5678"},"Masked":true,"Register":null}]}],
"Shown":[{"Field":"person.name","Label":{"en":"Name"},"Value":{"en":"x*"},"Masked":true,"Register":{"en":"y*"}}],
"Checks":[{"Code":"photo","Text":{"en":"The photo is good"},"Result":"ok","Mandatory":true}],"Ticked":["photo"],
"Fees":[{"Text":{"en":"Fee"},"Amount":12000}],"Total":12000}`

func TestRecords_readWhatEarlierVersionsKept(t *testing.T) {
	b := newBench(t)
	wang := b.clerk("wang")
	id, decision := b.decided(wang)
	sealed, err := b.vault.Seal(decision, "case_record.content", []byte(keptFirst))
	must(t, err)
	r := b.read(wang, id, decision, func(k *casework.Kept) { k.Sealed = sealed }, b.audit)
	if r.By != "wang" || r.Language != "en" || r.Title["en"] == "" || len(r.Law) != 1 || r.Sections[0].Rows[0].Value["en"] != "139****5678" ||
		r.Facts[0].Register["en"] != "y*" || r.Checks[0].Result != casework.CheckOK || !r.Checks[0].Mandatory || r.Ticked[0] != "photo" ||
		r.Fees[0].Amount != 12000 || r.Total != 12000 || r.Reason["zh-CN"] == "" {
		t.Errorf("%+v", r)
	}
}

func TestRecords_areForWhoDecidedWhoHoldsAndTheSupervisor(t *testing.T) {
	b := newBench(t)
	b.files = files{withFacts()}
	wang, zhao := b.clerk("wang"), b.clerk("zhao")
	person := b.person(visit.IndexOf(b.vault, pii.Conceal("449901199003070018")))
	claim := b.claimed(wang, func(e *application.QueueEntry) { e.Person = person })
	made := b.decide(b.keeping(0), wang, looked(claim))
	id := claim.Application
	for name, try := range map[string]struct {
		actor models.Actor
		want  error
	}{
		"who decided":           {wang, nil},
		"a colleague":           {zhao, casework.ErrNotClaimed},
		"the supervisor":        {b.member("chief", staff.Supervisor, hall), nil},
		"another hall":          {b.member("li", staff.Clerk, otherHall), models.ErrNotFound},
		"another hall's chief":  {b.member("liu", staff.Supervisor, otherHall), models.ErrNotFound},
		"the applicant himself": {b.clerk("self"), casework.ErrConflict},
	} {
		if name == "the applicant himself" {
			b.declare(nil, try.actor, "449901199003070018")
		}
		_, err := b.records().Open(t.Context(), try.actor, id, made.Decision)
		list, listErr := b.records().Of(t.Context(), try.actor, id)
		if !errors.Is(err, try.want) || !errors.Is(listErr, try.want) || (try.want == nil && len(list) != 1) {
			t.Errorf("%s: %v, %v, %d records", name, err, listErr, len(list))
		}
	}
	if _, err := b.records().Open(t.Context(), wang, id, b.ids.New()); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("another decision: %v", err)
	}
	if n := b.entries(id, audit.RecordSeen); n != 2 {
		t.Errorf("%d looks are recorded", n)
	}
}

// Who holds a case for a second look does not find the first decision kept
// either, nor in the view.
func TestRecords_andViewAreBlindAtASecondLook(t *testing.T) {
	b := newBench(t)
	b.files = files{withFacts()}
	wang, zhao := b.clerk("wang"), b.clerk("zhao")
	claim := b.claimed(wang, func(e *application.QueueEntry) { e.Eyes = 2 })
	made := b.decide(b.keeping(0), wang, looked(claim))
	id := claim.Application
	_, err := b.desk.Take(t.Context(), zhao, id, nil)
	must(t, err)
	if list, err := b.records().Of(t.Context(), zhao, id); err != nil || len(list) != 0 {
		t.Errorf("%d records, %v", len(list), err)
	}
	if _, err := b.records().Open(t.Context(), zhao, id, made.Decision); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("opened: %v", err)
	}
	for actor, want := range map[models.Actor]int{zhao: 0, wang: 1, b.member("chief", staff.Supervisor, hall): 1} {
		view, err := b.telling().View(t.Context(), actor, id)
		must(t, err)
		told := strings.Contains(fmt.Sprintf("%+v", view.Timeline), "审批决定")
		if len(view.Decisions) != want || told != (want > 0 && actor.ID != wang.ID) {
			t.Errorf("%s sees %d decisions, told %v", actor.Role, len(view.Decisions), told)
		}
		if view.Stage != casework.StageSecond {
			t.Errorf("stage %s", view.Stage)
		}
	}
}

// telling is a desk that tells the whole story.
func (b *bench) telling() *casework.Desk {
	return casework.NewDesk(casework.Config{
		Transactor: b.db, Queue: b.work, List: b.work, Office: b.office, Files: b.files,
		Clerks: store.NewStaff(b.db), Audit: b.audit, Record: b.audit, Vault: b.vault, Clock: b.clock, IDs: b.ids,
		Roster: b.roster, Feed: b.feed, Hands: store.NewDecisions(b.db),
		Story: casework.Story{
			Decisions: store.NewDecisions(b.db), Corrections: asked(nil), Records: b.records(), Visits: b.work,
			Clock: casework.NewDeadlines(b.work),
		},
	})
}

// asked stands for application's correction requests.
type asked []application.CorrectionRequest

func (a asked) Corrections(context.Context, models.ID) ([]application.CorrectionRequest, error) {
	return a, nil
}
