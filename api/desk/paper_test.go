package desk_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"onevisit/api/internal/webtest"
	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
	"onevisit/models/modelstest"
	"onevisit/models/paper"
	"onevisit/models/papers"
)

// press is the fonts that the screens' build made.
func press(t *testing.T) *paper.Font {
	t.Helper()
	var files [2][]byte
	for i, name := range []string{"font.ttf", "rare.otf"} {
		file, err := os.ReadFile("../../kiosk-ui/dist/paper/" + name)
		if err != nil {
			t.Skip("the fonts of papers are not built: npm run build in kiosk-ui")
		}
		files[i] = file
	}
	f, err := paper.ParseFont(files[0])
	must(t, err)
	f, err = f.WithRare(files[1])
	must(t, err)
	return f
}

type windowPapers struct {
	Papers []struct {
		Name   string
		Copies int
	}
}

type windowCopy struct {
	Name, Title, Format string
	Copy, Pages         int
}

var usual = bodyOf{"format": "usual"}

// proven is an application that waits for nothing but its printing, and the code
// a scanner reads from the slip that the kiosk printed.
func (l *lobby) proven() (id models.ID, slip string) {
	l.t.Helper()
	ctx, actor, place := l.t.Context(), l.Identify(l.kiosk, walkIn).Session.Actor(), modelstest.Place(l.kiosk)
	o, err := l.Cases.Open(ctx, application.Choice{Actor: actor, Place: place, Service: "household.proof"})
	must(l.t, err)
	v := *o.View
	for _, a := range [][2]string{{"what", "other"}, {"barred", "page"}, {"purpose", "school"}} {
		v, err = l.Cases.SaveStep(ctx, application.StepCommand{
			Actor: actor, Application: v.Application.ID, Version: v.Application.Version, Step: a[0], Given: map[string]any{a[0]: a[1]},
		})
		must(l.t, err)
	}
	v, err = l.Cases.Submit(ctx, application.Submission{Actor: actor, Place: place, Application: v.Application.ID, Version: v.Application.Version})
	must(l.t, err)
	at := application.Press{Actor: actor, Place: place, Hall: models.Texts{"zh-CN": "测试大厅"}, Language: "zh-CN"}
	made, err := l.Cases.PrintPaper(ctx, application.PaperPrint{Press: at, Subject: v.Application.ID, Name: "slip"})
	must(l.t, err)
	document, err := l.Cases.PaperOf(ctx, at, v.Application.ID, "slip", made.Copy)
	must(l.t, err)
	return v.Application.ID, document.Blocks[len(document.Blocks)-1].QR
}

func papersAt(item models.ID, rest string) string {
	return "/api/desk/window/items/" + string(item) + "/papers" + rest
}

func TestWindowPapers_areFoundByTheSlipAndPrintedAgain(t *testing.T) {
	font := press(t)
	l := newLobby(t, font)
	id, slip := l.proven()
	if !strings.HasPrefix(slip, "OVP1:S:OV1-") {
		t.Fatal(slip)
	}
	clerk := l.as("wang")
	file := decode[windowFile](clerk.Do("POST", "/api/desk/window/lookup", bodyOf{"code": slip}).Want(200))
	if len(file.Items) != 1 || file.Items[0].ID != string(id) || !file.Items[0].Prints {
		t.Fatalf("%+v", file.Items)
	}
	counts := map[string]int{}
	for _, p := range decode[windowPapers](clerk.Do("GET", papersAt(id, ""), nil).Want(200)).Papers {
		counts[p.Name] = p.Copies
	}
	if _, acceptance := counts["acceptance"]; counts["slip"] != 1 || !acceptance {
		t.Fatalf("%v", counts)
	}
	first := decode[windowCopy](clerk.Do("POST", papersAt(id, "/slip/copies"), usual, webtest.Key("one")).Want(201))
	again := decode[windowCopy](clerk.Do("POST", papersAt(id, "/slip/copies"), usual, webtest.Key("one")).Want(201))
	if first.Copy != 2 || again != first {
		t.Fatalf("%+v %+v", first, again)
	}
	pdf := clerk.Do("GET", papersAt(id, "/slip/copies/2"), nil).Want(200).Body
	claim, shown, err := papers.CheckFile(pdf, papers.NewKey(papers.SeedOf("test")).Public(), font)
	if said := strings.Join(shown.Shows(), "\n"); err != nil || claim.Copy != 2 || !strings.Contains(said, "补打第 1 次") {
		t.Errorf("%+v, %v: %s", claim, err, said)
	}
	clerk.Do("GET", papersAt(id, fmt.Sprintf("/slip/copies/2/pages/%d", first.Pages)), nil).Want(200)
	clerk.Do("GET", papersAt(id, fmt.Sprintf("/slip/copies/2/pages/%d", first.Pages+1)), nil).WantProblem(404, "paper.unknown")

	english := decode[windowCopy](clerk.Do("POST", papersAt(id, "/acceptance/copies"), bodyOf{"format": "80mm", "language": "en"}).Want(201))
	page := string(clerk.Do("GET", papersAt(id, "/acceptance/copies/1/pages/1"), nil).Want(200).Body)
	if english.Copy != 1 || english.Format != "80mm" || !strings.Contains(page, "<svg") {
		t.Errorf("%+v", english)
	}

	records, err := l.Log.About(t.Context(), audit.Ref{Kind: "application", ID: string(id)}, models.Page{Limit: 200})
	must(t, err)
	var noted []string
	for _, r := range records {
		if r.Action == audit.PaperPrinted && r.Actor.Kind == models.ActorStaff {
			noted = append(noted, r.Notes["document"]+" "+r.Notes["count"])
		}
	}
	if strings.Join(noted, ", ") != "slip 2, acceptance 1" {
		t.Errorf("the log has %v", noted)
	}
}

// The notice of an attempt that was refused says what is so today.
func TestWindowPapers_ofARefusedAttempt(t *testing.T) {
	font := press(t)
	l := newLobby(t, font)
	reference := l.turnedAway()
	clerk := l.as("wang")
	file := decode[windowFile](clerk.Do("POST", "/api/desk/window/lookup", bodyOf{"number": reference}).Want(200))
	id := models.ID(file.Items[0].ID)
	list := decode[windowPapers](clerk.Do("GET", papersAt(id, ""), nil).Want(200))
	if len(list.Papers) != 1 || list.Papers[0].Name != "notice" {
		t.Fatalf("%+v", list)
	}
	clerk.Do("POST", papersAt(id, "/notice/copies"), usual).Want(201)
	pdf := clerk.Do("GET", papersAt(id, "/notice/copies/1"), nil).Want(200).Body
	_, shown, err := papers.CheckFile(pdf, papers.NewKey(papers.SeedOf("test")).Public(), font)
	if said := strings.Join(shown.Shows(), "\n"); err != nil || !strings.Contains(said, reference) || strings.Contains(said, walkIn) {
		t.Errorf("%v: %s", err, said)
	}
	clerk.Do("POST", papersAt(id, "/slip/copies"), usual).WantProblem(404, "paper.unknown")
}

// Who may: clerks and the supervisor of the hall, each only what they printed
// themselves; nobody for their own people, no window for what lies elsewhere.
func TestWindowPapers_permissions(t *testing.T) {
	l := newLobby(t, press(t))
	id, _ := l.proven()
	l.as("wang").Do("POST", papersAt(id, "/slip/copies"), usual).Want(201)
	absent := models.ID(strings.Repeat("0", models.IDLength))
	for i, try := range []struct {
		login, method, path string
		status              int
		code                string
	}{
		{"", "GET", papersAt(id, ""), 401, "staff.signed-out"},
		{"du", "GET", papersAt(id, ""), 403, "forbidden-role"},
		{"du", "POST", papersAt(id, "/slip/copies"), 403, "forbidden-role"},
		{"far", "GET", papersAt(id, ""), 409, "window.not-possible"},
		{"far", "POST", papersAt(id, "/slip/copies"), 409, "window.not-possible"},
		{"kin", "GET", papersAt(id, ""), 403, "conflict-of-interest"},
		{"kin", "POST", papersAt(id, "/slip/copies"), 403, "conflict-of-interest"},
		{"kin", "GET", papersAt(id, "/slip/copies/2/pages/1"), 403, "conflict-of-interest"},
		{"wang", "GET", papersAt(absent, ""), 404, "window.unknown"},
		{"wang", "POST", papersAt(id, "/payment/copies"), 404, "paper.unknown"},
		{"wang", "GET", papersAt(id, "/slip/copies/1/pages/1"), 404, "paper.unknown"}, // the kiosk's
		{"zhou", "GET", papersAt(id, "/slip/copies/2/pages/1"), 404, "paper.unknown"}, // a colleague's
		{"chief", "GET", papersAt(id, "/slip/copies/2"), 404, "paper.unknown"},
	} {
		var body any
		if try.method == "POST" {
			body = usual
		}
		reply := l.as(try.login).Do(try.method, try.path, body, webtest.Key(fmt.Sprint("try-", i)))
		if try.login == "" {
			if reply.Status != try.status {
				t.Errorf("%s %s: %d", try.method, try.path, reply.Status)
			}
			continue
		}
		reply.WantProblem(try.status, try.code)
	}
	l.as("chief").Do("POST", papersAt(id, "/slip/copies"), usual).Want(201)
}
