package casework_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
	"onevisit/models/casework"
	"onevisit/models/catalog"
	"onevisit/models/cursor"
	"onevisit/models/expr"
	"onevisit/models/flow"
	"onevisit/models/register"
	"onevisit/models/staff"
)

func TestView_masksAndRecordsTheLook(t *testing.T) {
	b := newBench(t)
	wang, zhao := b.clerk("wang"), b.clerk("zhao")
	claim := b.claimed(wang)
	view, err := b.desk.View(t.Context(), zhao, claim.Application)
	must(t, err)
	text := fmt.Sprintf("%+v", view)
	if strings.Contains(text, "13912345678") || !strings.Contains(text, "139****5678") {
		t.Error("the mobile is not masked")
	}
	rows := view.Sections[0].Rows
	if !rows[0].Masked || rows[1].Masked || rows[1].Value.In("en") != "Post" {
		t.Errorf("rows: %+v", rows)
	}
	if view.ClaimedBy != "wang" || view.Claim != nil {
		t.Errorf("seen by a colleague: held by %q, claim %v", view.ClaimedBy, view.Claim)
	}
	if n := b.entries(claim.Application, audit.CaseSeen); n != 1 {
		t.Errorf("%d audit entries", n)
	}
	mine, err := b.desk.View(t.Context(), wang, claim.Application)
	must(t, err)
	if mine.Claim == nil || mine.Claim.Fence != claim.Fence {
		t.Errorf("the holder sees claim %v", mine.Claim)
	}
	if len(mine.Timeline) != 1 || mine.Timeline[0].By.In("zh-CN") != "wang" {
		t.Errorf("timeline: %+v", mine.Timeline)
	}
}

func TestReveal_isForTheHolderAndKeepsFieldAndPurpose(t *testing.T) {
	b := newBench(t)
	wang, zhao, chief := b.clerk("wang"), b.clerk("zhao"), b.member("chief", staff.Supervisor, hall)
	claim := b.claimed(wang)
	value, err := b.desk.Reveal(t.Context(), wang, claim.Application, "mobile", casework.ContactCitizen)
	must(t, err)
	if value.In("zh-CN") != "13912345678" {
		t.Errorf("revealed %q", value.In("zh-CN"))
	}
	_, err = b.desk.Reveal(t.Context(), zhao, claim.Application, "mobile", casework.ContactCitizen)
	wantErr(t, "a colleague", err, casework.ErrNotClaimed)
	_, err = b.desk.Reveal(t.Context(), chief, claim.Application, "mobile", casework.VerifyIdentity)
	must(t, err)
	for _, bad := range []struct{ field, purpose string }{{"nothing", "other"}, {"mobile", "curiosity"}} {
		_, err := b.desk.Reveal(t.Context(), wang, claim.Application, bad.field, casework.Purpose(bad.purpose))
		if models.KindOf(err) != models.KindInvalid {
			t.Errorf("%v: %v", bad, err)
		}
	}
	records, err := b.audit.About(t.Context(), audit.Ref{Kind: "application", ID: string(claim.Application)}, models.Page{Limit: 50})
	must(t, err)
	last := records[len(records)-1]
	if last.Action != audit.CaseRevealed || last.Fields[0] != "mobile" || last.Notes["purpose"] != "verify-identity" || last.Actor.ID != chief.ID {
		t.Errorf("recorded: %+v", last)
	}
	if n := b.entries(claim.Application, audit.CaseRevealed); n != 2 {
		t.Errorf("%d audit entries", n)
	}
}

func TestPicture_isForTheHolderAndRecorded(t *testing.T) {
	b := newBench(t)
	wang, zhao := b.clerk("wang"), b.clerk("zhao")
	claim := b.claimed(wang)
	picture, err := b.desk.Picture(t.Context(), wang, claim.Application, "face")
	must(t, err)
	if picture.MediaType != "image/jpeg" {
		t.Errorf("picture: %+v", picture)
	}
	_, err = b.desk.Picture(t.Context(), zhao, claim.Application, "face")
	wantErr(t, "a colleague", err, casework.ErrNotClaimed)
	_, err = b.desk.Picture(t.Context(), wang, claim.Application, "nothing")
	wantErr(t, "no such picture", err, models.ErrNotFound)
	if n := b.entries(claim.Application, audit.CaseRevealed); n != 1 {
		t.Errorf("%d audit entries", n)
	}
}

func TestShow_pagesWithoutGapOrRepeat(t *testing.T) {
	b := newBench(t)
	wang := b.clerk("wang")
	for n := range 23 {
		b.queue(func(e *application.QueueEntry) { e.Promised = models.Date("2026-11-20").AddDays(n % 9) })
	}
	seen := map[models.ID]bool{}
	page := models.Page{Limit: 5}
	for pages := 0; ; pages++ {
		board, err := b.desk.Show(t.Context(), wang, casework.Filter{}, page)
		must(t, err)
		for _, w := range board.Cases {
			if seen[w.Application] {
				t.Fatalf("%s twice", w.Application)
			}
			seen[w.Application] = true
			if w.Name.Reveal() != "张*" {
				t.Fatalf("holder %q", w.Name.Reveal())
			}
		}
		if board.Next == "" {
			break
		}
		page.After = board.Next
	}
	if len(seen) != 23 {
		t.Errorf("%d of 23 cases", len(seen))
	}
}

func TestShow_refusesForgedAndForeignCursors(t *testing.T) {
	b := newBench(t)
	wang, stranger := b.clerk("wang"), b.member("li", staff.Clerk, otherHall)
	for range 3 {
		b.queue()
	}
	board, err := b.desk.Show(t.Context(), wang, casework.Filter{}, models.Page{Limit: 1})
	must(t, err)
	for name, try := range map[string]func() error{
		"another filter": func() error {
			_, err := b.desk.Show(t.Context(), wang, casework.Filter{Service: service}, models.Page{Limit: 1, After: board.Next})
			return err
		},
		"another hall": func() error {
			_, err := b.desk.Show(t.Context(), stranger, casework.Filter{}, models.Page{Limit: 1, After: board.Next})
			return err
		},
		"forged": func() error {
			_, err := b.desk.Show(t.Context(), wang, casework.Filter{}, models.Page{Limit: 1, After: "x' OR 1=1 --"})
			return err
		},
	} {
		if err := try(); !errors.Is(err, cursor.ErrBad) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestShow_countsWaitingMineAndOverdue(t *testing.T) {
	b := newBench(t)
	wang := b.clerk("wang")
	b.queue(func(e *application.QueueEntry) { e.Promised = "2026-11-20" })
	b.queue(func(e *application.QueueEntry) { e.Promised = "2026-11-24" })
	b.queue(func(e *application.QueueEntry) { e.Site = otherHall })
	b.claimed(wang)
	board, err := b.desk.Show(t.Context(), wang, casework.Filter{}, models.Page{Limit: 10})
	must(t, err)
	if board.Counts != (casework.Counts{Waiting: 3, Mine: 1, Overdue: 1}) {
		t.Errorf("%+v", board.Counts)
	}
	held := 0
	for _, w := range board.Cases {
		if w.Mine && w.Held.Name == "wang" {
			held++
		}
	}
	if held != 1 {
		t.Errorf("%d cases are shown as mine", held)
	}
}

func TestReasons_allHaveTextsLawAndAKnownCause(t *testing.T) {
	b := newBench(t)
	seen := map[string]bool{}
	for _, r := range b.desk.Reasons() {
		key := string(r.Outcome) + r.Code + r.Service
		if seen[key] {
			t.Errorf("%s twice", key)
		}
		seen[key] = true
		for _, language := range []string{"zh-CN", "en"} {
			if r.Text[language] == "" {
				t.Errorf("%s has no %s text", r.Code, language)
			}
		}
		if r.Outcome == casework.HandOver && (len(r.Bring) == 0 || r.Law["zh-CN"] == "") {
			t.Errorf("%s does not say what to bring, or by which law", r.Code)
		}
		if r.Cause == "" {
			t.Errorf("%s has no cause", r.Code)
		}
	}
}

// The register's value stands beside an answer that differs, masked alike, and
// the check-list says what the machine found.
func TestView_comparesAnswersWithTheRegister(t *testing.T) {
	b := newBench(t)
	wang := b.clerk("wang")
	claim := b.claimed(wang)
	person := register.Person{Name: "张三丰", Mobile: "13800009999", SurnamePinyin: "ZHANG"}
	file := sampleFile()
	file.Input.Facts = flow.Facts{register.FactPerson: person}
	text := func(s string) models.Texts { return models.Texts{"zh-CN": s, "en": s} }
	file.Definition.Steps = []catalog.Step{
		{Name: "phone", Fields: []catalog.Field{{Name: "mobile", Prefill: expr.Expr{Written: "person.mobile"}}}},
		{Name: "spelling", Fields: []catalog.Field{{Name: "surname", Prefill: expr.Expr{Written: "person.surname_pinyin"}}}},
	}
	file.Walk.Review = []flow.Section{
		{Step: "phone", Rows: []flow.Row{{Field: "mobile", Kind: "mobile", Label: text("手机号"), Value: text("13912345678")}}},
		{Step: "spelling", Rows: []flow.Row{{Field: "surname", Kind: "spelling", Label: text("姓"), Value: text("ZHANG")}}},
	}
	file.Walk.Problems = []flow.Problem{{Step: "photo", Field: "photo", Code: "photo-poor"}}
	file.Definition.Precheck = []catalog.Rule{{Code: "pending"}}
	file.Definition.Checklist = []catalog.Check{{Code: "phone"}, {Code: "spelling"}, {Code: "photo"}, {Code: "pending"}, {Code: "likeness"}}
	b.files = files{file}
	view, err := b.newDesk().View(t.Context(), wang, claim.Application)
	must(t, err)
	mobile, surname := view.Sections[0].Rows[0], view.Sections[1].Rows[0]
	if mobile.Register.In("en") != "138****9999" || !mobile.Masked || surname.Register != nil {
		t.Errorf("rows: %+v, %+v", mobile, surname)
	}
	var found []string
	for _, c := range view.Checks {
		found = append(found, c.Code+" "+string(c.Result))
	}
	want := []string{"phone attention", "spelling ok", "photo attention", "pending ok", "likeness human"}
	if !slices.Equal(found, want) {
		t.Errorf("checks: %v", found)
	}
	if text := fmt.Sprintf("%+v", view.Facts); !strings.Contains(text, "张**") || strings.Contains(text, "三丰") {
		t.Errorf("facts: %s", text)
	}
}
