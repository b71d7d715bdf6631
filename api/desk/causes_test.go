package desk_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"onevisit/api/internal/gen/deskapi"
	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/completion"
	"onevisit/models/figures"
	"onevisit/models/store"
	"onevisit/models/visit"
)

func (b *bench) amender() *visit.Amender {
	visits := store.NewVisits(b.db)
	return visit.NewAmender(visit.AmenderConfig{
		Matters: visits, Store: visits, Vault: b.vault, Audit: b.audit, Transactor: b.db, Clock: b.clock, IDs: b.ids,
	})
}

// cells is what the ended matters contribute now.
func (b *bench) cells() map[figures.Cell]int64 {
	b.t.Helper()
	sum := map[figures.Cell]int64{}
	b.atomically(func(ctx context.Context, tx models.Tx) error {
		list, _, err := store.NewFigureFacts().All(ctx, tx, figures.Matter, "", "", 100)
		for _, c := range list {
			for _, cell := range c.Cells {
				n := cell.N
				cell.N = 0
				sum[cell] += n
			}
		}
		return err
	})
	return sum
}

func TestCause_isAmendedWithItsHistoryKept(t *testing.T) {
	b := newBench(t)
	b.past(time.March, 1) // of one matter, refused the day before for R01
	reports := completion.NewReports(completion.Published(), store.NewCompletion(b.db), b.vault, b.clock, true)
	list, err := reports.Matters(t.Context(), models.Actor{Role: "auditor"}, completion.Query{From: "2026-01-01", To: "2026-12-31"}, completion.Filter{}, models.Page{Limit: 5})
	must(t, err)
	id := string(list.Matters[0].ID)
	visits, cause := "/api/desk/matters/"+id+"/visits", fmt.Sprintf("/api/desk/matters/%s/visits/2/cause", id)
	lead := b.as("chief")
	if before := b.cells(); before[figures.Cell{Measure: figures.Causes, Bucket: "R01"}] != 1 {
		t.Fatalf("before: %v", before)
	}

	amend := func(was, to, reason, note string) map[string]any {
		return map[string]any{"was": was, "cause": to, "reasonCode": reason, "note": note}
	}
	lead.Do("POST", cause, amend("R01", "R77", "mistake", "")).WantProblem(422, "visit.amendment")
	lead.Do("POST", cause, amend("R01", "R01", "mistake", "")).WantProblem(422, "visit.amendment")
	lead.Do("POST", cause, amend("R01", "R03", "other", "")).WantProblem(422, "visit.amendment")
	lead.Do("POST", cause, amend("R01", "R99", "mistake", "")).WantProblem(422, "visit.amendment")
	lead.Do("POST", cause, amend("R01", "R03", "boredom", "")).Want(422)
	lead.Do("POST", "/api/desk/matters/"+id+"/visits/1/cause", amend("R01", "R03", "mistake", "")).WantProblem(409, "visit.no_cause")
	lead.Do("POST", "/api/desk/matters/"+id+"/visits/3/cause", amend("R01", "R03", "mistake", "")).Want(404)
	lead.Do("POST", "/api/desk/matters/"+string(b.ids.New())+"/visits/2/cause", amend("R01", "R03", "mistake", "")).Want(404)

	var done deskapi.MatterVisit
	lead.Do("POST", cause, amend("R01", "R03", "complaint", "申请人说缺的是前置证明")).Want(200).Into(&done)
	if done.Seq != 2 || *done.Cause != "R03" {
		t.Errorf("amended: %+v", done)
	}
	lead.Do("POST", cause, amend("R01", "R04", "mistake", "")).WantProblem(409, "visit.cause_moved")
	lead.Do("POST", cause, amend("R03", "R99", "evidence", "另有情况")).Want(200)
	var history deskapi.MatterVisits
	lead.Do("GET", visits, nil).Want(200).Into(&history)
	if len(history.Visits) != 2 || history.Visits[0].Cause != nil || *history.Visits[1].Cause != "R99" || len(history.Causes) != 21 {
		t.Errorf("visits: %+v", history.Visits)
	}
	if a := history.Amendments; len(a) != 2 || a[0].Was != "R01" || a[0].Cause != "R03" || *a[0].Note != "申请人说缺的是前置证明" || a[1].Was != "R03" {
		t.Errorf("amendments: %+v", a)
	}
	if n := b.entries("matter", id)[audit.OneVisitCauseAmends]; n != 2 {
		t.Errorf("%d entries", n)
	}
	after := b.cells()
	if after[figures.Cell{Measure: figures.Causes, Bucket: "R99"}] != 1 || after[figures.Cell{Measure: figures.Causes, Bucket: "R01"}] != 0 {
		t.Errorf("figures: %v", after)
	}
	if raw, err := store.NewVisits(b.db).Amendments(t.Context(), models.ID(id)); err != nil || len(raw[0].Note) == 0 || string(raw[0].Note) == "申请人说缺的是前置证明" {
		t.Errorf("the note is not sealed: %v", err)
	}
}

func TestCause_onlyByTheSupervisorOfItsHall(t *testing.T) {
	b := newBench(t)
	b.past(time.March, 1)
	reports := completion.NewReports(completion.Published(), store.NewCompletion(b.db), b.vault, b.clock, true)
	list, err := reports.Matters(t.Context(), models.Actor{Role: "auditor"}, completion.Query{From: "2026-01-01", To: "2026-12-31"}, completion.Filter{}, models.Page{Limit: 5})
	must(t, err)
	path := "/api/desk/matters/" + string(list.Matters[0].ID) + "/visits"
	body := map[string]any{"was": "R01", "cause": "R03", "reasonCode": "mistake"}
	b.as("wang").Do("POST", path+"/2/cause", body).Want(403)
	b.as("wang").Do("GET", path, nil).Want(403)
	b.as("du").Do("POST", path+"/2/cause", body).Want(403)
	far := models.Actor{Kind: models.ActorStaff, Role: "supervisor", Site: "440300-077"}
	if _, err := b.amender().Amend(t.Context(), far, visit.Amending{Matter: list.Matters[0].ID, Seq: 2, Was: "R01", To: "R03", Reason: visit.AmendMistake}, nil); models.KindOf(err) != models.KindNotFound {
		t.Errorf("another hall's supervisor: %v", err)
	}
	if _, err := b.amender().History(t.Context(), far, list.Matters[0].ID); models.KindOf(err) != models.KindNotFound {
		t.Errorf("another hall's supervisor sees: %v", err)
	}
}
