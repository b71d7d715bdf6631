package desk_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/deskapi"
	"onevisit/api/internal/webtest"
	"onevisit/models/audit"
)

func TestQueue_lanesAndCountsFollowWhatACaseWaitsFor(t *testing.T) {
	b := newBench(t)
	first, second := b.queue(), b.queue()
	wang := b.as("wang")
	var claim deskapi.Claim
	wang.Do("POST", "/api/desk/cases/"+first+"/claim", nil).Want(200).Into(&claim)
	lane := func(query string) deskapi.Queue {
		var q deskapi.Queue
		wang.Do("GET", "/api/desk/queue"+query, nil).Want(200).Into(&q)
		return q
	}
	if q := lane(""); len(q.Cases) != 2 || q.Counts.Waiting != 2 || q.Counts.Mine != 1 {
		t.Errorf("all: %+v", q.Counts)
	}
	if q := lane("?lane=mine"); len(q.Cases) != 1 || q.Cases[0].Id != first || !*q.Cases[0].ClaimedByMe {
		t.Errorf("mine: %+v", q.Cases)
	}
	for query, n := range map[string]int{
		"?lane=second": 0, "?lane=supervisor": 0, "?lane=correction": 0, "?service=none": 0, "?service=" + service: 2, "?language=en": 0,
		"?risk=none": 2, "?risk=overdue": 0, "?checked=attention": 2, "?checked=clean": 0, "?inHall=true": 2, "?inHall=false": 0,
		"?number=P": 2, "?number=Q": 0,
	} {
		if q := lane(query); len(q.Cases) != n {
			t.Errorf("%s: %d cases, want %d", query, len(q.Cases), n)
		}
	}
	wang.Do("GET", "/api/desk/queue?lane=nowhere", nil).WantProblem(422, "invalid-input")
	wang.Do("GET", "/api/desk/queue?number=%25", nil).WantProblem(422, "invalid-input")
	_ = second
}

func TestDuty_leavingGivesClaimsBackAndStopsTheNext(t *testing.T) {
	b := newBench(t)
	id := b.queue()
	wang, zhao := b.as("wang"), b.as("zhao")
	var claim deskapi.Claim
	wang.Do("POST", "/api/desk/queue/claim-next", nil).Want(200).Into(&claim)
	var entry deskapi.RosterEntry
	wang.Do("PUT", "/api/desk/duty", bodyOf{"onDuty": false}, webtest.Key("off")).Want(200).Into(&entry)
	if entry.OnDuty || entry.Held != 0 {
		t.Errorf("after leaving: %+v", entry)
	}
	wang.Do("POST", "/api/desk/queue/claim-next", nil).WantProblem(409, "off-duty")
	wang.Do("POST", "/api/desk/cases/"+id+"/claim", nil).WantProblem(409, "off-duty")
	wang.Do("POST", "/api/desk/cases/"+id+"/decision", bodyOf{"fence": claim.Fence, "outcome": "approve"}).WantProblem(409, "not-claimed")
	zhao.Do("POST", "/api/desk/queue/claim-next", nil).Want(200)
	if n := b.entries("application", id)[audit.CaseReleased]; n != 1 {
		t.Errorf("%d entries of the claim given back", n)
	}
	wang.Do("PUT", "/api/desk/duty", bodyOf{"onDuty": true}).Want(200).Into(&entry)
	if !entry.OnDuty {
		t.Errorf("after coming back: %+v", entry)
	}
	if n := b.entries("staff", entry.ClerkId)[audit.DutyChanged]; n != 2 {
		t.Errorf("%d entries of duty", n)
	}
}

func TestRoster_skillsRouteAndAreRecorded(t *testing.T) {
	b := newBench(t)
	b.queue()
	chief, wang := b.as("chief"), b.as("wang")
	clerk := string(b.people["wang"].ID)
	set := func(body bodyOf) *webtest.Reply { return chief.Do("PUT", "/api/desk/roster/"+clerk, body) }
	set(bodyOf{"onDuty": true, "skills": []string{"no-such"}, "languages": []string{}}).WantProblem(422, "input")
	set(bodyOf{"onDuty": true, "skills": []string{}, "languages": []string{"xx"}}).WantProblem(422, "input")
	set(bodyOf{"onDuty": true, "skills": []string{"exit-entry"}, "languages": []string{"en"}}).Want(200)
	wang.Do("POST", "/api/desk/queue/claim-next", nil).Want(200)
	if got := b.entries("staff", clerk); got[audit.SkillGranted] != 2 {
		t.Errorf("entries: %v", got)
	}
	var roster deskapi.Roster
	chief.Do("GET", "/api/desk/roster", nil).Want(200).Into(&roster)
	if len(roster.Clerks) != 3 || len(roster.Skills) < 2 || len(roster.Languages) == 0 {
		t.Errorf("roster: %+v", roster)
	}
	chief.Do("PUT", "/api/desk/roster/"+string(b.people["stranger"].ID), bodyOf{"onDuty": false, "skills": []string{}, "languages": []string{}}).Want(404)
	chief.Do("PUT", "/api/desk/roster/"+string(b.people["du"].ID), bodyOf{"onDuty": false, "skills": []string{}, "languages": []string{}}).Want(404)
}

func TestTakeOver_killsTheFormerFence(t *testing.T) {
	b := newBench(t)
	id := b.queue()
	path := "/api/desk/cases/" + id
	wang, chief := b.as("wang"), b.as("chief")
	var claim, taken deskapi.Claim
	wang.Do("POST", path+"/claim", nil).Want(200).Into(&claim)
	chief.Do("POST", path+"/take-over", bodyOf{"reasonCode": "other"}).WantProblem(422, "input")
	chief.Do("POST", path+"/take-over", bodyOf{"reasonCode": "boredom"}).WantProblem(422, "invalid-input")
	first := chief.Do("POST", path+"/take-over", bodyOf{"reasonCode": "complaint"}, webtest.Key("over")).Want(200).Into(&taken)
	if again := chief.Do("POST", path+"/take-over", bodyOf{"reasonCode": "complaint"}, webtest.Key("over")).Want(200); string(again.Body) != string(first.Body) {
		t.Errorf("the retry got %s", again.Body)
	}
	if taken.Fence <= claim.Fence {
		t.Errorf("fence %d after %d", taken.Fence, claim.Fence)
	}
	wang.Do("PUT", path+"/claim", bodyOf{"fence": claim.Fence}).WantProblem(409, "lease-expired")
	wang.Do("POST", path+"/decision", bodyOf{"fence": claim.Fence, "outcome": "approve"}).WantProblem(409, "lease-expired")
	if n := b.entries("application", id)[audit.CaseTakenOver]; n != 1 {
		t.Errorf("%d entries", n)
	}
}

func TestAssign_bindsWhileTheColleagueIsOnDuty(t *testing.T) {
	b := newBench(t)
	id := b.queue()
	path := "/api/desk/cases/" + id
	wang, zhao, chief := b.as("wang"), b.as("zhao"), b.as("chief")
	wang.Do("POST", path+"/claim", nil).Want(200)
	assign := bodyOf{"clerkId": string(b.people["zhao"].ID), "reasonCode": "balance"}
	chief.Do("PUT", path+"/assignment", bodyOf{"clerkId": string(b.people["stranger"].ID), "reasonCode": "balance"}).WantProblem(422, "input")
	chief.Do("PUT", path+"/assignment", assign).Want(204)
	wang.Do("POST", path+"/claim", nil).WantProblem(409, "assigned-to-colleague")
	wang.Do("POST", "/api/desk/queue/claim-next", nil).WantProblem(404, "queue.empty")
	zhao.Do("PUT", "/api/desk/duty", bodyOf{"onDuty": false}).Want(200)
	b.clock.pass(2 * time.Second)
	wang.Do("POST", "/api/desk/queue/claim-next", nil).Want(200)
	chief.Do("PUT", path+"/assignment", assign).WantProblem(409, "off-duty")
}

func TestBoard_showsLoadAndBound(t *testing.T) {
	b := newBench(t)
	b.queue()
	wang, chief := b.as("wang"), b.as("chief")
	wang.Do("POST", "/api/desk/queue/claim-next", nil).Want(200)
	b.clock.pass(10 * 24 * time.Hour)
	var board deskapi.Board
	chief.Do("GET", "/api/desk/board", nil, webtest.English()).Want(200).Into(&board)
	if board.Counts.Waiting != 1 || board.Counts.Overdue != 1 || len(board.Overdue) != 1 || len(board.Services) != 1 || len(board.Clerks) != 3 {
		t.Errorf("board: %+v", board)
	}
	if board.Services[0].Overdue != 1 || board.LongestWaitMinutes < 10*24*60 || !strings.Contains(board.WaitBoundText, "tenth day") {
		t.Errorf("board: %+v", board)
	}
	for _, login := range []string{"wang", "zhao"} {
		b.as(login).Do("PUT", "/api/desk/duty", bodyOf{"onDuty": false}).Want(200)
	}
	chief.Do("GET", "/api/desk/board", nil, webtest.English()).Want(200).Into(&board)
	if len(board.Undecidable) != 1 || board.Undecidable[0] != "Renew a passport" {
		t.Errorf("nobody on duty: %v", board.Undecidable)
	}
}

func TestPresence_isToldToColleaguesOnly(t *testing.T) {
	b := newBench(t)
	id := b.queue()
	wang, zhao := b.as("wang"), b.as("zhao")
	path := "/api/desk/cases/" + id + "/presence"
	var p deskapi.Presence
	wang.Do("PUT", path, bodyOf{"doing": "viewing"}).Want(200).Into(&p)
	if len(p.Others) != 0 {
		t.Errorf("wang sees %v", p.Others)
	}
	zhao.Do("PUT", path, bodyOf{"doing": "deciding"}).Want(200).Into(&p)
	if len(p.Others) != 1 || p.Others[0].Name != "wang" || p.Others[0].Doing != "viewing" {
		t.Errorf("zhao sees %v", p.Others)
	}
	var q deskapi.Queue
	wang.Do("GET", "/api/desk/queue", nil).Want(200).Into(&q)
	if viewers := q.Cases[0].Viewers; viewers == nil || len(*viewers) != 1 || (*viewers)[0] != "zhao" {
		t.Errorf("the row shows %v", viewers)
	}
	zhao.Do("PUT", path, bodyOf{"doing": "left"}).Want(200)
	wang.Do("PUT", path, bodyOf{"doing": "viewing"}).Want(200).Into(&p)
	if len(p.Others) != 0 {
		t.Errorf("wang still sees %v", p.Others)
	}
	b.as("stranger").Do("PUT", path, bodyOf{"doing": "viewing"}).Want(http.StatusNotFound)
}

// stream reads the events of one browser.
func (b *bench) stream(ctx context.Context, url, login string) (<-chan [2]string, *http.Response) {
	b.t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/api/desk/events", nil)
	must(b.t, err)
	r.AddCookie(&http.Cookie{Name: gate.StaffCookie, Value: login})
	r.Header.Set("Accept", "text/event-stream")
	reply, err := http.DefaultClient.Do(r)
	must(b.t, err)
	events := make(chan [2]string, 100)
	go func() {
		defer close(events)
		defer reply.Body.Close()
		lines := bufio.NewScanner(reply.Body)
		name := ""
		for lines.Scan() {
			if n, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
				name = n
			} else if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				events <- [2]string{name, data}
			}
		}
	}()
	return events, reply
}

func await(t *testing.T, events <-chan [2]string, name string, fits func(data string) bool) string {
	t.Helper()
	late := time.After(30 * time.Second) // a hang, not a bound
	for {
		select {
		case e, open := <-events:
			if !open {
				t.Fatalf("the stream ended before %s", name)
			}
			if e[0] == name && fits(e[1]) {
				return e[1]
			}
		case <-late:
			t.Fatalf("no event %s", name)
		}
	}
}

func TestEvents_tellOfClaimsCountsAndPresence(t *testing.T) {
	b := newBench(t)
	server := httptest.NewUnstartedServer(b.handler)
	server.Config.WriteTimeout = 300 * time.Millisecond // a stream has to outlive it
	server.Start()
	t.Cleanup(server.Close)
	t.Cleanup(b.feed.End)
	ctx, leave := context.WithCancel(t.Context())
	events, reply := b.stream(ctx, server.URL, "zhao")
	if reply.StatusCode != http.StatusOK || !strings.HasPrefix(reply.Header.Get("Content-Type"), "text/event-stream") {
		t.Fatalf("%d %s", reply.StatusCode, reply.Header.Get("Content-Type"))
	}
	await(t, events, "counts", func(d string) bool { return strings.Contains(d, `"waiting":0`) })
	id := b.queue() // written past the feed, as another server process would
	await(t, events, "case", func(d string) bool { return strings.Contains(d, id) })
	await(t, events, "counts", func(d string) bool { return strings.Contains(d, `"waiting":1`) })
	time.Sleep(500 * time.Millisecond)
	b.as("wang").Do("POST", "/api/desk/queue/claim-next", nil).Want(200)
	var e deskapi.CaseEvent
	must(t, json.Unmarshal([]byte(await(t, events, "case", func(d string) bool { return strings.Contains(d, "claimedBy") })), &e))
	if e.CaseId != id || *e.ClaimedBy != "wang" || e.Change != "changed" {
		t.Errorf("%+v", e)
	}
	b.as("wang").Do("PUT", "/api/desk/cases/"+id+"/presence", bodyOf{"doing": "deciding"}).Want(200)
	await(t, events, "presence", func(d string) bool { return strings.Contains(d, `"deciding"`) && !strings.Contains(d, maskedName) })
	leave()
	for range events {
	}
}

func TestEvents_endWithTheServerAndAreFewAnAccount(t *testing.T) {
	b := newBench(t)
	server := httptest.NewServer(b.handler)
	t.Cleanup(server.Close)
	var open []<-chan [2]string
	for range 6 {
		events, reply := b.stream(t.Context(), server.URL, "wang")
		if reply.StatusCode != http.StatusOK {
			t.Fatalf("status %d", reply.StatusCode)
		}
		open = append(open, events)
	}
	b.as("wang").Do("GET", "/api/desk/events", nil).WantProblem(429, "too-many-streams")
	b.as("du").Do("GET", "/api/desk/events", nil).WantProblem(403, "forbidden-role")
	b.as("").Do("GET", "/api/desk/events", nil).Want(401)
	b.feed.End()
	for _, events := range open {
		for range events {
		}
	}
	b.as("wang").Do("GET", "/api/desk/events", nil).WantProblem(503, "ending")
}

func TestEvents_endWithTheSession(t *testing.T) {
	b := newBench(t)
	server := httptest.NewServer(b.handler)
	t.Cleanup(server.Close)
	t.Cleanup(b.feed.End)
	events, _ := b.stream(t.Context(), server.URL, "zhao")
	b.signOut("zhao")
	late := time.After(10 * time.Second)
	for {
		select {
		case _, open := <-events:
			if !open {
				return
			}
		case <-late:
			t.Fatal("the stream outlives the session")
		}
	}
}
