package desk_test

import (
	"context"
	"strings"
	"testing"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/casework"
	"onevisit/models/catalog"
	"onevisit/models/pii"
	"onevisit/models/store"
	"onevisit/models/visit"
)

// decidedBy puts a case that somebody decided into the lobby's desk and keeps it.
func (l *lobby) decidedBy(login string) (id, decision string) {
	l.t.Helper()
	work, now := store.NewCasework(l.DB), l.Clock.Now()
	person := visit.Person{ID: l.IDs.New(), Index: visit.IndexOf(l.Vault, pii.Conceal(walkIn)), Sealed: []byte("x"), CreatedAt: now}
	file := dossier()
	file.Definition.Checklist = []catalog.Check{{Code: "photo", Mandatory: true, Text: models.Texts{"zh-CN": "照片合格", "en": "The photo is good"}}}
	c := casework.Case{
		Application: l.IDs.New(), Matter: l.IDs.New(), Person: person.ID, Session: l.IDs.New(), Number: "261124-AAAAAA", Service: service,
		Site: windowHall, Kiosk: "1", Holder: []byte("x"), SubmittedAt: now, State: casework.StateDecided, Skill: service, Language: "en",
		Stage: casework.StageFirst, Eyes: 1, Checked: casework.CheckedClean, Hold: casework.Hold{Clerk: l.people[login].ID, Name: login, Fence: 1},
	}
	d := casework.Decision{
		ID: l.IDs.New(), Application: c.Application, Clerk: l.people[login].ID, Site: c.Site, Service: service,
		Outcome: casework.Reject, Reason: "photo-poor", Checks: []string{"photo"}, At: now,
	}
	records := casework.NewRecords(casework.RecordsConfig{Kept: work, Vault: l.Vault, Clock: l.Clock})
	l.atomically(func(ctx context.Context, tx models.Tx) error {
		if err := l.Visits.AddPerson(ctx, tx, person); err != nil {
			return err
		}
		if err := work.Put(ctx, tx, c); err != nil {
			return err
		}
		hash, err := records.Keep(ctx, tx, c, file, d)
		if err != nil {
			return err
		}
		return l.Log.Append(ctx, tx, audit.Entry{
			Action: audit.CaseDecided, Actor: models.Actor{Kind: models.ActorStaff, ID: d.Clerk, Site: c.Site},
			Subjects: []audit.Ref{{Kind: "application", ID: string(c.Application)}, {Kind: "decision", ID: string(d.ID)}},
			Notes:    map[string]string{"hash": hash},
		})
	})
	return string(c.Application), string(d.ID)
}

func TestRecords_areAnsweredMaskedAndProved(t *testing.T) {
	l := newLobby(t)
	id, decision := l.decidedBy("wang")
	list := decode[struct {
		Records []struct{ DecisionID, By, Outcome, DefinitionVersion string }
	}](l.as("wang").Do("GET", "/api/desk/cases/"+id+"/records", nil).Want(200))
	if len(list.Records) != 1 || list.Records[0].DecisionID != decision || list.Records[0].By != "wang" || list.Records[0].DefinitionVersion != "abc" {
		t.Fatalf("%+v", list)
	}
	reply := l.as("wang").Do("GET", "/api/desk/cases/"+id+"/records/"+decision, nil).Want(200)
	for _, want := range []string{`"intact":true`, `"mandatory":true`, "139****5678", `"ticked":["photo"]`, `"language":"en"`, "护照法"} {
		if !strings.Contains(string(reply.Body), want) {
			t.Errorf("no %s in %s", want, reply.Body)
		}
	}
	for _, secret := range []string{markedPhone, markedName, "449901199003070018"} {
		if strings.Contains(string(reply.Body), secret) || strings.Contains(l.log.String(), secret) {
			t.Errorf("%s is shown", secret)
		}
	}
	if entries := l.Entries("decision", models.ID(decision)); len(entries) != 2 || entries[1] != audit.RecordSeen {
		t.Errorf("recorded: %v", entries)
	}
}

func TestRecords_permissions(t *testing.T) {
	l := newLobby(t)
	id, decision := l.decidedBy("wang")
	for login, want := range map[string]struct {
		status int
		code   string
	}{
		"": {401, ""}, "du": {403, "forbidden-role"}, "wang": {200, ""}, "chief": {200, ""}, "zhou": {409, "not-claimed"},
		"far": {404, "not-found"}, "kin": {403, "conflict-of-interest"},
	} {
		for _, path := range []string{"/api/desk/cases/" + id + "/records", "/api/desk/cases/" + id + "/records/" + decision} {
			reply := l.as(login).Do("GET", path, nil)
			if want.code != "" {
				reply.WantProblem(want.status, want.code)
			} else if reply.Status != want.status {
				t.Errorf("%s by %q: %d %s", path, login, reply.Status, reply.Body)
			}
		}
	}
	l.as("chief").Do("GET", "/api/desk/cases/"+id+"/records/"+strings.Repeat("0", models.IDLength), nil).WantProblem(404, "not-found")
}
