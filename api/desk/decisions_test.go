package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"onevisit/api/internal/gen/deskapi"
	"onevisit/api/internal/webtest"
	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
)

// finalise lets the undo time pass and makes the decision final, as the worker
// does.
func (b *bench) finalise(decision string) {
	b.t.Helper()
	b.clock.pass(undoTime)
	_, err := b.decided.Finalise(b.t.Context(), models.ID(decision))
	must(b.t, err)
}

func (b *bench) claim(login, id string) deskapi.Claim {
	b.t.Helper()
	var claim deskapi.Claim
	b.tab(login).Do("POST", "/api/desk/cases/"+id+"/claim", nil).Want(200).Into(&claim)
	return claim
}

func (b *bench) decideAs(login, id string, more bodyOf) deskapi.Decided {
	b.t.Helper()
	body := bodyOf{"fence": b.claim(login, id).Fence}
	for k, v := range more {
		body[k] = v
	}
	var decided deskapi.Decided
	b.tab(login).Do("POST", "/api/desk/cases/"+id+"/decision", body).Want(200).Into(&decided)
	return decided
}

func TestDecision_canBeUndoneForAMoment(t *testing.T) {
	b := newBench(t)
	id := b.queue()
	decided := b.decideAs("wang", id, bodyOf{"outcome": "approve"})
	if decided.UndoSeconds != 10 || decided.Stage != "first" || decided.State != string(application.Queued) || !decided.FinalAt.After(b.clock.Now()) {
		t.Errorf("%+v", decided)
	}
	undo := "/api/desk/decisions/" + decided.DecisionId + "/undo"
	b.tab("zhao").Do("POST", undo, nil).WantProblem(403, "decision-of-other")
	b.tab("chief").Do("POST", undo, nil).WantProblem(403, "decision-of-other")
	b.tab("stranger").Do("POST", undo, nil).WantProblem(404, "not-found")
	b.tab("du").Do("POST", undo, nil).WantProblem(403, "forbidden-role")
	var claim, replayed deskapi.Claim
	b.tab("wang").Do("POST", undo, nil, webtest.Key("undo")).Want(200).Into(&claim)
	b.tab("wang").Do("POST", undo, nil, webtest.Key("undo")).Want(200).Into(&replayed)
	if claim.CaseId != id || claim.Fence < 2 || claim != replayed {
		t.Errorf("%+v, again %+v", claim, replayed)
	}
	b.tab("wang").Do("POST", undo, nil).WantProblem(409, "undo-window-closed")

	var second deskapi.Decided
	b.tab("wang").Do("POST", "/api/desk/cases/"+id+"/decision", bodyOf{"fence": claim.Fence, "outcome": "reject", "reasonCode": "photo-poor"}).
		Want(200).Into(&second)
	b.clock.pass(undoTime)
	b.tab("wang").Do("POST", "/api/desk/decisions/"+second.DecisionId+"/undo", nil).WantProblem(409, "undo-window-closed")
}

func TestDecisions_listTellsWhatCanBeDone(t *testing.T) {
	b := newBench(t)
	first := b.decideAs("wang", b.queue(), bodyOf{"outcome": "reject", "reasonCode": "photo-poor", "note": "戴了帽子"})
	b.finalise(first.DecisionId)
	second := b.decideAs("wang", b.queue(), bodyOf{"outcome": "approve"})
	b.decideAs("zhao", b.queue(), bodyOf{"outcome": "approve"})

	var mine, hall deskapi.Decisions
	reply := b.tab("wang").Do("GET", "/api/desk/decisions", nil).Want(200)
	reply.Into(&mine)
	if len(mine.Decisions) != 2 || mine.Decisions[0].Decision.Id != second.DecisionId || !mine.Decisions[0].MayUndo || mine.Decisions[0].MayWithdraw {
		t.Fatalf("%+v", mine.Decisions)
	}
	if d := mine.Decisions[1]; d.MayUndo || d.MayWithdraw || d.Decision.State != "final" || *d.Decision.Reason != "照片不合格" || d.Holder != maskedName || d.Decision.By != "wang" {
		t.Errorf("%+v", d)
	}
	if strings.Contains(string(reply.Body), "戴了帽子") {
		t.Error("the list shows the note")
	}
	b.tab("wang").Do("GET", "/api/desk/decisions?whose=hall", nil).WantProblem(403, "supervisor-decides")
	var seen []string
	next := ""
	for range 3 {
		path := "/api/desk/decisions?whose=hall&limit=1"
		if next != "" {
			path += "&cursor=" + next
		}
		hall = deskapi.Decisions{}
		b.tab("chief").Do("GET", path, nil).Want(200).Into(&hall)
		seen = append(seen, hall.Decisions[0].Decision.By)
		if hall.Decisions[0].MayUndo {
			t.Error("a supervisor may undo another's")
		}
		next = ""
		if hall.Next != nil {
			next = *hall.Next
		}
	}
	if !slices.Equal(seen, []string{"zhao", "wang", "wang"}) || next != "" || !hall.Decisions[0].MayWithdraw {
		t.Errorf("%v, next %q, %+v", seen, next, hall.Decisions[0])
	}
	b.tab("wang").Do("GET", "/api/desk/decisions?cursor=abcdefgh", nil).WantProblem(400, "cursor")
	var nothing deskapi.Decisions
	b.tab("stranger").Do("GET", "/api/desk/decisions", nil).Want(200).Into(&nothing)
	if len(nothing.Decisions) != 0 {
		t.Error("another hall's decisions")
	}
}

func TestWithdrawal_isASupervisorsWithAReason(t *testing.T) {
	b := newBench(t)
	id := b.queue()
	decided := b.decideAs("wang", id, bodyOf{"outcome": "reject", "reasonCode": "photo-poor"})
	path := "/api/desk/decisions/" + decided.DecisionId + "/withdrawal"
	why := bodyOf{"reasonCode": "wrong-facts"}
	b.tab("chief").Do("POST", path, why).WantProblem(409, "decision-not-final")
	b.finalise(decided.DecisionId)
	b.tab("wang").Do("POST", path, why).WantProblem(403, "forbidden-role")
	b.tab("stranger").Do("POST", path, why).WantProblem(403, "forbidden-role")
	b.tab("chief").Do("POST", path, bodyOf{"reasonCode": "mood"}).WantProblem(422, "invalid-input")
	b.tab("chief").Do("POST", path, bodyOf{"reasonCode": "other"}).WantProblem(422, "input")
	b.tab("chief").Do("POST", path, why, webtest.Key("w")).Want(204)
	b.tab("chief").Do("POST", path, why, webtest.Key("w")).Want(204)
	b.tab("chief").Do("POST", path, why).WantProblem(409, "decision-not-final")
	if n := b.entries("application", id)[audit.DecisionWithdrawn]; n != 1 {
		t.Errorf("%d entries", n)
	}
	var queue deskapi.Queue
	b.tab("zhao").Do("GET", "/api/desk/queue", nil).Want(200).Into(&queue)
	if queue.Waiting != 1 || queue.Cases[0].Id != id {
		t.Errorf("not back in the queue: %+v", queue)
	}
}

// B35: what is wrong as a whole is 422; a stale case in the middle is told as
// its own outcome.
func TestBulk_eachCaseHasItsOutcome(t *testing.T) {
	b := newBench(t)
	ids := make([]string, 50)
	for i := range ids {
		ids[i] = b.queue()
	}
	wang := b.tab("wang")
	reject := func(ids []string) bodyOf {
		return bodyOf{"caseIds": ids, "outcome": "reject", "reasonCode": "photo-poor"}
	}
	wang.Do("POST", "/api/desk/bulk", reject(append(slices.Clone(ids), b.queue()))).WantProblem(422, "invalid-input")
	wang.Do("POST", "/api/desk/bulk", reject([]string{ids[0], ids[0]})).WantProblem(422, "invalid-input")
	wang.Do("POST", "/api/desk/bulk", bodyOf{"caseIds": ids[:2], "outcome": "reject"}).WantProblem(422, "input")
	wang.Do("POST", "/api/desk/bulk", bodyOf{"caseIds": ids[:2], "outcome": "correction"}).WantProblem(422, "invalid-input")
	b.tab("du").Do("POST", "/api/desk/bulk", reject(ids)).WantProblem(403, "forbidden-role")

	b.claim("zhao", ids[3])
	b.decideAs("zhao", ids[10], bodyOf{"outcome": "approve"})
	ids[20] = string(b.ids.New())
	var preview deskapi.BulkPreview
	wang.Do("POST", "/api/desk/bulk/preview", reject(ids), webtest.English()).Want(200).Into(&preview)
	if preview.Count != 47 || len(preview.Eligible) != 47 || len(preview.Excluded) != 3 || len(preview.Checks) != 0 {
		t.Fatalf("%+v", preview)
	}
	codes := []string{preview.Excluded[0].Code, preview.Excluded[1].Code, preview.Excluded[2].Code}
	if !slices.Equal(codes, []string{"claimed-by-other", "already-decided", "bulk-case-gone"}) || preview.Excluded[0].Text != "This case is held by zhao." {
		t.Errorf("%+v", preview.Excluded)
	}
	var done, again deskapi.BulkDecided
	wang.Do("POST", "/api/desk/bulk", reject(ids), webtest.Key("bulk")).Want(200).Into(&done)
	wang.Do("POST", "/api/desk/bulk", reject(ids), webtest.Key("bulk")).Want(200).Into(&again)
	if done.BulkId == "" || done.BulkId != again.BulkId || *done.UndoSeconds != 10 {
		t.Errorf("%+v", done)
	}
	if n := countOf(done, "decided"); n != 47 || countOf(done, "skipped") != 3 || *done.Items[10].Code != "already-decided" {
		t.Errorf("%d decided: %+v", n, done.Items)
	}
	undo := "/api/desk/bulk/" + done.BulkId + "/undo"
	b.tab("zhao").Do("POST", undo, nil).WantProblem(403, "decision-of-other")
	b.tab("stranger").Do("POST", undo, nil).WantProblem(404, "not-found")
	var undone deskapi.BulkDecided
	wang.Do("POST", undo, nil).Want(200).Into(&undone)
	if countOf(undone, "undone") != 47 || len(undone.Items) != 47 {
		t.Errorf("%+v", undone)
	}
	wang.Do("POST", undo, nil).WantProblem(409, "undo-window-closed")
	var queue deskapi.Queue
	wang.Do("GET", "/api/desk/queue", nil).Want(200).Into(&queue)
	if queue.Mine != 0 {
		t.Errorf("%d cases held after a bulk undo", queue.Mine)
	}
	wang.Do("POST", "/api/desk/bulk", reject(ids[:2])).Want(200).Into(&done)
	b.clock.pass(undoTime)
	wang.Do("POST", "/api/desk/bulk/"+done.BulkId+"/undo", nil).WantProblem(409, "undo-window-closed")
}

func countOf(b deskapi.BulkDecided, status string) int {
	n := 0
	for _, item := range b.Items {
		if string(item.Status) == status {
			n++
		}
	}
	return n
}

// A lost tab loses nothing: what was decided is carried out, what was only
// claimed is free again when the lease ends (F40).
func TestDecision_outlivesTheBrowser(t *testing.T) {
	b := newBench(t)
	id, other := b.queue(), b.queue()
	decided := b.decideAs("wang", id, bodyOf{"outcome": "approve"})
	b.claim("wang", other)
	b.clock.pass(5 * time.Minute)
	b.finalise(decided.DecisionId)
	if b.entries("application", id)[audit.DecisionFinal] != 1 {
		t.Error("the decision was lost with the tab")
	}
	if got := b.claim("zhao", other); got.CaseId != other {
		t.Error("the claim outlived its lease")
	}
}
