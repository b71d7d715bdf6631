// Package demo is the demo hall's stage: it stands in for the hall's hardware
// and the citizen's phone. It puts a synthetic person's document on a kiosk's
// reader, answers the face check, scans a QR code, drives the simulators. All
// else goes the real way: a reading made here is signed with the device agent's
// key and checked like any other.
//
// It exists in demo mode only; without it the paths are unknown.
package demo

import (
	"bytes"
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"sync"

	"onevisit/api/connect/sim"
	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/demoapi"
	"onevisit/models"
	"onevisit/models/device"
)

// Simulators is the part of the simulators' control the stage uses.
type Simulators interface {
	Persons(ctx context.Context, q string) ([]sim.Person, error)
	Faults(ctx context.Context) (endpoints []string, faults []sim.Fault, err error)
	SetFault(ctx context.Context, f sim.Fault) error
	Pay(ctx context.Context, code, act string) error
	Deliver(ctx context.Context) error
	Messages(ctx context.Context) ([]sim.Text, error)
}

// Hall is the part of the fleet the stage uses.
type Hall interface {
	MakeCode(ctx context.Context, actor models.Actor, name string, keep func(context.Context, models.Tx, device.NewCode) error) (device.NewCode, error)
	AgentKey(ctx context.Context, id models.ID) ([]byte, error)
}

// Deps is what the stage works with.
type Deps struct {
	Simulators Simulators
	Hall       Hall
	Clock      models.Clock
	Random     io.Reader
	Site       string // where enrolment codes are for
	KioskName  string // what a kiosk enrolled by a demo code is called
}

// Server implements the demo contract.
type Server struct {
	Deps
	mu   sync.Mutex
	lies map[models.ID]device.DocumentKind // what lies on each kiosk's reader
}

var _ demoapi.StrictServerInterface = (*Server)(nil)

// New builds the server.
func New(d Deps) *Server {
	return &Server{Deps: d, lies: map[models.ID]device.DocumentKind{}}
}

// The refusals of the stage.
var (
	errPerson     = models.E(models.KindNotFound, "demo.person")
	errNoDocument = models.E(models.KindConflict, "demo.no_document")
	errNotPayable = models.E(models.KindConflict, "demo.not_payable")
	errFault      = models.E(models.KindInvalid, "demo.fault")
	errSimulators = models.E(models.KindUnavailable, "demo.simulators")
)

// personItem is the generated reply's nameless item.
type personItem = struct {
	Documents []demoapi.PersonsPersonsDocuments `json:"documents"`
	Id        string                            `json:"id"` //nolint:revive // the generated name
	LastSix   string                            `json:"lastSix"`
	Name      string                            `json:"name"`
	Shows     string                            `json:"shows"`
}

// ListPersons lists the synthetic persons.
func (s *Server) ListPersons(ctx context.Context, r demoapi.ListPersonsRequestObject) (demoapi.ListPersonsResponseObject, error) {
	q := ""
	if r.Params.Q != nil {
		q = *r.Params.Q
	}
	list, err := s.Simulators.Persons(ctx, q)
	if err != nil {
		return nil, errSimulators.Because(err)
	}
	persons := make([]personItem, 0, len(list))
	for _, p := range list {
		persons = append(persons, personItem{documents(p), p.ID, lastSix(p), p.Name, p.Shows})
	}
	return demoapi.ListPersons200JSONResponse{Persons: persons}, nil
}

// lastSix is what somebody who holds the card can read off it.
func lastSix(p sim.Person) string { return p.IDNumber[max(0, len(p.IDNumber)-6):] }

func documents(p sim.Person) []demoapi.PersonsPersonsDocuments {
	kinds := make([]demoapi.PersonsPersonsDocuments, 0, len(p.Documents))
	for _, d := range p.Documents {
		kinds = append(kinds, demoapi.PersonsPersonsDocuments(d))
	}
	return kinds
}

// DemoEnrolmentCode makes a code, as a supervisor would.
func (s *Server) DemoEnrolmentCode(ctx context.Context, _ demoapi.DemoEnrolmentCodeRequestObject) (demoapi.DemoEnrolmentCodeResponseObject, error) {
	code, err := s.Hall.MakeCode(ctx, models.Actor{Kind: models.ActorSystem, Site: s.Site}, s.KioskName, nil)
	if err != nil {
		return nil, err
	}
	return demoapi.DemoEnrolmentCode201JSONResponse{Code: code.Code}, nil
}

// DemoReading puts a document on the reader.
func (s *Server) DemoReading(ctx context.Context, r demoapi.DemoReadingRequestObject) (demoapi.DemoReadingResponseObject, error) {
	kind := device.DocumentKind(r.Body.Document)
	token, err := s.sign(ctx, r.Body.Person, kind, device.KindReading, false)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.lies[gate.Actor(ctx).Device] = kind
	s.mu.Unlock()
	return demoapi.DemoReading200JSONResponse{Token: token}, nil
}

// DemoFactor lets the camera see the person whose document lies on the reader.
func (s *Server) DemoFactor(ctx context.Context, r demoapi.DemoFactorRequestObject) (demoapi.DemoFactorResponseObject, error) {
	s.mu.Lock()
	kind := cmp.Or(s.lies[gate.Actor(ctx).Device], device.IDCard)
	s.mu.Unlock()
	token, err := s.sign(ctx, r.Body.Person, kind, device.KindFactor, r.Body.Matches)
	if err != nil {
		return nil, err
	}
	return demoapi.DemoFactor200JSONResponse{Token: token}, nil
}

// sign makes a token as the calling kiosk's agent would.
func (s *Server) sign(ctx context.Context, person string, kind device.DocumentKind, what string, matches bool) (string, error) {
	p, err := s.person(ctx, person)
	if err != nil {
		return "", err
	}
	kiosk := gate.Actor(ctx).Device
	key, err := s.Hall.AgentKey(ctx, kiosk)
	if err != nil {
		return "", err
	}
	nonce := make([]byte, 16)
	if _, err := io.ReadFull(s.Random, nonce); err != nil {
		return "", fmt.Errorf("demo: nonce: %w", err)
	}
	t := device.Token{
		Version: 1, Kind: what, Device: kiosk, Document: kind, Number: p.IDNumber, Matches: matches,
		Nonce: hex.EncodeToString(nonce), At: s.Clock.Now().Unix(),
	}
	if kind == device.HKMPermit {
		if t.Number = p.Permit; t.Number == "" {
			return "", errNoDocument
		}
	}
	if what == device.KindReading {
		t.Name = p.Name
		if kind == device.IDCard {
			t.IDNumber = p.IDNumber
		}
	}
	return device.Sign(key, t)
}

func (s *Server) person(ctx context.Context, id string) (sim.Person, error) {
	list, err := s.Simulators.Persons(ctx, "")
	if err != nil {
		return sim.Person{}, errSimulators.Because(err)
	}
	for _, p := range list {
		if p.ID == id {
			return p, nil
		}
	}
	return sim.Person{}, errPerson
}

// DemoPhoto is what the camera sees.
func (s *Server) DemoPhoto(ctx context.Context, r demoapi.DemoPhotoRequestObject) (demoapi.DemoPhotoResponseObject, error) {
	if _, err := s.person(ctx, r.Params.Person); err != nil {
		return nil, err
	}
	small := r.Params.Quality != nil && *r.Params.Quality == "small"
	picture := sim.Portrait(r.Params.Person, small)
	return demoapi.DemoPhoto200ImagejpegResponse{Body: bytes.NewReader(picture), ContentLength: int64(len(picture))}, nil
}

// DemoPay does with a QR code what a phone would.
func (s *Server) DemoPay(ctx context.Context, r demoapi.DemoPayRequestObject) (demoapi.DemoPayResponseObject, error) {
	err := s.Simulators.Pay(ctx, r.Body.Qr, string(r.Body.Act))
	if errors.Is(err, sim.ErrNotPayable) {
		return nil, errNotPayable
	}
	if err != nil {
		return nil, errSimulators.Because(err)
	}
	return demoapi.DemoPay204Response{}, nil
}

// DemoDeliver lets the courier hand everything over.
func (s *Server) DemoDeliver(ctx context.Context, _ demoapi.DemoDeliverRequestObject) (demoapi.DemoDeliverResponseObject, error) {
	if err := s.Simulators.Deliver(ctx); err != nil {
		return nil, errSimulators.Because(err)
	}
	return demoapi.DemoDeliver204Response{}, nil
}

// ListFaults tells what fails.
func (s *Server) ListFaults(ctx context.Context, _ demoapi.ListFaultsRequestObject) (demoapi.ListFaultsResponseObject, error) {
	faults, err := s.faults(ctx)
	if err != nil {
		return nil, err
	}
	return demoapi.ListFaults200JSONResponse(faults), nil
}

// SetFault makes an endpoint of a simulator fail or recover.
func (s *Server) SetFault(ctx context.Context, r demoapi.SetFaultRequestObject) (demoapi.SetFaultResponseObject, error) {
	f := sim.Fault{Endpoint: r.Body.Endpoint, Kind: string(r.Body.Kind)}
	if r.Body.Milliseconds != nil {
		f.Milliseconds = *r.Body.Milliseconds
	}
	if r.Body.Times != nil {
		f.Times = *r.Body.Times
	}
	if err := s.Simulators.SetFault(ctx, f); errors.Is(err, sim.ErrFault) {
		return nil, errFault
	} else if err != nil {
		return nil, errSimulators.Because(err)
	}
	faults, err := s.faults(ctx)
	if err != nil {
		return nil, err
	}
	return demoapi.SetFault200JSONResponse(faults), nil
}

func (s *Server) faults(ctx context.Context) (demoapi.Faults, error) {
	endpoints, list, err := s.Simulators.Faults(ctx)
	if err != nil {
		return demoapi.Faults{}, errSimulators.Because(err)
	}
	out := demoapi.Faults{Endpoints: endpoints, Faults: make([]demoapi.Fault, 0, len(list))}
	for _, f := range list {
		ms, times := f.Milliseconds, f.Times
		out.Faults = append(out.Faults, demoapi.Fault{Endpoint: f.Endpoint, Kind: demoapi.FaultKind(f.Kind), Milliseconds: &ms, Times: &times})
	}
	return out, nil
}
