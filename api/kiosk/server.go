package kiosk

import (
	"context"

	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/kioskapi"
	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/device"
	"onevisit/models/once"
	"onevisit/models/payment"
	"onevisit/models/visit"
)

// Enroller exchanges a one-time code for a device.
type Enroller interface {
	Enrol(ctx context.Context, code string) (device.Device, string, error)
}

// Cashier opens and watches payment orders.
type Cashier interface {
	Open(ctx context.Context, actor models.Actor, due payment.Due, record payment.Record) (payment.Opened, error)
	Status(ctx context.Context, application models.ID) (payment.Order, error)
}

// Calendar tells the days on which clerks decide.
type Calendar interface {
	IsWorking(day models.Date) (bool, error)
}

// Deps are the use cases the handlers call.
type Deps struct {
	Hall      Enroller
	Reception *visit.Reception
	Cases     *application.Cases
	Cashier   Cashier
	Calendar  Calendar
	Setter    Setter
	Lane      Lane
	Services  Services
	Replies   once.Keeper
	Clock     models.Clock
	Silent    bool // no sound with a call
}

// Server implements the generated strict server of the citizen audience.
type Server struct{ d Deps }

// New makes the handlers.
func New(d Deps) *Server { return &Server{d: d} }

var _ kioskapi.StrictServerInterface = (*Server)(nil)

// Division codes are six digits; a site's code begins with its city's.
const (
	cityDigits     = 6
	provinceDigits = 2
)

// place describes the calling kiosk to the use cases.
func (s *Server) place(ctx context.Context, language string) application.Place {
	d, _ := gate.Device(ctx)
	p := application.Place{
		Device: d.ID, Name: d.Name, Site: d.Site.Code, SiteName: d.Site.Names.In(language), Demo: d.Site.Demo,
		PermitStation: d.Has(device.PermitStation), Printer: d.Has(device.Printer), Camera: d.Has(device.Camera),
	}
	if len(d.Site.Code) >= cityDigits {
		p.City = d.Site.Code[:cityDigits]
		p.Province = d.Site.Code[:provinceDigits] + "0000"
	}
	// A day the calendar does not know is taken for a working day: it promises
	// nothing, it only decides what the menu says.
	working, err := s.d.Calendar.IsWorking(models.DateOf(s.d.Clock.Now()))
	p.ClerksToday = working || err != nil
	return p
}
