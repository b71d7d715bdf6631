package demo_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"image/jpeg"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"onevisit/api"
	"onevisit/api/connect/sim"
	"onevisit/api/demo"
	"onevisit/api/internal/webtest"
	"onevisit/models"
	"onevisit/models/device"
)

// fleet is one kiosk whose agent's key is known.
type fleet struct{ key []byte }

const kiosk = models.ID("0000000000000000000000kiosk")

func (f fleet) Authenticate(_ context.Context, credential string) (device.Device, error) {
	if credential != "card" {
		return device.Device{}, models.E(models.KindUnauthenticated, "device.unknown")
	}
	return device.Device{ID: kiosk, Name: "演示终端", Site: device.Site{Code: "hall-1"}}, nil
}

func (f fleet) MakeCode(_ context.Context, actor models.Actor, name string, _ func(context.Context, models.Tx, device.NewCode) error) (device.NewCode, error) {
	if actor.Site != "hall-1" || name == "" {
		return device.NewCode{}, errors.New("a code for nowhere")
	}
	return device.NewCode{Code: "ABCDEFGH1234"}, nil
}

func (f fleet) AgentKey(_ context.Context, id models.ID) ([]byte, error) {
	if id != kiosk {
		return nil, models.ErrNotFound
	}
	return f.key, nil
}

type stage struct {
	*webtest.Client
	world *sim.World
	fleet fleet
}

func open(t *testing.T) *stage {
	t.Helper()
	clock := models.ClockFunc(time.Now)
	w, err := sim.Start(t.Context(), sim.Config{Seed: 9, Clock: clock, Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	f := fleet{key: []byte("an agent's key of thirty-two byte")}
	handler, err := api.New(api.Config{
		Demo:    demo.New(demo.Deps{Simulators: sim.NewControl(w.Endpoints), Hall: f, Clock: clock, Random: rand.Reader, Site: "hall-1", KioskName: "演示终端"}),
		Devices: f, Clock: clock, IDs: models.NewIDs(clock, rand.Reader), Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{Client: webtest.NewClient(t, handler), world: w, fleet: f}
	s.SetCookie("onevisit_device", "card")
	return s
}

func TestPersons_areListedAndFound(t *testing.T) {
	s := open(t)
	var all, some, none struct {
		Persons []struct {
			ID, Name, Shows, LastSix string
			Documents                []string
		}
	}
	s.Do(http.MethodGet, "/api/demo/persons", nil).Want(200).Into(&all)
	s.Do(http.MethodGet, "/api/demo/persons?q=Zhuhai", nil).Want(200).Into(&some)
	s.Do(http.MethodGet, "/api/demo/persons?q=nobody-is-called-so", nil).Want(200).Into(&none)
	if len(all.Persons) != sim.DefaultPersons || len(some.Persons) != 1 || none.Persons == nil || len(none.Persons) != 0 {
		t.Errorf("%d, %d, %v", len(all.Persons), len(some.Persons), none.Persons)
	}
	reply := s.Do(http.MethodGet, "/api/demo/persons", nil)
	if first := s.world.Persons()[0]; all.Persons[0].LastSix == "" || !strings.HasSuffix(first.IDNumber, all.Persons[0].LastSix) {
		t.Errorf("%q cannot be read off the card", all.Persons[0].LastSix)
	}
	if bytes.Contains(reply.Body, []byte(s.world.Persons()[0].IDNumber)) {
		t.Error("a number is in the list")
	}
}

func (s *stage) token(t *testing.T, path string, body any) string {
	t.Helper()
	var signed struct{ Token string }
	s.Do(http.MethodPost, path, body).Want(200).Into(&signed)
	return signed.Token
}

func TestReading_isSignedAsTheKiosksAgentDoes(t *testing.T) {
	for _, document := range []string{"id-card", "hkm-permit"} {
		t.Run(document, func(t *testing.T) {
			s := open(t)
			p := s.world.Persons()[0]
			reading := s.token(t, "/api/demo/readings", map[string]any{"person": p.ID, "document": document})
			factor := s.token(t, "/api/demo/factors", map[string]any{"person": p.ID, "matches": true})
			r, err := device.Verify(s.fleet.key, reading, device.KindReading, kiosk, time.Now())
			if err != nil {
				t.Fatal(err)
			}
			f, err := device.Verify(s.fleet.key, factor, device.KindFactor, kiosk, time.Now())
			if err != nil {
				t.Fatal(err)
			}
			want := map[string]string{"id-card": p.IDNumber, "hkm-permit": p.Permit}[document]
			if r.Number != want || f.Number != want || f.Document != r.Document || !f.Matches || r.Nonce == f.Nonce || r.Name != p.Name {
				t.Error("the tokens do not belong together")
			}
			if (r.IDNumber == "") != (document == "hkm-permit") {
				t.Error("a permit does not hold the ID number, a card does")
			}
		})
	}
}

func TestReading_refusals(t *testing.T) {
	s := open(t)
	without := s.world.Persons()[0]
	for _, p := range s.world.Persons() {
		if p.Permit == "" {
			without = p
			break
		}
	}
	s.Do(http.MethodPost, "/api/demo/readings", map[string]any{"person": "p999", "document": "id-card"}).WantProblem(404, "demo.person")
	s.Do(http.MethodPost, "/api/demo/readings", map[string]any{"person": without.ID, "document": "hkm-permit"}).WantProblem(409, "demo.no_document")
	s.Do(http.MethodPost, "/api/demo/readings", map[string]any{"person": without.ID, "document": "library-card"}).Want(422)
	s.SetCookie("onevisit_device", "")
	s.Do(http.MethodPost, "/api/demo/readings", map[string]any{"person": without.ID, "document": "id-card"}).Want(401)
	s.Do(http.MethodPost, "/api/demo/factors", map[string]any{"person": without.ID, "matches": true}).Want(401)
}

func TestPhoto(t *testing.T) {
	s := open(t)
	for query, width := range map[string]int{"": 480, "&quality=good": 480, "&quality=small": 150} {
		reply := s.Do(http.MethodGet, "/api/demo/photo?person=p001"+query, nil).Want(200)
		cfg, err := jpeg.DecodeConfig(bytes.NewReader(reply.Body))
		if err != nil || cfg.Width != width || !strings.HasPrefix(reply.Header.Get("Content-Type"), "image/jpeg") {
			t.Errorf("%q: %d %v", query, cfg.Width, err)
		}
	}
	s.Do(http.MethodGet, "/api/demo/photo?person=p999", nil).WantProblem(404, "demo.person")
}

func TestFaults_areSetAndCleared(t *testing.T) {
	s := open(t)
	var list struct {
		Endpoints []string
		Faults    []struct {
			Endpoint, Kind      string
			Milliseconds, Times int
		}
	}
	s.Do(http.MethodPut, "/api/demo/faults", map[string]any{"endpoint": "payment.create", "kind": "timeout", "milliseconds": 50, "times": 1}).Want(200).Into(&list)
	if len(list.Faults) != 1 || list.Faults[0].Kind != "timeout" || len(list.Endpoints) < 20 {
		t.Errorf("%+v", list)
	}
	s.Do(http.MethodPut, "/api/demo/faults", map[string]any{"endpoint": "payment.create", "kind": "none"}).Want(200).Into(&list)
	if s.Do(http.MethodGet, "/api/demo/faults", nil).Want(200).Into(&list); len(list.Faults) != 0 {
		t.Errorf("%+v", list.Faults)
	}
	s.Do(http.MethodPut, "/api/demo/faults", map[string]any{"endpoint": "nobody", "kind": "timeout"}).WantProblem(422, "demo.fault")
}

func TestPayDeliverAndCode(t *testing.T) {
	s := open(t)
	s.Do(http.MethodPost, "/api/demo/payments", map[string]any{"qr": "https://pay.example/q/none", "act": "pay"}).WantProblem(409, "demo.not_payable")
	s.Do(http.MethodPost, "/api/demo/deliveries", nil).Want(204)
	var code struct{ Code string }
	s.Do(http.MethodPost, "/api/demo/enrolment-code", nil).Want(201).Into(&code)
	if code.Code != "ABCDEFGH1234" {
		t.Errorf("%q", code.Code)
	}
}

func TestSimulatorsGone_isAProblemNotACrash(t *testing.T) {
	s := open(t)
	if err := s.world.Close(); err != nil {
		t.Fatal(err)
	}
	s.Do(http.MethodGet, "/api/demo/persons", nil).WantProblem(503, "demo.simulators")
	s.Do(http.MethodGet, "/api/demo/faults", nil).WantProblem(503, "demo.simulators")
	s.Do(http.MethodPost, "/api/demo/payments", map[string]any{"qr": "x", "act": "pay"}).WantProblem(503, "demo.simulators")
	s.Do(http.MethodPost, "/api/demo/deliveries", nil).WantProblem(503, "demo.simulators")
}
