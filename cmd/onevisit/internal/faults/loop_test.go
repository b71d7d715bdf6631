package faults_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"onevisit/scripts/drive"
)

const (
	kills    = 22
	visitors = 3
)

// F1 to F4, wherever the blow falls: citizens and a clerk work, every call
// under a key of its own and repeated under it until it is answered, while the
// server is killed again and again. Afterwards everything acknowledged is there
// and nothing happened twice.
func TestKill_againAndAgain(t *testing.T) {
	h, ctx := startHall(t), soon(t)
	w := newWire(t, h.base)
	w.delay(8, 6) // replies are on their way for a while, and lost with the server
	dice := rand.New(rand.NewPCG(1, 2))
	h.busy(ctx, w, kills, func(asked *ticker) {
		asked.wait(ctx, 8+dice.IntN(20))
		time.Sleep(time.Duration(dice.IntN(16_000)) * time.Microsecond) // anywhere within what was just asked
		h.kill()
		w.cut()
		h.restart()
		w.mend()
	})
}

// busy lets visitors work while fault after fault happens, and then holds that
// nothing was lost and nothing done twice. The faults go on until so many acts
// were hit that it proves something: most requests only look.
func (h *hall) busy(ctx context.Context, via http.RoundTripper, rounds int, fault func(asked *ticker)) {
	t := h.t
	t.Helper()
	asked := &ticker{via: via, ticks: make(chan struct{}, 1)}
	crowd := make([]*visitor, visitors)
	var hit atomic.Int64
	for i := range crowd {
		crowd[i] = &visitor{hall: h, hit: &hit, name: fmt.Sprint("v", i), kiosk: h.kiosk(ctx, asked), clerk: drive.NewClient(h.base, asked)}
		h.must(crowd[i].clerk.SignIn(ctx, "clerk", "demo-clerk-2026"))
	}
	errands := h.errands(ctx, crowd[0].kiosk)
	var over atomic.Bool
	var work sync.WaitGroup
	for i, v := range crowd {
		work.Go(func() {
			for n := i; n < len(errands) && !over.Load() && !t.Failed(); n += visitors {
				if err := v.visit(ctx, errands[n]); err != nil {
					t.Errorf("%s: %v", v.name, err)
				}
			}
		})
	}
	enough := int64(rounds / 4)
	n := 0
	for ; (n < rounds || hit.Load() < enough && n < 5*rounds) && !t.Failed() && ctx.Err() == nil; n++ {
		fault(asked)
	}
	over.Store(true)
	work.Wait()
	h.must(ctx.Err())
	h.expectQuiet(ctx)
	h.expectBooksAgree()
	total := tally{}
	for _, v := range crowd {
		v.expectOnce(t)
		total.add(v.tally)
	}
	cases := h.count("SELECT count(*) FROM application")
	t.Logf("%d faults, %d acts acknowledged; %d of unknown outcome: %d had happened, %d had not; %d cases, %d paid",
		n, total.acts, total.replayed+total.fresh, total.replayed, total.fresh, cases, h.count("SELECT count(*) FROM payment_order WHERE state = 'paid'"))
	if hit.Load() < enough || cases < visitors {
		t.Error("the faults hit too little to prove anything")
	}
}

// ticker counts what is sent.
type ticker struct {
	via   http.RoundTripper
	ticks chan struct{}
}

func (c *ticker) RoundTrip(r *http.Request) (*http.Response, error) {
	select {
	case c.ticks <- struct{}{}:
	default:
	}
	return c.via.RoundTrip(r)
}

func (c *ticker) wait(ctx context.Context, n int) {
	for range n {
		select {
		case <-c.ticks:
		case <-ctx.Done():
			return
		}
	}
}

// tally is what became of the acts under a key.
type tally struct {
	acts     int
	replayed int // of those repeated: had happened
	fresh    int // had not
}

func (a *tally) add(b tally) {
	a.acts, a.replayed, a.fresh = a.acts+b.acts, a.replayed+b.replayed, a.fresh+b.fresh
}

// visitor is a kiosk with its citizens, one after another, and their clerk.
type visitor struct {
	hall  *hall
	name  string
	kiosk *drive.Kiosk
	clerk *drive.Client
	tally tally
	hit   *atomic.Int64 // acts of everybody whose outcome was unknown at first
	files []file
	keys  []string
}

// file is what was acknowledged of one application.
type file struct {
	id        string
	saves     int
	submitted bool
	decided   bool
	ordered   bool
	paid      bool
}

// act does something under a new key until it is answered.
func (v *visitor) act(ctx context.Context, client *drive.Client, call drive.Call) (http.Header, error) {
	call.Key = fmt.Sprintf("%s-%d", v.name, len(v.keys))
	v.keys = append(v.keys, call.Key)
	header, repeated, err := persist(ctx, client, call)
	if err != nil {
		return header, err
	}
	v.tally.acts++
	if repeated || replayed(header) {
		v.hit.Add(1)
	}
	switch {
	case replayed(header):
		v.tally.replayed++
	case repeated:
		v.tally.fresh++
	}
	return header, nil
}

// persist repeats a call until the server has an answer to it.
func persist(ctx context.Context, client *drive.Client, call drive.Call) (header http.Header, repeated bool, err error) {
	for {
		header, status, err := client.Do(ctx, call)
		p := problem(err)
		switch {
		case err == nil:
			return header, repeated, nil
		case ctx.Err() != nil:
			return nil, repeated, err
		case p != nil && status < http.StatusInternalServerError && p.Code != "request-in-progress":
			return header, repeated, err
		}
		repeated = true
		select {
		case <-ctx.Done():
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// again repeats what is no act: looking, and showing things to the reader.
func again[T any](ctx context.Context, f func() (T, error)) (T, error) {
	for {
		got, err := f()
		if p := problem(err); err == nil || ctx.Err() != nil || (p != nil && p.Status < http.StatusInternalServerError) {
			return got, err
		}
		select {
		case <-ctx.Done():
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// errand is what somebody comes for.
type errand struct{ person, service string }

// errands mixes those who renew a passport, which a clerk decides, with those
// who have a fine to settle.
func (h *hall) errands(ctx context.Context, k *drive.Kiosk) []errand {
	h.t.Helper()
	persons, err := k.Persons(ctx)
	h.must(err)
	var renew, settle []errand
	for _, p := range persons {
		switch {
		case strings.Contains(p.Shows, "renew"):
			renew = append(renew, errand{p.ID, passport})
		case strings.Contains(p.Shows, "照"), strings.Contains(p.Shows, "记"), p.Shows == "":
			settle = append(settle, errand{p.ID, traffic})
		}
	}
	mixed := make([]errand, 0, len(renew)+len(settle))
	for i, e := range settle {
		if mixed = append(mixed, e); i%3 == 0 && len(renew) > 0 {
			mixed, renew = append(mixed, renew[0]), renew[1:]
		}
	}
	return mixed
}

// visit is one citizen's whole visit.
func (v *visitor) visit(ctx context.Context, e errand) error {
	if err := v.identify(ctx, e.person); err != nil {
		return err
	}
	var a drive.Application
	header, err := v.act(ctx, v.kiosk.Client, drive.Call{Method: http.MethodPost, Path: "/api/kiosk/applications",
		Body: map[string]any{"service": e.service}, Into: &a})
	if err != nil || a.Page == nil { // not for this person
		return err
	}
	a.ETag = header.Get("ETag")
	return v.carry(ctx, a, e.person)
}

func (v *visitor) identify(ctx context.Context, person string) error {
	token := func(path string, body map[string]any) (string, error) {
		var got struct{ Token string }
		_, err := again(ctx, func() (int, error) {
			_, status, err := v.kiosk.Do(ctx, drive.Call{Method: http.MethodPost, Path: path, Body: body, Into: &got})
			return status, err
		})
		return got.Token, err
	}
	reading, err := token("/api/demo/readings", map[string]any{"person": person, "document": "id-card"})
	if err != nil {
		return err
	}
	factor, err := token("/api/demo/factors", map[string]any{"person": person, "matches": true})
	if err != nil {
		return err
	}
	_, err = v.act(ctx, v.kiosk.Client, drive.Call{Method: http.MethodPost, Path: "/api/kiosk/session",
		Body: map[string]any{"reading": reading, "factor": factor, "language": "zh-CN"}})
	return err
}

// carry brings an application to its payment, page by page.
func (v *visitor) carry(ctx context.Context, a drive.Application, person string) error {
	v.files = append(v.files, file{id: a.ID})
	f, path := &v.files[len(v.files)-1], "/api/kiosk/applications/"+a.ID
	for a.Page != nil {
		answers, err := again(ctx, func() (map[string]any, error) { return v.kiosk.Answers(ctx, a, person, typed()) })
		if err != nil {
			return err
		}
		if a, err = v.change(ctx, a, http.MethodPut, "/steps/"+a.Page.Step, map[string]any{"answers": answers}); err != nil {
			return err
		}
		f.saves++
	}
	a, err := v.change(ctx, a, http.MethodPost, "/submission", map[string]any{"confirmedFen": a.Total})
	if err != nil {
		return err
	}
	f.submitted = true
	if a.State == "queued" {
		if err := v.decide(ctx, a.ID); err != nil {
			return err
		}
		f.decided = true
	}
	for a.State == "approved" || a.State == "queued" {
		if a, err = again(ctx, func() (drive.Application, error) { return v.kiosk.View(ctx, a.ID) }); err != nil {
			return err
		}
	}
	if a.State != "awaiting-payment" {
		return nil // nothing to pay
	}
	var order struct{ ID, QR string }
	if _, err := v.act(ctx, v.kiosk.Client, drive.Call{Method: http.MethodPost, Path: path + "/order", Body: map[string]any{"amountFen": a.Total}, Into: &order}); err != nil {
		return err
	}
	f.ordered = true
	return v.pay(ctx, f, order.QR)
}

// typed is what those type whose mobile and address no register knows.
func typed() map[string]any {
	return map[string]any{"contact_mobile": "13900001111", "contact_name": "王小明", "post_address": "标记路一百二十三号样板大厦"}
}

// change is an act under the version last seen.
func (v *visitor) change(ctx context.Context, a drive.Application, method, path string, body any) (drive.Application, error) {
	var next drive.Application
	header, err := v.act(ctx, v.kiosk.Client, drive.Call{Method: method, Path: "/api/kiosk/applications/" + a.ID + path,
		IfMatch: a.ETag, Body: body, Into: &next})
	next.ETag = header.Get("ETag")
	return next, err
}

func (v *visitor) decide(ctx context.Context, id string) error {
	var claim drive.Claim
	if _, err := v.act(ctx, v.clerk, drive.Call{Method: http.MethodPost, Path: "/api/desk/cases/" + id + "/claim", Into: &claim}); err != nil {
		return err
	}
	checks, err := again(ctx, func() ([]string, error) { return v.clerk.CheckList(ctx, id) })
	if err != nil {
		return err
	}
	_, err = v.act(ctx, v.clerk, drive.Call{Method: http.MethodPost, Path: "/api/desk/cases/" + id + "/decision",
		Body: map[string]any{"fence": claim.Fence, "outcome": "approve", "checks": checks}})
	return err
}

// pay scans the code, and waits until the kiosk shows that it is paid. A code
// that did not come with the order comes with its state.
func (v *visitor) pay(ctx context.Context, f *file, qr string) error {
	for {
		var order struct{ State, QR string }
		_, err := again(ctx, func() (int, error) {
			_, status, err := v.kiosk.Do(ctx, drive.Call{Method: http.MethodGet, Path: "/api/kiosk/applications/" + f.id + "/order", Into: &order})
			return status, err
		})
		if err != nil {
			return err
		}
		if order.State == "paid" {
			f.paid = true
			return nil
		}
		if order.QR != "" {
			qr = order.QR
		}
		if qr != "" {
			_, err = again(ctx, func() (int, error) {
				_, status, err := v.kiosk.Do(ctx, drive.Call{Method: http.MethodPost, Path: "/api/demo/payments", Body: map[string]string{"qr": qr, "act": "pay"}})
				return status, err
			})
		}
		if p := problem(err); err != nil && (p == nil || p.Code != "demo.not_payable") { // paid already, and the phone's reply was lost
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// expectOnce holds what was acknowledged against what stands.
func (v *visitor) expectOnce(t *testing.T) {
	t.Helper()
	h := v.hall
	one := map[bool]int{true: 1}
	for _, f := range v.files {
		for _, x := range []struct {
			what      string
			got, want int
		}{
			{"opened", h.entries("application.opened", f.id), 1},
			{"steps saved", h.entries("application.step_saved", f.id), f.saves},
			{"submitted", h.entries("application.submitted", f.id), one[f.submitted]},
			{"decided by the clerk", h.entries("case.decided", f.id), one[f.decided]},
			{"orders", h.count("SELECT count(*) FROM payment_order WHERE application_id = ?", f.id), one[f.ordered]},
			{"order paid", h.entries("order.paid", f.id), one[f.paid]},
			{"payment's effect", h.entries("application.paid", f.id), one[f.paid]},
		} {
			if x.got != x.want {
				t.Errorf("%s, application %s, %s: %d, acknowledged %d", v.name, f.id, x.what, x.got, x.want)
			}
		}
	}
	for _, key := range v.keys {
		if n := h.count("SELECT count(*) FROM once_reply WHERE request_key = ?", key); n > 1 {
			t.Errorf("key %s has %d replies", key, n)
		}
	}
}

// expectQuiet waits until nothing that is due is left in the outbox. What asks
// again later by its own plan (a parcel, an open order) is not due.
func (h *hall) expectQuiet(ctx context.Context) {
	h.t.Helper()
	h.until(ctx, "the outbox is drained", func() bool {
		return h.count("SELECT count(*) FROM job WHERE state = 'waiting' AND run_at <= ?", time.Now().UnixMilli()) == 0
	})
}
