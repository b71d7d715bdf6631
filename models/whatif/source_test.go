package whatif_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"strings"
	"testing"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/completion"
	"onevisit/models/modelstest"
	"onevisit/models/pii"
	"onevisit/models/store"
	"onevisit/models/visit"
	"onevisit/models/whatif"
)

const renewal = "exit-entry.passport-renewal"

func picture(t *testing.T, width, height int) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	for i := range m.Pix {
		m.Pix[i] = byte(i * 31)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// caller is somebody at a kiosk.
type caller struct {
	*modelstest.Office
	t     *testing.T
	begun visit.Begun
	place application.Place
	v     application.View
}

func (c *caller) actor() models.Actor { return c.begun.Session.Actor() }

func (c *caller) save(step string, given map[string]any) {
	c.t.Helper()
	v, err := c.Cases.SaveStep(c.t.Context(), application.StepCommand{
		Actor: c.actor(), Application: c.v.Application.ID, Step: step, Version: c.v.Application.Version, Given: given, Language: "en",
	})
	if err != nil {
		c.t.Fatalf("%s: %v", step, err)
	}
	c.v = v
}

func (c *caller) photo(width, height int) {
	c.t.Helper()
	p, err := c.Cases.Attach(c.t.Context(), application.Upload{
		Actor: c.actor(), Application: c.v.Application.ID, Field: "photo", Data: picture(c.t, width, height),
	})
	if err != nil {
		c.t.Fatal(err)
	}
	c.save("photo", map[string]any{"photo": string(p.ID)})
}

func (c *caller) submit() {
	c.t.Helper()
	v, err := c.Cases.Submit(c.t.Context(), application.Submission{
		Actor: c.actor(), Place: c.place, Application: c.v.Application.ID, Version: c.v.Application.Version, ConfirmedFen: c.v.Total,
	})
	if err != nil {
		c.t.Fatal(err)
	}
	c.v = v
}

// "If the photo were checked at step 2": somebody really hands a renewal in, is
// really asked for another photo, comes a second time, and the question is put to
// the database.
func TestWhatIf_thePhotoCheckedAtStepTwo(t *testing.T) {
	o := modelstest.NewOffice(t)
	o.Registers.Put(modelstest.Driver, modelstest.Citizen(modelstest.Driver))
	kiosk := o.Kiosk("440300-001")
	c := &caller{Office: o, t: t, begun: o.Identify(kiosk, modelstest.Driver), place: modelstest.Place(kiosk)}
	opened, err := o.Cases.Open(t.Context(), application.Choice{Actor: c.actor(), Place: c.place, Service: renewal})
	if err != nil || opened.View == nil {
		t.Fatal(err)
	}
	c.v = *opened.View
	c.save("person", map[string]any{"person_right": true})
	c.photo(360, 480)
	c.save("spelling", map[string]any{"surname": "CHEN", "given_name": "DAHAI"})
	c.save("address", map[string]any{"address": "广东省深圳市南山区测试路1号"})
	c.save("phone", map[string]any{"mobile": "13800000002"})
	c.save("contact", map[string]any{"contact_name": "陈小海", "contact_mobile": "13800000003"})
	c.save("delivery", map[string]any{"delivery": "collect"})
	c.save("declaration", map[string]any{"declared": true})
	c.submit()
	err = o.DB.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
		_, err := o.Cases.Decide(ctx, tx, application.Ruling{
			By:          models.Actor{Kind: models.ActorStaff, ID: o.IDs.New(), Role: "clerk", Site: kiosk.Site.Code},
			Application: c.v.Application.ID, Command: application.Correct, Note: pii.Conceal("重拍"), Cause: visit.PhotoRefused,
			Correction: &application.CorrectionAsk{Marks: []application.Mark{{Field: "photo", Reason: "photo-again"}}, AnswerBy: "2026-12-15"},
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	o.Clock.Days(2)
	c.begun = o.Identify(kiosk, modelstest.Driver)
	opened, err = o.Cases.Open(t.Context(), application.Choice{Actor: c.actor(), Place: c.place, Service: renewal})
	if err != nil || opened.View == nil {
		t.Fatal(err)
	}
	c.v = *opened.View
	c.photo(480, 640)
	c.submit()
	if _, err := o.Cases.Withdraw(t.Context(), application.Withdrawal{
		Actor: c.actor(), Application: c.v.Application.ID, Version: c.v.Application.Version,
	}); err != nil {
		t.Fatal(err)
	}

	runner := &whatif.Runner{
		Rates: completion.Published(), Source: store.NewWhatIf(o.DB), Catalog: o.Catalog, Vault: o.Vault, Transactions: o.DB, Log: o.Log, Clock: o.Clock,
	}
	current, _ := o.Catalog.Current(renewal)
	for size, want := range map[string]whatif.Class{
		"min-width: 400, min-height: 500": whatif.Saved,     // the first photo would have been refused on its page
		"min-width: 354, min-height: 480": whatif.Unchanged, // it would not
	} {
		edited := strings.Replace(string(current.Source), "min-width: 354, min-height: 472", size, 1)
		r, err := runner.Run(t.Context(), auditor(), whatif.Request{From: "2026-11-01", To: "2026-11-30", Name: "x", Source: []byte(edited), Listed: 5})
		if err != nil {
			t.Fatal(err)
		}
		class := r.Class(want)
		if class.Matters != 1 || class.Rules[0].IDs[0] != c.v.Application.Matter || r.VisitsBefore != 2 {
			t.Errorf("%s: %+v", size, r.Classes)
		}
		if want == whatif.Saved && (class.Rules[0].Why != whatif.CheckedAtOnce || class.Visits != -1) {
			t.Errorf("%s: %+v", size, class)
		}
	}
}

// Every ended matter of the scope is handed over once, whatever the size of the
// parts, and nothing else is.
func TestSource_handsEveryMatterOverOnce(t *testing.T) {
	o := modelstest.NewOffice(t)
	var past store.Past
	want := map[models.ID]bool{}
	add := func(i int, change func(*visit.Matter)) {
		id, person, at := o.IDs.New(), o.IDs.New(), o.Clock.Now()
		on := models.Date("2026-11-01").AddDays(i % 2)
		m := visit.Matter{
			ID: id, Person: person, Service: hkm, State: visit.MatterCompleted, OpenedOn: on, LastEventOn: on, EndedOn: on, EndedAt: at,
			Visits: 2, Site: "east", Version: 1,
		}
		change(&m)
		past.Persons = append(past.Persons, visit.Person{ID: person, Index: string(person), Sealed: []byte("x"), CreatedAt: at, Test: m.Test})
		past.Matters = append(past.Matters, m)
		for seq := 1; seq <= 2; seq++ {
			place := visit.Visit{ID: o.IDs.New(), Person: person, Site: fmt.Sprint("s", seq), On: on, StartedAt: at}
			past.Visits = append(past.Visits, place)
			past.Presences = append(past.Presences, visit.Presence{
				Matter: id, Visit: place.ID, Seq: seq, Site: place.Site, On: on, FirstAt: at, Ending: visit.EndingOf(visit.EndAsked, ""),
			})
		}
		if m.Service == hkm && m.State == visit.MatterCompleted && !m.Test && !m.Demo && m.EndedOn <= "2026-11-30" {
			want[id] = true
		}
	}
	for i := range 1203 {
		add(i, func(*visit.Matter) {})
	}
	add(0, func(m *visit.Matter) { m.Service = renewal })
	add(0, func(m *visit.Matter) { m.Test = true })
	add(0, func(m *visit.Matter) { m.Demo = true })
	add(0, func(m *visit.Matter) { m.EndedOn = "2026-12-01" })
	add(0, func(m *visit.Matter) { m.State, m.EndedOn = visit.MatterOpen, "" })
	err := o.DB.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error { return store.NewHistory(o.DB).Add(ctx, tx, past) })
	if err != nil {
		t.Fatal(err)
	}
	scope := completion.Scope{Query: completion.Query{From: "2026-11-01", To: "2026-11-30", Service: hkm}}
	for _, contents := range []bool{true, false} {
		seen, parts := map[models.ID]int{}, 0
		err = store.NewWhatIf(o.DB).Ended(t.Context(), scope, contents, func(part []whatif.Matter) error {
			parts++
			for _, m := range part {
				seen[m.ID]++
				if len(m.Presences) != 2 || m.Presences[0].Seq != 1 || m.Presences[1].Site != "s2" {
					t.Errorf("%+v", m)
				}
			}
			return nil
		})
		if err != nil || len(seen) != 1203 || parts != 4 {
			t.Fatalf("%d in %d parts, %v", len(seen), parts, err)
		}
		for id, n := range seen {
			if n != 1 || !want[id] {
				t.Errorf("%s came %d times", id, n)
			}
		}
	}
}
