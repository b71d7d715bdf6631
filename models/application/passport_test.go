package application_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"strings"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/modelstest"
	"onevisit/models/visit"
)

func portrait(t *testing.T, width, height int) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	for i := range m.Pix {
		m.Pix[i] = byte(i * 31)
	}
	m.Set(0, 0, color.White)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func (c *citizen) renew(delivery string) application.View {
	c.t.Helper()
	v := c.open(renewal)
	v = c.save(v, "person", map[string]any{"person_right": true})
	photo, err := c.Cases.Attach(c.t.Context(), application.Upload{
		Actor: c.actor(), Application: v.Application.ID, Field: "photo", Data: portrait(c.t, 480, 640),
	})
	if err != nil {
		c.t.Fatal(err)
	}
	v = c.save(v, "photo", map[string]any{"photo": string(photo.ID)})
	v = c.save(v, "spelling", map[string]any{"surname": "CHEN", "given_name": "DAHAI"})
	v = c.save(v, "address", map[string]any{"address": "广东省深圳市南山区测试路1号"})
	v = c.save(v, "phone", map[string]any{"mobile": "13800000002"})
	v = c.save(v, "contact", map[string]any{"contact_name": "陈小海", "contact_mobile": "13800000003"})
	v = c.save(v, "delivery", map[string]any{"delivery": delivery})
	if delivery == "post" {
		v = c.save(v, "post-address", map[string]any{"recipient": "陈大海", "post_mobile": "13800000002", "post_address": "广东省深圳市南山区测试路1号"})
	}
	v = c.save(v, "declaration", map[string]any{"declared": true})
	if v.Review == nil {
		c.t.Fatalf("not at the check page: %+v", v.Page)
	}
	return v
}

func (c *citizen) decide(v application.View, command application.Command, reason string, cause visit.Cause) application.State {
	c.t.Helper()
	var state application.State
	err := c.DB.Atomically(c.t.Context(), func(ctx context.Context, tx models.Tx) (err error) {
		state, err = c.Cases.Decide(ctx, tx, application.Ruling{
			By:          models.Actor{Kind: models.ActorStaff, ID: c.IDs.New(), Role: "clerk", Site: c.kiosk.Site.Code},
			Application: v.Application.ID, Command: command, Reason: reason, Cause: cause,
		})
		return err
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return state
}

func TestPassport_queueApprovePayProducePostDeliver(t *testing.T) {
	c := newCitizen(t)
	v := c.submit(c.renew("post"))
	c.want(v, application.Queued)
	if len(c.Queue.Entries) != 1 || c.Queue.Entries[0].Promised == "" || c.Queue.Entries[0].Holder.Reveal() != "陈**" {
		t.Fatalf("%+v", c.Queue.Entries)
	}
	if err := c.Pay(c.actor(), v.Application.ID); !errors.Is(err, application.ErrNothingDue) {
		t.Fatalf("paid before approval: %v", err)
	}
	if state := c.decide(v, application.Approve, "", ""); state != application.AwaitingPayment {
		t.Fatalf("%s", state)
	}
	v = c.pay(c.look(v.Application.ID))
	c.want(v, application.Issuing)
	c.Work(10 * time.Second)
	if c.Registers.Count("OrderPassport") != 1 {
		t.Fatalf("%v", c.Registers.Calls)
	}
	c.Registers.Made()
	c.Work(30 * time.Second)
	v = c.look(v.Application.ID)
	c.want(v, application.InPost)
	if m := c.matter(v); m.State != visit.MatterOpen {
		t.Fatal("complete before it was delivered")
	}
	c.Registers.Deliver("EMS1")
	c.Work(60 * time.Second)
	v = c.look(v.Application.ID)
	c.want(v, application.Completed)
	if m := c.matter(v); m.State != visit.MatterCompleted || m.Visits != 1 || c.Registers.Count("Ship") != 1 ||
		c.Registers.Count("Send:posted") != 1 || c.Registers.Count("Send:approved") != 1 {
		t.Fatalf("%+v %v", m, c.Registers.Calls)
	}
}

func TestPassport_collectingIsASecondVisitWithItsCause(t *testing.T) {
	c := newCitizen(t)
	v := c.submit(c.renew("collect"))
	c.decide(v, application.Approve, "", "")
	v = c.pay(c.look(v.Application.ID))
	c.Registers.Made()
	c.Work(10 * time.Second)
	c.Registers.Made()
	c.Work(30 * time.Second)
	c.want(c.look(v.Application.ID), application.Issuing)
	c.Clock.Days(10)
	c.begun = c.Identify(c.kiosk, modelstest.Driver)
	v = c.look(v.Application.ID)
	err := c.DB.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
		return c.Cases.Collected(ctx, tx, models.Actor{Kind: models.ActorStaff, ID: c.IDs.New()}, v.Application.ID, "")
	})
	if err != nil {
		t.Fatal(err)
	}
	c.want(c.look(v.Application.ID), application.Completed)
	list, err := c.Visits.Presences(t.Context(), v.Application.Matter)
	if err != nil || len(list) != 2 || list[1].Cause != visit.CollectionOnly {
		t.Fatalf("%+v, %v", list, err)
	}
}

func TestPassport_rejectedAndCorrected(t *testing.T) {
	c := newCitizen(t)
	v := c.submit(c.renew("post"))
	c.ask(v, "address")
	c.Clock.Days(1)
	c.begun = c.Identify(c.kiosk, modelstest.Driver)
	v = c.open(renewal)
	if v.Correction == nil || v.Correction.Marks[0].Reason["en"] == "" {
		t.Fatalf("the correction is not told: %+v", v.Correction)
	}
	v = c.save(v, "address", map[string]any{"address": "广东省深圳市南山区测试路2号"})
	v = c.submit(v)
	c.want(v, application.Queued)
	list, err := c.Visits.Presences(t.Context(), v.Application.Matter)
	if err != nil || len(list) != 2 || list[1].Cause != visit.CorrectionAsked {
		t.Fatalf("%+v, %v", list, err)
	}
	if state := c.decide(v, application.Reject, "not-issued", visit.MachineRefused); state != application.Rejected {
		t.Fatalf("%s", state)
	}
	v = c.look(v.Application.ID)
	if v.Reason == nil || c.matter(v).State != visit.MatterRejected {
		t.Fatalf("%+v", v)
	}
}

func TestPassport_aPhotoRefusedIsWhyTheNextVisitIsNeeded(t *testing.T) {
	c := newCitizen(t)
	v := c.open(renewal)
	v = c.save(v, "person", map[string]any{"person_right": true})
	_, err := c.Cases.Attach(t.Context(), application.Upload{
		Actor: c.actor(), Application: v.Application.ID, Field: "photo", Data: portrait(t, 90, 120),
	})
	if models.KindOf(err) != models.KindInvalid {
		t.Fatalf("got %v", err)
	}
	if err := c.Reception.End(t.Context(), c.actor(), visit.Cancelled); err != nil {
		t.Fatal(err)
	}
	c.Clock.Days(1)
	c.begun = c.Identify(c.kiosk, modelstest.Driver)
	c.open(renewal)
	list, err := c.Visits.Presences(t.Context(), v.Application.Matter)
	if err != nil || len(list) != 2 || list[1].Cause != visit.PhotoRefused {
		t.Fatalf("%+v, %v", list, err)
	}
}

func TestPassport_theCheckPageMasksWhatWasNotTypedNow(t *testing.T) {
	c := newCitizen(t)
	v := c.renew("post")
	text := fmt.Sprintf("%v", v.Review.Sections)
	if !strings.Contains(text, "13800000002") || !strings.Contains(text, "陈小海") {
		t.Fatalf("what was typed now is hidden: %s", text)
	}
	c.begun = c.Identify(c.Kiosk("440300-001"), modelstest.Driver)
	text = fmt.Sprintf("%v", c.open(renewal).Review.Sections)
	for _, value := range []string{"13800000002", "陈小海", "测试路1号"} {
		if strings.Contains(text, value) {
			t.Errorf("%s is shown in another session", value)
		}
	}
}

func TestPassport_theWindowForAReturnBeginsWithTheClerksWord(t *testing.T) {
	c := newCitizen(t)
	v := c.submit(c.renew("post"))
	c.Clock.Days(60)
	c.ask(v, "photo")
	c.Clock.Days(60)
	if n, err := c.Cases.Sweep(t.Context()); err != nil || n != 0 {
		t.Fatalf("abandoned %d, %v", n, err)
	}
	c.Clock.Days(31)
	if n, err := c.Cases.Sweep(t.Context()); err != nil || n != 1 {
		t.Fatalf("abandoned %d, %v", n, err)
	}
}

func TestPassport_withdrawnFromTheQueue(t *testing.T) {
	c := newCitizen(t)
	v := c.submit(c.renew("post"))
	out, err := c.Cases.Withdraw(t.Context(), application.Withdrawal{Actor: c.actor(), Application: v.Application.ID, Version: v.Application.Version})
	if err != nil || len(c.Queue.Taken) != 1 || c.matter(v).State != visit.MatterWithdrawn {
		t.Fatalf("%+v, %v", out, err)
	}
}

func TestPassport_aYearWithoutATableOfHolidaysPromisesNothing(t *testing.T) {
	c := newCitizen(t)
	c.Clock.Set(time.Date(2026, 12, 28, 2, 0, 0, 0, time.UTC)) // seven working days reach into 2027
	c.begun = c.Identify(c.kiosk, modelstest.Driver)
	v := c.submit(c.renew("post"))
	if v.Application.State != application.Queued || v.Application.Promised != "" {
		t.Fatalf("state %s, promised %q", v.Application.State, v.Application.Promised)
	}
}
