package kiosk

import (
	"context"
	"time"

	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/kioskapi"
	"onevisit/api/internal/pages"
	"onevisit/api/internal/web"
	"onevisit/models/device"
)

// GetDevice tells the kiosk who it is.
func (s *Server) GetDevice(ctx context.Context, _ kioskapi.GetDeviceRequestObject) (kioskapi.GetDeviceResponseObject, error) {
	d, ok := gate.Device(ctx)
	if !ok {
		return nil, device.ErrUnknown
	}
	return kioskapi.GetDevice200JSONResponse(s.device(d, web.Language(ctx))), nil
}

// EnrolDevice exchanges a one-time code for the kiosk's credential.
func (s *Server) EnrolDevice(ctx context.Context, r kioskapi.EnrolDeviceRequestObject) (kioskapi.EnrolDeviceResponseObject, error) {
	d, credential, err := s.d.Hall.Enrol(ctx, r.Body.Code)
	if err != nil {
		return nil, err
	}
	cookie := gate.DeviceCookieFor(ctx, credential)
	return kioskapi.EnrolDevice201JSONResponse{
		Body:    s.device(d, web.Language(ctx)),
		Headers: kioskapi.EnrolDevice201ResponseHeaders{SetCookie: &cookie},
	}, nil
}

// GetCalls lists the numbers called in the kiosk's hall.
func (s *Server) GetCalls(ctx context.Context, _ kioskapi.GetCallsRequestObject) (kioskapi.GetCallsResponseObject, error) {
	d, ok := gate.Device(ctx)
	if !ok {
		return nil, device.ErrUnknown
	}
	list, err := s.d.Cases.Calls(ctx, d.Site.Code)
	if err != nil {
		return nil, err
	}
	var out kioskapi.Calls
	out.Calls = pages.Room(out.Calls, len(list))
	for i, c := range list {
		out.Calls[i].Number, out.Calls[i].At = c.Number, c.At
	}
	if s.d.Silent {
		out.Silent = &s.d.Silent
	}
	return kioskapi.GetCalls200JSONResponse(out), nil
}

func (s *Server) device(d device.Device, language string) kioskapi.Device {
	limits := s.d.Reception.Limits()
	out := kioskapi.Device{
		Id: string(d.ID), Name: d.Name, Site: d.Site.Code, SiteName: d.Site.Names.In(language), Demo: d.Site.Demo,
		Languages: []string{web.Chinese, web.English},
	}
	out.Peripherals = pages.Room(out.Peripherals, len(d.Peripherals))
	for i, p := range d.Peripherals {
		out.Peripherals[i].Kind, out.Peripherals[i].Ready = kioskapi.DevicePeripheralsKind(p.Kind), p.Ready
	}
	out.Limits.IdleWarning = seconds(limits.IdleWarning)
	out.Limits.IdleWarningLarge = seconds(limits.IdleWarningLarge)
	out.Limits.Warning = seconds(limits.Warning)
	out.Limits.WarningLarge = seconds(limits.WarningLarge)
	out.Limits.Absolute = seconds(limits.Absolute)
	out.Limits.DoneHome = seconds(limits.DoneHome)
	return out
}

func seconds(d time.Duration) int { return int(d / time.Second) }
