package desk_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"onevisit/api/internal/gen/auditorapi"
	"onevisit/api/internal/webtest"
	"onevisit/models/store"
	"onevisit/models/visit"
)

func TestAuditor_opensAFigureDownToItsMatters(t *testing.T) {
	b := newBench(t)
	for month := time.January; month <= time.October; month++ {
		b.past(month, 12)
	}
	du := b.as("du")
	period := "from=2026-01-01&to=2026-10-31"
	var rate auditorapi.Overview
	du.Do("GET", "/api/auditor/rate?"+period, nil).Want(200).Into(&rate)
	if rate.Experienced.Numerator != 80 || rate.Experienced.Denominator != 120 || rate.Honest.Denominator != 120 || rate.Ended.Completed != 120 {
		t.Fatalf("rate: %+v", rate)
	}
	if !rate.Stamp.Demo || !strings.HasPrefix(rate.Stamp.Definition, "1-") || !rate.Stamp.AsOf.Equal(b.clock.Now()) || rate.Target != 90 {
		t.Errorf("stamp: %+v", rate.Stamp)
	}
	if p := *rate.Experienced.Percent; p < 66.6 || p > 66.7 || *rate.Experienced.Low > p || *rate.Experienced.High < p {
		t.Errorf("share: %v (%v..%v)", p, *rate.Experienced.Low, *rate.Experienced.High)
	}
	var months auditorapi.Breakdown
	du.Do("GET", "/api/auditor/rate/breakdown?by=service-month&"+period, nil, webtest.English()).Want(200).Into(&months)
	sum := 0
	for _, row := range months.Rows {
		sum += row.Experienced.Denominator
		if *row.ServiceTitle != "Renew a passport" || row.Month == nil {
			t.Errorf("row: %+v", row)
		}
	}
	if len(months.Rows) != 10 || sum != 120 {
		t.Errorf("%d rows with %d matters", len(months.Rows), sum)
	}
	var sites auditorapi.Breakdown
	du.Do("GET", "/api/auditor/rate/breakdown?by=site&"+period, nil).Want(200).Into(&sites)
	if len(sites.Rows) != 1 || *sites.Rows[0].SiteName != "东厅" {
		t.Errorf("sites: %+v", sites.Rows)
	}
	var causes auditorapi.Causes
	du.Do("GET", "/api/auditor/causes?"+period, nil).Want(200).Into(&causes)
	if causes.Total != 40 || causes.Causes[0].Code != "R01" || causes.Causes[0].Text != "材料缺少或有误" {
		t.Errorf("causes: %+v", causes)
	}
	b.walkMatters(du, period+"&visits=more&cause=R01", 40)
}

// walkMatters pages through a list and opens the first matter.
func (b *bench) walkMatters(du *webtest.Client, filter string, want int) {
	b.t.Helper()
	seen := map[string]bool{}
	cursor := ""
	for {
		var list auditorapi.MatterList
		du.Do("GET", "/api/auditor/matters?limit=7&"+filter+"&cursor="+cursor, nil).Want(200).Into(&list)
		if list.Total != want {
			b.t.Fatalf("total %d, want %d", list.Total, want)
		}
		for _, m := range list.Matters {
			if seen[m.Id] {
				b.t.Fatalf("%s twice", m.Id)
			}
			seen[m.Id] = true
		}
		if list.Next == nil {
			break
		}
		cursor = *list.Next
	}
	if len(seen) != want {
		b.t.Fatalf("%d matters, want %d", len(seen), want)
	}
	for id := range seen {
		var m auditorapi.Matter
		reply := du.Do("GET", "/api/auditor/matters/"+id, nil).Want(200).Into(&m)
		if len(m.Presences) != 2 || m.Presences[0].Cause != nil || *m.Presences[1].Cause != "R01" || m.Presences[0].Ending != "预检未通过 (papers)" {
			b.t.Errorf("matter: %s", reply.Body)
		}
		if m.Whose == nil || m.Whose.Name != "郑**" || m.Whose.IdNumber != "449***********1234" || strings.Contains(string(reply.Body), pastName) {
			b.t.Errorf("whose: %s", reply.Body)
		}
		return
	}
}

// pastName and pastNumber are who all the past's matters are of.
const (
	pastName   = "郑婉婷"
	pastNumber = "449901198805051234"
)

func (b *bench) revealer() *visit.Revealer {
	visits := store.NewVisits(b.db)
	return visit.NewRevealer(visit.RevealerConfig{Matters: visits, People: visits, Vault: b.vault, Audit: b.audit, Transactor: b.db})
}

// What an auditor was shown in full, and that it was looked at masked before, is
// on the matter's own timeline.
func TestAuditor_revealsWhoseMatterItIsAndFindsThatInTheTimeline(t *testing.T) {
	b := newBench(t)
	b.past(3, 3)
	du := b.as("du")
	var list auditorapi.MatterList
	du.Do("GET", "/api/auditor/matters?from=2026-03-01&to=2026-03-31", nil).Want(200).Into(&list)
	path := "/api/auditor/matters/" + list.Matters[0].Id
	du.Do("GET", path, nil).Want(200)
	for field, want := range map[string]string{"name": pastName, "idNumber": pastNumber} {
		var shown auditorapi.Revealed
		du.Do("POST", path+"/reveal", bodyOf{"field": field, "reason": "complaint"}).Want(200).Into(&shown)
		if shown.Value != want || shown.Field != field || shown.HideAfterSeconds != 30 {
			t.Errorf("%s: %+v", field, shown)
		}
	}
	var m auditorapi.Matter
	reply := du.Do("GET", path, nil).Want(200).Into(&m)
	actions := map[string]int{}
	for _, e := range m.Timeline {
		actions[e.Action]++
	}
	if actions["matter.revealed"] != 2 || actions["matter.seen"] != 1 {
		t.Errorf("timeline: %v", actions)
	}
	for _, personal := range []string{pastName, pastNumber} {
		if strings.Contains(string(reply.Body), personal) {
			t.Errorf("the matter shows %s", personal)
		}
	}
	du.Do("POST", path+"/reveal", bodyOf{"field": "mobile", "reason": "complaint"}).WantProblem(422, "invalid-input")
	du.Do("POST", path+"/reveal", bodyOf{"field": "name", "reason": ""}).WantProblem(422, "invalid-input")
	du.Do("POST", "/api/auditor/matters/"+strings.Repeat("0", 26)+"/reveal", bodyOf{"field": "name", "reason": "sample"}).WantProblem(404, "not-found")
	b.as("wang").Do("POST", path+"/reveal", bodyOf{"field": "name", "reason": "sample"}).Want(403)
}

func TestAuditor_zeroDenominatorIsNoFigure(t *testing.T) {
	b := newBench(t)
	var rate auditorapi.Overview
	reply := b.as("du").Do("GET", "/api/auditor/rate?from=2026-01-01&to=2026-01-31", nil).Want(200).Into(&rate)
	if rate.Experienced.Percent != nil || rate.Honest.Percent != nil || strings.Contains(string(reply.Body), "percent") {
		t.Errorf("a share of nothing: %s", reply.Body)
	}
}

func TestAuditor_badInput(t *testing.T) {
	b := newBench(t)
	b.past(3, 12)
	du := b.as("du")
	var list auditorapi.MatterList
	du.Do("GET", "/api/auditor/matters?from=2026-03-01&to=2026-03-31&limit=5", nil).Want(200).Into(&list)
	const year = "from=2026-01-01&to=2026-12-31"
	for _, row := range []struct {
		name, query string
		status      int
		code        string
	}{
		{"B40 367 days", "rate?from=2025-01-01&to=2026-01-02", 422, "report.range"},
		{"B40 from after to", "rate?from=2026-02-01&to=2026-01-01", 422, "report.range"},
		{"B40 page of 201", "matters?" + year + "&limit=201", 422, "invalid-input"},
		{"B40 page of 0", "matters?" + year + "&limit=0", 422, "invalid-input"},
		{"B40 grouping with SQL", "rate/breakdown?" + year + "&by=id%3Bdrop", 422, "invalid-input"},
		{"unknown parameter", "rate?" + year + "&sort=id%3Bdrop", 422, "unknown-field"},
		{"no dates", "rate", 422, "invalid-input"},
		{"B17 31 April", "rate?from=2026-04-31&to=2026-05-01", 422, "invalid-input"},
		{"B17 month 13", "causes?from=2026-13-01&to=2026-13-02", 422, "invalid-input"},
		{"unknown cause", "matters?" + year + "&cause=R1%27", 422, "invalid-input"},
		{"B41 forged cursor", "matters?" + year + "&cursor=" + strings.Repeat("a", 60), 400, "cursor"},
		{"B41 cursor of another filter", "matters?" + year + "&cursor=" + *list.Next, 400, "cursor"},
		{"before any definition", "rate?from=2024-01-01&to=2024-02-01", 422, "completion.no_definition"},
		{"unknown matter", "matters/" + string(b.ids.New()), 404, "not-found"},
		{"malformed matter", "matters/..%2f..%2fetc", 404, "not-found"},
	} {
		t.Run(row.name, func(t *testing.T) {
			reply := du.Do("GET", "/api/auditor/"+row.query, nil)
			if reply.Status != row.status || !strings.Contains(string(reply.Body), fmt.Sprintf("%q", row.code)) {
				t.Errorf("%d %s, want %d %s", reply.Status, reply.Body, row.status, row.code)
			}
		})
	}
}

// Nothing under the auditor's paths changes anything, whoever calls it.
func TestAuditor_isReadOnlyByConstruction(t *testing.T) {
	b := newBench(t)
	b.past(3, 3)
	for _, path := range []string{"rate", "rate/breakdown", "causes", "matters", "matters/" + string(b.ids.New()), "definition"} {
		for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
			for _, login := range []string{"du", "chief"} {
				if s := b.as(login).Do(method, "/api/auditor/"+path, nil).Status; s != http.StatusMethodNotAllowed && s != http.StatusNotFound {
					t.Errorf("%s %s by %s: %d", method, path, login, s)
				}
			}
		}
	}
}
