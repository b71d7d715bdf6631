package faults_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptrace"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"onevisit/scripts/drive"
)

// sent returns a context under which a request says that it was sent.
func sent(ctx context.Context) (context.Context, <-chan struct{}) {
	done := make(chan struct{}, 8)
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteRequest: func(httptrace.WroteRequestInfo) { done <- struct{}{} },
	}), done
}

// running sends a call twice at once while something keeps it from being
// committed, and returns when one of the two was turned away because the other
// is in the server's hands (B3). The other's error comes later.
func running(ctx context.Context, t *testing.T, k *drive.Kiosk, call drive.Call) <-chan error {
	t.Helper()
	type outcome struct {
		header http.Header
		err    error
	}
	answered := make(chan outcome, 2)
	for range 2 {
		go func() {
			header, _, err := k.Do(ctx, call)
			answered <- outcome{header, err}
		}()
	}
	away := <-answered
	p := problem(away.err)
	if p == nil || p.Status != http.StatusConflict || p.Code != "request-in-progress" || away.header.Get("Retry-After") == "" {
		t.Fatalf("%v, Retry-After %q", away.err, away.header.Get("Retry-After"))
	}
	other := make(chan error, 1)
	go func() { other <- (<-answered).err }()
	return other
}

// F1: killed before the commit. Nothing stands, and the retry succeeds once.
func TestKill_beforeTheCommit(t *testing.T) {
	t.Parallel()
	h, ctx := startHall(t), soon(t)
	k := h.kiosk(ctx, nil)
	a := h.draft(ctx, k, "p030", traffic)
	call := save(ctx, t, k, a, "p030", "before-the-commit")

	release := h.hold("application", a.ID)
	failed := running(ctx, t, k, call)
	h.kill()
	release()
	if err := <-failed; err == nil {
		t.Fatal("it was answered before it was committed")
	}
	if n := h.count("SELECT count(*) FROM once_reply WHERE request_key = ?", call.Key); n != 0 || h.entries("application.step_saved", a.ID) != 0 {
		t.Fatal("something of it stands")
	}
	h.restart()

	header, _, err := k.Do(ctx, call)
	h.must(err)
	if replayed(header) {
		t.Error("a reply nobody made is replayed")
	}
	header, _, err = persist(ctx, k.Client, call)
	h.must(err)
	if !replayed(header) || h.entries("application.step_saved", a.ID) != 1 {
		t.Errorf("replayed %v, %d entries", replayed(header), h.entries("application.step_saved", a.ID))
	}
}

// F2: killed after the commit and before the reply. The retry gets the reply
// that was stored with the change.
func TestKill_afterTheCommit(t *testing.T) {
	t.Parallel()
	h, ctx := startHall(t), soon(t)
	w := newWire(t, h.base)
	k := h.kiosk(ctx, w)
	a := h.draft(ctx, k, "p030", traffic)
	call := save(ctx, t, k, a, "p030", "after-the-commit")

	w.loseReplies()
	failed := make(chan error, 1)
	go func() {
		_, _, err := k.Do(ctx, call)
		failed <- err
	}()
	h.until(ctx, "the step is committed", func() bool {
		return h.count("SELECT count(*) FROM once_reply WHERE request_key = ?", call.Key) == 1
	})
	h.kill()
	if err := <-failed; err == nil {
		t.Fatal("the reply arrived")
	}
	w.heal()
	h.restart()

	header, status, err := k.Do(ctx, call)
	h.must(err)
	if !replayed(header) || status != http.StatusOK || h.entries("application.step_saved", a.ID) != 1 {
		t.Errorf("%d, replayed %v, %d entries", status, replayed(header), h.entries("application.step_saved", a.ID))
	}
	now, err := k.View(ctx, a.ID)
	h.must(err)
	if now.ETag != header.Get("ETag") || now.Page.Step == a.Page.Step {
		t.Errorf("at %s under %s, the reply said %s", now.Page.Step, now.ETag, header.Get("ETag"))
	}
}

// F3: killed while a job has its effect outside. It is carried out again and
// the effect is not.
func TestKill_whileAJobIsInHand(t *testing.T) {
	t.Parallel()
	h, ctx := startHall(t), soon(t)
	k := h.kiosk(ctx, nil)
	a, err := k.Walk(ctx, h.draft(ctx, k, "p030", traffic), "p030", nil)
	h.must(err)
	h.fault(ctx, k, "traffic.decide", "delay", 60_000, 1) // decided there, and the reply is long in coming
	_, err = k.Submit(ctx, a)
	h.must(err)
	h.until(ctx, "the register has the decision", func() bool { return len(h.world().Decisions) == 1 })
	h.kill()
	h.restart()

	a, err = k.Until(ctx, a.ID, "awaiting-payment")
	h.must(err)
	h.expectBooksAgree()
	if n := h.entries("application.payment_due", a.ID); n != 1 {
		t.Errorf("due %d times", n)
	}
}

// world is what the simulated outside world remembers, as it wrote it down
// before it answered.
type world struct {
	Decisions map[string]struct{ Number, Record string }
	Orders    map[string]struct {
		State     string `json:"state"`
		AmountFen int64  `json:"amountFen"`
	}
}

func (h *hall) world() (w world) {
	h.t.Helper()
	text, err := os.ReadFile(filepath.Join(h.data, "demo-world", "state"))
	if os.IsNotExist(err) {
		return w
	}
	h.must(err)
	h.must(json.Unmarshal(text, &w))
	return w
}

// expectBooksAgree holds what the outside world did against what the hall
// believes it did: each decision once, each payment once, to the fen.
func (h *hall) expectBooksAgree() {
	h.t.Helper()
	w := h.world()
	records := map[string]string{}
	for key, d := range w.Decisions {
		if other := records[d.Record]; other != "" {
			h.t.Errorf("record %s was decided twice: %s and %s", d.Record, other, key)
		}
		records[d.Record] = key
		if n := h.count("SELECT count(*) FROM application_result WHERE kind = 'decision' AND item = ? AND number LIKE ? AND state = 'done'", d.Record, d.Number+"%"); n != 1 { // the number and its check digit
			h.t.Errorf("decision %s of record %s stands %d times", d.Number, d.Record, n)
		}
	}
	if n := h.count("SELECT count(*) FROM application_result WHERE kind = 'decision' AND state = 'done'"); n != len(w.Decisions) {
		h.t.Errorf("%d decisions here, %d there", n, len(w.Decisions))
	}
	var paid, sum int
	for _, o := range w.Orders {
		if o.State == "PAID" {
			paid, sum = paid+1, sum+int(o.AmountFen)
		}
	}
	if n, s := h.count("SELECT count(*) FROM payment_order WHERE state = 'paid'"), h.count("SELECT sum(amount_fen) FROM payment_order WHERE state = 'paid'"); n != paid || s != sum {
		h.t.Errorf("%d orders of %d fen paid here, %d of %d there", n, s, paid, sum)
	}
	if n := h.count("SELECT count(*) FROM payment_quarantine"); n != 0 {
		h.t.Errorf("%d notices in quarantine", n)
	}
	if n := h.count("SELECT count(*) FROM job WHERE state = 'dead'"); n != 0 {
		h.t.Errorf("%d dead jobs\n%s", n, h.log())
	}
}

// F2 at the desk: killed after a decision was answered and before its undo time
// was over. The job stands in the decision's transaction, so the next server
// carries it out, once; nothing is half decided meanwhile.
func TestKill_betweenADecisionAndItsEnd(t *testing.T) {
	t.Parallel()
	h, ctx := startHall(t), soon(t)
	h.kill()
	h.undo = 2 * time.Second // long enough to be killed in
	h.restart()
	k, clerk := h.kiosk(ctx, nil), drive.NewClient(h.base, nil)
	h.must(clerk.SignIn(ctx, "clerk", "demo-clerk-2026"))
	people, err := k.Persons(ctx)
	h.must(err)
	who := people[slices.IndexFunc(people, func(p drive.Person) bool { return strings.Contains(p.Shows, "三项都能办") })].ID
	a, err := k.Walk(ctx, h.draft(ctx, k, who, passport), who, typed())
	h.must(err)
	a, err = k.Submit(ctx, a)
	h.must(err)
	claim, err := clerk.ClaimCase(ctx, a.ID)
	h.must(err)
	h.must(clerk.Approve(ctx, claim))
	h.kill()
	if n := h.count("SELECT count(*) FROM decision WHERE application_id = ? AND state = 'provisional'", a.ID); n != 1 {
		t.Fatalf("%d provisional decisions after the kill", n)
	}
	if n := h.count("SELECT count(*) FROM application WHERE id = ? AND state = 'queued'", a.ID); n != 1 {
		t.Fatal("the application moved before the decision was final")
	}
	h.restart()
	h.until(ctx, "the decision is carried out", func() bool {
		return h.count("SELECT count(*) FROM application WHERE id = ? AND state = 'awaiting-payment'", a.ID) == 1
	})
	if n := h.count("SELECT count(*) FROM decision WHERE application_id = ?", a.ID); n != 1 || h.entries("case.decision_final", a.ID) != 1 {
		t.Errorf("%d decisions, final %d times", n, h.entries("case.decision_final", a.ID))
	}
}
