package desk_test

import (
	"net/http"
	"testing"
)

// Every route of desk and auditor, by everybody who could try it.
//
// Staff: wang and zhao are clerks, chief is the supervisor, du the auditor of
// the hall "east"; nobody is a browser without a session. "ok" is any answer
// that is not a refusal of the caller; 401 and 403 are.
func TestMatrix_whoMayCallWhat(t *testing.T) {
	b := newBench(t)
	b.past(3, 12)
	id := b.queue()
	matter, clerk := string(b.ids.New()), string(b.people["zhao"].ID)
	period := "?from=2026-03-01&to=2026-03-31"
	absent := string(b.ids.New())
	const ok = 0
	routes := []struct {
		method, path                    string
		body                            any
		nobody, clerk, supervisor, audi int
	}{
		{"GET", "/api/desk/queue", nil, 401, ok, ok, 403},
		{"POST", "/api/desk/queue/claim-next", nil, 401, ok, ok, 403},
		{"GET", "/api/desk/cases/" + id, nil, 401, ok, ok, 403},
		{"POST", "/api/desk/cases/" + id + "/claim", nil, 401, ok, ok, 403},
		{"PUT", "/api/desk/cases/" + id + "/claim", bodyOf{"fence": 1}, 401, ok, ok, 403},
		{"POST", "/api/desk/cases/" + id + "/release", bodyOf{"fence": 1}, 401, ok, ok, 403},
		{"POST", "/api/desk/cases/" + id + "/reveal", bodyOf{"field": "mobile", "reason": "other"}, 401, ok, ok, 403},
		{"GET", "/api/desk/cases/" + id + "/images/face", nil, 401, ok, ok, 403},
		{"POST", "/api/desk/cases/" + id + "/decision", bodyOf{"fence": 1, "outcome": "approve"}, 401, ok, ok, 403},
		{"GET", "/api/desk/reasons", nil, 401, ok, ok, 403},
		{"GET", "/api/desk/duty", nil, 401, ok, ok, 403},
		{"PUT", "/api/desk/duty", bodyOf{"onDuty": true}, 401, ok, ok, 403},
		{"GET", "/api/desk/roster", nil, 401, 403, ok, 403},
		{"PUT", "/api/desk/roster/" + clerk, bodyOf{"onDuty": true, "skills": []string{}, "languages": []string{}}, 401, 403, ok, 403},
		{"GET", "/api/desk/board", nil, 401, 403, ok, 403},
		{"PUT", "/api/desk/hall", bodyOf{"site": far}, 401, 403, 404, 403},
		{"POST", "/api/desk/cases/" + id + "/take-over", bodyOf{"reasonCode": "urgent"}, 401, 403, ok, 403},
		{"PUT", "/api/desk/cases/" + id + "/assignment", bodyOf{"clerkId": clerk, "reasonCode": "balance"}, 401, 403, ok, 403},
		{"PUT", "/api/desk/cases/" + id + "/presence", bodyOf{"doing": "viewing"}, 401, ok, ok, 403},
		{"GET", "/api/desk/decisions", nil, 401, ok, ok, 403},
		{"POST", "/api/desk/bulk/preview", bodyOf{"caseIds": []string{id}, "outcome": "approve"}, 401, ok, ok, 403},
		{"GET", "/api/desk/cases/" + id + "/records", nil, 401, ok, ok, 403},
		{"GET", "/api/desk/cases/" + id + "/records/" + absent, nil, 401, ok, ok, 403},
		{"POST", "/api/desk/window/lookup", bodyOf{"number": "261124-AAAAAA"}, 401, ok, ok, 403},
		{"POST", "/api/desk/window/acts", bodyOf{"item": absent, "act": "attended", "purpose": "ask"}, 401, ok, ok, 403},
		{"POST", "/api/desk/device-codes", bodyOf{"name": "二号机"}, 401, 403, ok, 403},
		{"GET", "/api/auditor/rate" + period, nil, 401, 403, 403, ok},
		{"GET", "/api/auditor/rate/breakdown" + period + "&by=month", nil, 401, 403, 403, ok},
		{"GET", "/api/auditor/causes" + period, nil, 401, 403, 403, ok},
		{"GET", "/api/auditor/matters" + period, nil, 401, 403, 403, ok},
		{"GET", "/api/auditor/matters/" + matter, nil, 401, 403, 403, ok},
		{"GET", "/api/auditor/definition", nil, 401, 403, 403, ok},
	}
	for _, route := range routes {
		for login, want := range map[string]int{"": route.nobody, "wang": route.clerk, "chief": route.supervisor, "du": route.audi} {
			t.Run(route.method+" "+route.path+" by "+login, func(t *testing.T) {
				reply := b.as(login).Do(route.method, route.path, route.body)
				if reply.Status >= 500 {
					t.Fatalf("%d: %s", reply.Status, reply.Body)
				}
				refused := reply.Status == http.StatusUnauthorized || reply.Status == http.StatusForbidden
				if (want == ok && refused) || (want != ok && reply.Status != want) {
					t.Errorf("status %d, want %d: %s", reply.Status, want, reply.Body)
				}
				if want == http.StatusForbidden {
					reply.WantProblem(403, "forbidden-role")
				}
			})
		}
	}
}
