package desk_test

import (
	"testing"
	"time"

	"onevisit/api/internal/gen/deskapi"
	"onevisit/api/internal/webtest"
	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/staff"
	"onevisit/models/store"
)

// answersFor gives somebody further halls.
func (b *bench) answersFor(login string, sites ...string) {
	b.t.Helper()
	halls := staff.Halls{Transactor: b.db, Store: store.NewStaffHalls(b.db), Audit: b.audit}
	must(b.t, halls.Set(b.t.Context(), models.Actor{Kind: models.ActorSystem}, b.people[login], sites))
}

func (b *bench) board(chief *webtest.Client) deskapi.Board {
	b.t.Helper()
	var board deskapi.Board
	chief.Do("GET", "/api/desk/board", nil, webtest.English()).Want(200).Into(&board)
	return board
}

func TestHalls_boardHasLoadAndOverdueBySite(t *testing.T) {
	b := newBench(t)
	chief := b.as("chief")
	b.queue()
	b.queueAt(far)
	b.queueAt(far)
	if sites := b.board(chief).Sites; len(sites) != 1 || sites[0].Site != hall || !sites[0].Here {
		t.Errorf("with one hall: %+v", sites)
	}
	b.answersFor("chief", far)
	b.clock.pass(12 * 24 * time.Hour) // past the promise
	board := b.board(chief)
	if len(board.Sites) != 2 {
		t.Fatalf("halls: %+v", board.Sites)
	}
	east, west := board.Sites[0], board.Sites[1]
	if east.Name != "East hall" || !east.Here || east.Waiting != 1 || east.Overdue != 1 || east.OldestMinutes < 12*24*60 {
		t.Errorf("own hall: %+v", east)
	}
	if west.Name != "West hall" || west.Here || west.Waiting != 2 || west.Overdue != 2 {
		t.Errorf("further hall: %+v", west)
	}
	if board.Counts.Waiting != 1 || len(board.Overdue) != 1 {
		t.Errorf("the rest of the board is not of the hall looked at: %+v", board.Counts)
	}
}

func TestHalls_everyRuleHoldsForTheOneLookedAt(t *testing.T) {
	b := newBench(t)
	b.answersFor("chief", far)
	east, west := b.queue(), b.queueAt(far)
	chief, wang, stranger := b.as("chief"), b.as("wang"), b.as("stranger")
	choose := func(site string) *webtest.Reply { return chief.Do("PUT", "/api/desk/hall", bodyOf{"site": site}) }
	one := func(id string) string { return "/api/desk/cases/" + id }

	chief.Do("GET", one(west), nil).Want(404) // not looked at
	choose("nowhere").Want(404)
	wang.Do("PUT", "/api/desk/hall", bodyOf{"site": far}).WantProblem(403, "forbidden-role")

	var claim deskapi.Claim
	chief.Do("POST", one(east)+"/claim", nil).Want(200).Into(&claim)
	choose(far).WantProblem(409, "hall.claims-held")
	chief.Do("POST", one(east)+"/release", bodyOf{"fence": claim.Fence}).Want(204)
	choose(far).Want(204)
	choose(far).Want(204)
	if n := b.entries("staff", string(b.people["chief"].ID))[audit.HallChosen]; n != 1 {
		t.Errorf("%d entries of going to another hall", n)
	}

	chief.Do("GET", one(west), nil).Want(200)
	for _, refused := range []*webtest.Reply{
		chief.Do("GET", one(east), nil),
		chief.Do("POST", one(east)+"/claim", nil),
		chief.Do("POST", one(east)+"/take-over", bodyOf{"reasonCode": "complaint"}),
		chief.Do("PUT", one(east)+"/assignment", bodyOf{"clerkId": string(b.people["stranger"].ID), "reasonCode": "balance"}),
		chief.Do("PUT", "/api/desk/roster/"+string(b.people["wang"].ID), bodyOf{"onDuty": false, "skills": []string{}, "languages": []string{}}),
		stranger.Do("GET", one(east), nil),
		wang.Do("GET", one(west), nil),
	} {
		refused.Want(404)
	}
	chief.Do("PUT", one(west)+"/assignment", bodyOf{"clerkId": string(b.people["wang"].ID), "reasonCode": "balance"}).WantProblem(422, "input")
	chief.Do("PUT", one(west)+"/assignment", bodyOf{"clerkId": string(b.people["stranger"].ID), "reasonCode": "balance"}).Want(204)
	board := b.board(chief)
	if len(board.Clerks) != 1 || board.Clerks[0].Name != "stranger" || !board.Sites[1].Here || board.Counts.Waiting != 1 {
		t.Errorf("board of the further hall: %+v", board)
	}

	chief.Do("POST", one(west)+"/take-over", bodyOf{"reasonCode": "complaint"}).Want(200).Into(&claim)
	stranger.Do("POST", one(west)+"/claim", nil).WantProblem(409, "claimed-by-other")
	var queue deskapi.Queue
	stranger.Do("GET", "/api/desk/queue", nil).Want(200).Into(&queue)
	if len(queue.Cases) != 1 || queue.Cases[0].ClaimedBy == nil || *queue.Cases[0].ClaimedBy != "chief" {
		t.Errorf("what colleagues there see: %+v", queue.Cases)
	}
	chief.Do("POST", one(west)+"/release", bodyOf{"fence": claim.Fence}).Want(204)

	b.answersFor("chief") // taken away while it is looked at
	chief.Do("GET", one(west), nil).Want(404)
	chief.Do("GET", one(east), nil).Want(200)
	choose(far).Want(404)
}

// A supervisor off duty is off duty in every hall.
func TestHalls_dutyIsThePersons(t *testing.T) {
	b := newBench(t)
	b.answersFor("chief", far)
	b.queueAt(far)
	chief := b.as("chief")
	chief.Do("PUT", "/api/desk/hall", bodyOf{"site": far}).Want(204)
	chief.Do("PUT", "/api/desk/duty", bodyOf{"onDuty": false}).Want(200)
	b.clock.pass(2 * time.Second)
	chief.Do("POST", "/api/desk/queue/claim-next", nil).WantProblem(409, "off-duty")
}
