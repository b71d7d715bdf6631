package sim

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"image/jpeg"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"onevisit/models"
)

func start(t *testing.T, change func(*Config)) *World {
	t.Helper()
	cfg := Config{Seed: 5, Clock: models.ClockFunc(time.Now), Random: rand.Reader}
	if change != nil {
		change(&cfg)
	}
	w, err := Start(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	return w
}

func TestPersons_growFromTheSeedAlone(t *testing.T) {
	day := models.Date("2026-11-24")
	first, again, other := Persons(1, day), Persons(1, day.AddDays(400)), Persons(2, day)
	if len(first) != DefaultPersons || !slices.EqualFunc(first, again, same) {
		t.Error("the same seed makes other persons on another day")
	}
	if slices.EqualFunc(first, other, same) {
		t.Error("another seed makes the same persons")
	}
}

func same(a, b Person) bool { return a.ID == b.ID && a.IDNumber == b.IDNumber && a.Name == b.Name }

func TestPersons_haveNumbersOfNobody(t *testing.T) {
	form := regexp.MustCompile(`^4499\d{2}(19|20)\d{6}\d{3}[\dX]$`)
	seen := map[string]bool{}
	plates := map[string]bool{}
	for _, c := range newPeople(1, "2026-11-24", 0).all {
		if !form.MatchString(c.IDNumber) || seen[c.IDNumber] || seen[c.ID] {
			t.Errorf("%s has a wrong number, or one twice", c.ID)
		}
		seen[c.IDNumber], seen[c.ID] = true, true
		if idNumber(int(c.IDNumber[4]-'0')*10+int(c.IDNumber[5]-'0'), c.BirthDate, sequence(c.IDNumber)) != c.IDNumber {
			t.Errorf("%s: check character", c.ID)
		}
		for _, v := range c.vehicles {
			if plates[v.plateType+v.plate] {
				t.Errorf("plate of %s twice", c.ID)
			}
			plates[v.plateType+v.plate] = true
		}
	}
}

func sequence(number string) int {
	return int(number[14]-'0')*100 + int(number[15]-'0')*10 + int(number[16]-'0')
}

// Vectors of the standard, worked by hand.
func TestIDNumber_checkCharacter(t *testing.T) {
	if got := idNumber(1, "1900-01-01", 1); got[:17] != "44990119000101001" || got[17:] != "2" {
		t.Errorf("%s", got)
	}
}

func TestPersons_specialsComeFirstAndSaySo(t *testing.T) {
	list := newPeople(1, "2026-11-24", 0).list("")
	ordinary := slices.IndexFunc(list, func(p Person) bool { return !p.Special })
	if ordinary < 80 {
		t.Fatalf("%d specials", ordinary)
	}
	for i, p := range list {
		if p.Special != (i < ordinary) || p.Special != strings.Contains(p.Shows, " / ") {
			t.Errorf("%s stands wrong or says nothing in one language", p.ID)
		}
	}
}

func TestPictures(t *testing.T) {
	people := newPeople(1, "2026-11-24", 0)
	i := slices.IndexFunc(people.all, func(c *citizen) bool { return len(c.violations) > 0 })
	v := people.all[i].violations[0]
	for name, c := range map[string]struct {
		data []byte
		w, h int
	}{
		"portrait": {Portrait("p001", false), 480, 640}, "too small": {Portrait("p001", true), 150, 200},
		"evidence": {evidencePicture(v, 0), 720, 480},
	} {
		cfg, err := jpeg.DecodeConfig(bytes.NewReader(c.data))
		if err != nil || cfg.Width != c.w || cfg.Height != c.h || len(c.data) > 80<<10 {
			t.Errorf("%s: %dx%d, %d bytes, %v", name, cfg.Width, cfg.Height, len(c.data), err)
		}
	}
	if bytes.Equal(evidencePicture(v, 0), evidencePicture(v, 1)) || bytes.Equal(Portrait("p001", false), Portrait("p003", false)) {
		t.Error("two pictures are one")
	}
}

func TestControl_drivesEverySimulator(t *testing.T) {
	w := start(t, nil)
	c := NewControl(w.Endpoints)
	all, err := c.Persons(t.Context(), "")
	if err != nil || len(all) != DefaultPersons {
		t.Fatalf("%d persons, %v", len(all), err)
	}
	if some, err := c.Persons(t.Context(), "珠海户籍"); err != nil || len(some) != 1 {
		t.Errorf("%d found, %v", len(some), err)
	}
	if err := c.SetFault(t.Context(), Fault{Endpoint: "courier.ship", Kind: Delay, Milliseconds: 5, Times: 2}); err != nil {
		t.Error(err)
	}
	endpoints, faults, err := c.Faults(t.Context())
	if err != nil || len(faults) != 1 || !slices.Contains(endpoints, "sms.send") || !slices.Contains(endpoints, "payment.notice") {
		t.Errorf("%v %v %v", endpoints, faults, err)
	}
	for _, f := range []Fault{{Endpoint: "nobody", Kind: Delay}, {Endpoint: "courier.ship", Kind: "earthquake"}} {
		if err := c.SetFault(t.Context(), f); !errors.Is(err, ErrFault) {
			t.Errorf("%v: %v", f, err)
		}
	}
	if err := c.Pay(t.Context(), "no such code", ActPay); !errors.Is(err, ErrNotPayable) {
		t.Errorf("%v", err)
	}
	if err := c.Deliver(t.Context()); err != nil {
		t.Error(err)
	}
	if err := c.SetFault(t.Context(), Fault{Endpoint: "courier.ship", Kind: NoFault}); err != nil || len(w.Faults.List()) != 0 {
		t.Errorf("not cleared: %v %v", w.Faults.List(), err)
	}
}

func TestFaults_countDown(t *testing.T) {
	f := newFaults()
	f.know("x")
	if err := f.Set(Fault{Endpoint: "x", Kind: Empty, Times: 2}); err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for range 3 {
		kinds = append(kinds, f.take("x").Kind)
	}
	if !slices.Equal(kinds, []string{Empty, Empty, NoFault}) {
		t.Errorf("%v", kinds)
	}
}

func TestWorld_remembersOverARestart(t *testing.T) {
	var mu sync.Mutex
	var memory []byte
	remember := func(c *Config) {
		c.Remember = func(b []byte) {
			mu.Lock()
			defer mu.Unlock()
			memory = bytes.Clone(b)
		}
	}
	w := start(t, remember)
	w.state.change(func() { w.state.kept.Records["r"] = "440300126000001"; w.state.next() })
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	again := start(t, func(c *Config) { c.Remembered = memory })
	if again.state.kept.Records["r"] != "440300126000001" || again.state.kept.Serial != 1 {
		t.Error("forgotten")
	}
	if !again.PaymentKey.Equal(w.PaymentKey) || again.MerchantKey != w.MerchantKey {
		t.Error("other keys after a restart")
	}
	if _, err := Start(t.Context(), Config{Clock: models.ClockFunc(time.Now), Random: rand.Reader, Remembered: []byte("{")}); err == nil {
		t.Error("damaged memory was taken")
	}
}

func TestWorld_takesThePortsItIsGiven(t *testing.T) {
	for given, want := range map[string]string{"127.0.0.1:0": "127.0.0.1:0", "127.0.0.1:9000": "127.0.0.1:9003"} {
		if got, err := portAfter(given, 3); err != nil || got != want {
			t.Errorf("%s: %s %v", given, got, err)
		}
	}
	if _, err := portAfter("nowhere", 1); err == nil {
		t.Error("no port")
	}
}

func TestWorld_endsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	w, err := Start(ctx, Config{Clock: models.ClockFunc(time.Now), Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	for range 100 {
		res, err := http.Get(w.SMS + "/control/faults")
		if err != nil {
			return
		}
		_ = res.Body.Close()
		time.Sleep(10 * time.Millisecond)
	}
	t.Error("still there")
}

func TestCheckDigit_isOneDigit(t *testing.T) {
	for _, n := range []string{"440300126000001", "440399190000001", ""} {
		if d := checkDigit(n); len(d) != 1 {
			t.Errorf("%q: %q", n, d)
		}
	}
}
