package application_test

import (
	"slices"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/flow"
	"onevisit/models/modelstest"
	"onevisit/models/register"
)

// menu looks until no register is on its way any more.
func (c *citizen) menu() application.Menu {
	c.t.Helper()
	for {
		menu, err := c.Cases.Menu(c.t.Context(), c.actor(), c.place)
		if err != nil {
			c.t.Fatal(err)
		}
		if !menu.Late {
			return menu
		}
	}
}

func entryOf(t *testing.T, m application.Menu, service string) application.MenuService {
	t.Helper()
	for _, group := range m.Groups {
		for _, entry := range group.Services {
			if entry.Service == service {
				return entry
			}
		}
	}
	t.Fatalf("%s is not on the menu", service)
	return application.MenuService{}
}

func suggested(m application.Menu) []string {
	var out []string
	for _, s := range m.Suggestions {
		out = append(out, s.Service+":"+s.Code)
	}
	return out
}

func (c *citizen) asked(fact string) int { return c.Registers.Count("Fetch:" + fact) }

// registers are the facts that are asked for by the person.
func (c *citizen) registers() []string {
	var out []string
	for _, def := range c.Catalog.All() {
		for _, name := range def.Asked() {
			if name != register.FactKiosk && name != register.FactHandedIn && !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	return out
}

func TestMenu_standsInTheOrderPeopleThink(t *testing.T) {
	c := newCitizen(t)
	menu := c.menu()
	var groups []string
	for _, g := range menu.Groups {
		groups = append(groups, g.Title.In("en"))
	}
	if want := []string{"Go abroad", "Car and driving", "Home and identity card"}; !slices.Equal(groups, want) {
		t.Fatalf("groups %v, want %v", groups, want)
	}
	if first := menu.Groups[0].Services[0]; first.Service != hkm || first.Needs.In("en") == "" || len(first.Terms) < 10 {
		t.Fatalf("first of all: %+v", first)
	}
	for service, quick := range map[string]bool{"exit-entry.query": true, "exit-entry.collection": true, "traffic.query": true, renewal: false} {
		if entryOf(t, menu, service).Quick != quick {
			t.Errorf("%s: quick is not %v", service, quick)
		}
	}
}

func TestMenu_asksEveryRegisterOnceHoweverOftenItIsLookedAt(t *testing.T) {
	c := newCitizen(t)
	for range 3 {
		c.menu()
	}
	for _, fact := range c.registers() {
		if n := c.asked(fact); n != 1 {
			t.Errorf("%s was asked %d times", fact, n)
		}
	}
}

func TestMenu_asksTheRegistersSideBySide(t *testing.T) {
	c := newCitizen(t)
	facts := c.registers()
	var releases []func()
	for _, fact := range facts {
		releases = append(releases, c.Registers.Hold(fact))
	}
	menu, err := c.Cases.Menu(t.Context(), c.actor(), c.place)
	if err != nil || !menu.Late {
		t.Fatalf("late %v, %v", menu.Late, err)
	}
	for _, fact := range facts { // none has answered, and each has been asked
		if n := c.asked(fact); n != 1 {
			t.Errorf("%s was asked %d times", fact, n)
		}
	}
	for _, release := range releases {
		release()
	}
	if got := entryOf(t, c.menu(), traffic).Verdict.Outcome; got != flow.Yes {
		t.Fatalf("afterwards: %s", got)
	}
}

func TestMenu_comesWithoutARegisterThatIsLate(t *testing.T) {
	c := newCitizen(t)
	release := c.Registers.Hold(register.FactPermit)
	menu, err := c.Cases.Menu(t.Context(), c.actor(), c.place)
	if err != nil || !menu.Late {
		t.Fatalf("late %v, %v", menu.Late, err)
	}
	if e := entryOf(t, menu, hkm); e.Verdict.Outcome != flow.Unknown || !e.Late {
		t.Errorf("endorsement: %s, late %v", e.Verdict.Outcome, e.Late)
	}
	release()
	now := c.menu()
	if e := entryOf(t, now, hkm); e.Verdict.Outcome == flow.Unknown || e.Late {
		t.Errorf("afterwards: %s, late %v", e.Verdict.Outcome, e.Late)
	}
	if n := c.asked(register.FactPermit); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

func TestMenu_leavesASilentRegisterAloneForAWhile(t *testing.T) {
	c := newCitizen(t)
	c.Registers.Silence(register.FactPermit, true)
	for range 2 {
		if e := entryOf(t, c.menu(), hkm); e.Verdict.Outcome != flow.Unknown || e.Late {
			t.Fatalf("%s, late %v", e.Verdict.Outcome, e.Late)
		}
	}
	if n := c.asked(register.FactPermit); n != 1 {
		t.Fatalf("asked %d times", n)
	}
	c.Registers.Silence(register.FactPermit, false)
	c.Clock.Pass(16 * time.Second)
	if e := entryOf(t, c.menu(), hkm); e.Verdict.Outcome == flow.Unknown {
		t.Fatal("it is not asked again")
	}
}

func TestMenu_keepsNothingThatComesAfterTheSession(t *testing.T) {
	c := newCitizen(t)
	release := c.Registers.Hold(register.FactPermit)
	if _, err := c.Cases.Menu(t.Context(), c.actor(), c.place); err != nil {
		t.Fatal(err)
	}
	c.Cases.Forget(c.begun.Session.ID)
	release()
	c.menu()
	if n := c.asked(register.FactPermit); n != 2 {
		t.Fatalf("asked %d times: an answer for the session that is over was used", n)
	}
}

func TestMenu_suggestsFromThePersonsOwnFacts(t *testing.T) {
	c := newCitizen(t)
	facts := modelstest.Citizen(modelstest.Driver)
	driver := facts[register.FactDriver].(register.Driver)
	driver.ValidTo = string(models.DateOf(c.Clock.Now()).AddDays(30))
	facts[register.FactDriver] = driver
	facts[register.FactMedical] = register.Medical{Exists: true, Passed: true, ValidTo: "2030-01-01", Classes: []string{"C1"}}
	facts[register.FactDecisions] = register.Decisions{Items: []register.FineDecision{{
		Exists: true, Number: "4403991260000017", Kind: "decision", State: "unpaid", FineFen: 20000, DecidedOn: "2026-11-01", ReceivedOn: "2026-11-01", Payable: true,
	}}}
	facts[register.FactPoints] = register.Points{}
	c.Registers.Put(modelstest.Driver, facts)
	menu := c.menu()
	want := []string{traffic + ":open", "traffic.pay-fine:unpaid", renewal + ":ending"}
	if got := suggested(menu); !slices.Equal(got, want) {
		t.Fatalf("suggested %v, want %v", got, want)
	}
	if text := menu.Suggestions[1].Text.In("en"); text != "Fines not paid yet: 1. They grow by the day once they are overdue." {
		t.Errorf("says %q", text)
	}
	for _, s := range menu.Suggestions {
		if e := entryOf(t, menu, s.Service); !e.Verdict.Outcome.Opens() {
			t.Errorf("%s cannot be done here: %s", s.Service, e.Verdict.Outcome)
		}
	}
}

func TestMenu_doesNotSuggestWhatIsUnderWayOrUnknown(t *testing.T) {
	c := newCitizen(t)
	c.open(traffic)
	if got := suggested(c.menu()); slices.Contains(got, traffic+":open") {
		t.Errorf("under way and suggested: %v", got)
	}
	c.Registers.Silence(register.FactPassport, true)
	c.Cases.Forget(c.begun.Session.ID)
	if got := suggested(c.menu()); len(got) > 0 {
		t.Errorf("suggested of what is not known: %v", got)
	}
}

func TestMenu_asksAgainForWhatWasChangedAndNothingElse(t *testing.T) {
	c := newCitizen(t)
	c.menu()
	v := c.submit(c.chooseRecords([]string{"4403997900000003"}, "w1.jpg"))
	c.Work(0)
	c.issue(v)
	before := c.asked(register.FactVehicles)
	c.menu()
	if n := c.asked(register.FactPassport); n != 1 {
		t.Errorf("the passport was asked for %d times", n)
	}
	if n := c.asked(register.FactDecisions); n < 2 {
		t.Errorf("what a decision changes was asked for %d times", n)
	}
	if n := c.asked(register.FactVehicles); n <= before {
		t.Errorf("vehicles were asked for %d times, %d before", n, before)
	}
}

func TestMenu_isFoundByPinyinAndPlainWords(t *testing.T) {
	c := newCitizen(t)
	e := entryOf(t, c.menu(), "traffic.licence-renewal")
	for _, want := range []application.Term{{Text: "驾照", Typed: "jia zhao"}, {Text: "licence", Typed: "licence"}} {
		if !slices.Contains(e.Terms, want) {
			t.Errorf("no %+v in %+v", want, e.Terms)
		}
	}
}
