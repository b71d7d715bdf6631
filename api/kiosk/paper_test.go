package kiosk_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"onevisit/api/internal/webtest"
	"onevisit/models"
	"onevisit/models/modelstest"
	"onevisit/models/paper"
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

const another = "449901199003070018"

type copyOf struct {
	Name, Title, Format string
	Copy, Pages         int
}

func TestPapers_areCountedAndShowOnlyTheirOwnersTheirs(t *testing.T) {
	h := newHall(t, press(t)).identify()
	a := h.submit(h.toCheckPage())
	var list struct {
		Papers []struct {
			Name, Kind, Format string
			Copies             int
		}
	}
	h.Do("GET", path(a, "/papers"), nil).Want(200).Into(&list)
	offered := map[string]bool{}
	for _, p := range list.Papers {
		offered[p.Name] = true
		if p.Copies != 0 {
			t.Errorf("%s was printed %d times before anybody asked", p.Name, p.Copies)
		}
	}
	if !offered["slip"] || !offered["acceptance"] || offered["payment"] || offered["notice"] {
		t.Fatalf("offered: %v", offered)
	}

	usual := map[string]any{"format": "usual"}
	var first, again, second copyOf
	h.Do("POST", path(a, "/papers/slip/copies"), usual, webtest.Key("one")).Want(201).Into(&first)
	h.Do("POST", path(a, "/papers/slip/copies"), usual, webtest.Key("one")).Want(201).Into(&again)
	h.Do("POST", path(a, "/papers/slip/copies"), map[string]any{"format": "a4"}, webtest.Key("two")).Want(201).Into(&second)
	if first.Copy != 1 || again != first || second.Copy != 2 || second.Format != "a4" || first.Pages < 1 {
		t.Fatalf("%+v %+v %+v", first, again, second)
	}
	if file := h.Do("GET", path(a, "/papers/slip/copies/1"), nil).Want(200).Body; !bytes.HasPrefix(file, []byte("%PDF-")) {
		t.Error("the print is no PDF")
	}
	page := string(h.Do("GET", path(a, "/papers/slip/copies/1/pages/1"), nil).Want(200).Body)
	if !strings.Contains(page, "<svg") {
		t.Error("the page is no picture")
	}
	for _, never := range []string{modelstest.Driver, "13800000001"} {
		if strings.Contains(page, never) {
			t.Errorf("the slip shows %s", never)
		}
	}

	h.Do("GET", path(a, "/papers/slip/copies/3"), nil).WantProblem(404, "paper.unknown")
	h.Do("GET", path(a, "/papers/slip/copies/1/pages/9"), nil).WantProblem(404, "paper.unknown")
	h.Do("POST", path(a, "/papers/payment/copies"), usual).WantProblem(404, "paper.unknown")
	h.Do("PUT", path(a, "/papers/slip/copies/2"), map[string]any{"fault": "flood"}).Want(422)
	for range 2 {
		h.Do("PUT", path(a, "/papers/slip/copies/2"), map[string]any{"fault": "jam"}).Want(204)
	}
	var third copyOf
	if h.Do("POST", path(a, "/papers/slip/copies"), usual).Want(201).Into(&third); third.Copy != 3 {
		t.Errorf("after a print that failed comes %d", third.Copy)
	}
	counts := map[string]int{}
	for _, action := range h.Entries("application", models.ID(a.ID)) {
		counts[string(action)]++
	}
	if counts["paper.printed"] != 3 || counts["paper.failed"] != 1 {
		t.Errorf("entries: %v", counts)
	}

	other := &hall{Office: h.Office, t: t, Client: h.newKiosk("440300-001")}
	other.Registers.Put(another, modelstest.Citizen(another))
	other.card(another)
	other.Do("POST", "/api/kiosk/session", arrival).Want(201) // somebody else
	for _, address := range []string{"/papers", "/papers/slip/copies/1", "/papers/slip/copies/1/pages/1"} {
		other.Do("GET", path(a, address), nil).Want(404)
	}
	other.Do("POST", path(a, "/papers/slip/copies"), usual).Want(404)
}

// Who left the kiosk without the notice has it in the next session of that visit;
// nobody else has, and not tomorrow.
func TestNotice_canBeHadAgainInTheSameVisit(t *testing.T) {
	h := newHall(t, press(t))
	a := h.refuse()
	h.Do("POST", path(a, "/papers/notice/copies"), map[string]any{"format": "usual"}).Want(201)
	h.Do("POST", "/api/kiosk/session/end", map[string]any{"reason": "finished"}).Want(204)
	again := &hall{Office: h.Office, t: t, Client: h.newKiosk("440300-001")}
	again.identify()
	var second copyOf
	again.Do("POST", path(a, "/papers/notice/copies"), map[string]any{"format": "usual"}).Want(201).Into(&second)
	if second.Copy != 2 {
		t.Errorf("%+v", second)
	}
	other := &hall{Office: h.Office, t: t, Client: h.newKiosk("440300-001")}
	other.Registers.Put(another, modelstest.Citizen(another))
	other.card(another)
	other.Do("POST", "/api/kiosk/session", arrival).Want(201)
	other.Do("GET", path(a, "/papers"), nil).Want(404)
	h.Clock.Days(1)
	h.identify().Do("GET", path(a, "/papers"), nil).Want(404)
}
