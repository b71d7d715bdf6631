package api

import (
	"fmt"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/labstack/echo/v4"

	"onevisit/api/internal/gen/auditorapi"
	"onevisit/api/internal/gen/demoapi"
	"onevisit/api/internal/gen/deskapi"
	"onevisit/api/internal/gen/kioskapi"
	"onevisit/api/internal/gen/opsapi"
	"onevisit/api/internal/gen/phoneapi"
	"onevisit/api/internal/gen/providerapi"
	"onevisit/api/internal/gen/staffapi"
	"onevisit/api/internal/web"
)

// mount registers an audience's generated routes behind its contract.
func mount(s *web.Server, name string, load func() (*openapi3.T, error),
	register func(base string, chains map[string][]echo.MiddlewareFunc)) error {
	spec, err := load()
	if err != nil {
		return fmt.Errorf("api: contract of %s: %w", name, err)
	}
	chains, err := s.Audience(name, spec)
	if err != nil {
		return fmt.Errorf("api: %s: %w", name, err)
	}
	register("/api/"+name, chains)
	return nil
}

// routes mounts the audiences that are present. The audiences look alike, but
// each generated package has types of its own, so each needs its own lines.
func routes(s *web.Server, cfg Config) error {
	e := s.Echo()
	var errs []error
	add := func(present bool, name string, load func() (*openapi3.T, error), register func(string, map[string][]echo.MiddlewareFunc)) {
		if present {
			errs = append(errs, mount(s, name, load, register))
		}
	}
	add(cfg.Kiosk != nil, "kiosk", kioskapi.GetSpec, func(base string, m map[string][]echo.MiddlewareFunc) {
		h := kioskapi.NewStrictHandler(cfg.Kiosk, []kioskapi.StrictMiddlewareFunc{
			func(next kioskapi.StrictHandlerFunc, _ string) kioskapi.StrictHandlerFunc { return s.CheckTags(next) },
		})
		kioskapi.RegisterHandlersWithOptions(e, h, kioskapi.RegisterHandlersOptions{BaseURL: base, OperationMiddlewares: m})
	})
	add(cfg.Phone != nil, "phone", phoneapi.GetSpec, func(base string, m map[string][]echo.MiddlewareFunc) {
		h := phoneapi.NewStrictHandler(cfg.Phone, []phoneapi.StrictMiddlewareFunc{
			func(next phoneapi.StrictHandlerFunc, _ string) phoneapi.StrictHandlerFunc { return s.CheckTags(next) },
		})
		phoneapi.RegisterHandlersWithOptions(e, h, phoneapi.RegisterHandlersOptions{BaseURL: base, OperationMiddlewares: m})
	})
	add(cfg.Staff != nil, "staff", staffapi.GetSpec, func(base string, m map[string][]echo.MiddlewareFunc) {
		h := staffapi.NewStrictHandler(cfg.Staff, []staffapi.StrictMiddlewareFunc{
			func(next staffapi.StrictHandlerFunc, _ string) staffapi.StrictHandlerFunc { return s.CheckTags(next) },
		})
		staffapi.RegisterHandlersWithOptions(e, h, staffapi.RegisterHandlersOptions{BaseURL: base, OperationMiddlewares: m})
	})
	add(cfg.Desk != nil, "desk", deskapi.GetSpec, func(base string, m map[string][]echo.MiddlewareFunc) {
		h := deskapi.NewStrictHandler(cfg.Desk, []deskapi.StrictMiddlewareFunc{
			func(next deskapi.StrictHandlerFunc, _ string) deskapi.StrictHandlerFunc { return s.CheckTags(next) },
		})
		deskapi.RegisterHandlersWithOptions(e, h, deskapi.RegisterHandlersOptions{BaseURL: base, OperationMiddlewares: m})
	})
	add(cfg.Auditor != nil, "auditor", auditorapi.GetSpec, func(base string, m map[string][]echo.MiddlewareFunc) {
		h := auditorapi.NewStrictHandler(cfg.Auditor, []auditorapi.StrictMiddlewareFunc{
			func(next auditorapi.StrictHandlerFunc, _ string) auditorapi.StrictHandlerFunc {
				return s.CheckTags(next)
			},
		})
		auditorapi.RegisterHandlersWithOptions(e, h, auditorapi.RegisterHandlersOptions{BaseURL: base, OperationMiddlewares: m})
	})
	add(cfg.Ops != nil, "ops", opsapi.GetSpec, func(base string, m map[string][]echo.MiddlewareFunc) {
		h := opsapi.NewStrictHandler(cfg.Ops, []opsapi.StrictMiddlewareFunc{
			func(next opsapi.StrictHandlerFunc, _ string) opsapi.StrictHandlerFunc { return s.CheckTags(next) },
		})
		opsapi.RegisterHandlersWithOptions(e, h, opsapi.RegisterHandlersOptions{BaseURL: base, OperationMiddlewares: m})
	})
	add(cfg.Provider != nil, "provider", providerapi.GetSpec, func(base string, m map[string][]echo.MiddlewareFunc) {
		h := providerapi.NewStrictHandler(cfg.Provider, []providerapi.StrictMiddlewareFunc{
			func(next providerapi.StrictHandlerFunc, _ string) providerapi.StrictHandlerFunc {
				return s.CheckTags(next)
			},
		})
		providerapi.RegisterHandlersWithOptions(e, h, providerapi.RegisterHandlersOptions{BaseURL: base, OperationMiddlewares: m})
	})
	add(cfg.Demo != nil, "demo", demoapi.GetSpec, func(base string, m map[string][]echo.MiddlewareFunc) {
		h := demoapi.NewStrictHandler(cfg.Demo, []demoapi.StrictMiddlewareFunc{
			func(next demoapi.StrictHandlerFunc, _ string) demoapi.StrictHandlerFunc { return s.CheckTags(next) },
		})
		demoapi.RegisterHandlersWithOptions(e, h, demoapi.RegisterHandlersOptions{BaseURL: base, OperationMiddlewares: m})
	})
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
