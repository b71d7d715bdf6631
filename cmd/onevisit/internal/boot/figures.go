package boot

import (
	"context"

	"onevisit/models"
	"onevisit/models/casework"
	"onevisit/models/catalog"
	"onevisit/models/completion"
	"onevisit/models/device"
	"onevisit/models/figures"
	"onevisit/models/store"
	"onevisit/models/visit"
)

// figures makes what answers the standard figures.
func (h *Hall) figures(p *platform, c *cases) *figures.Reports {
	division := func(string) models.Texts { return nil }
	if data, err := OpenReference(h.cfg); err == nil { // without it a region is called by its code
		division = func(code string) models.Texts {
			d, known := data.Division(code)
			if !known {
				return nil
			}
			return models.Texts{"zh-CN": d.Name, "en": d.Name + " (" + code + ")"}
		}
	}
	return figures.NewReports(figures.ReportsConfig{
		Definitions: completion.Published(), Reader: figures.NewProjection(store.NewFigureReports(h.db), store.NewFigureFacts()),
		Names: figureNames{c.catalog.Catalog, store.NewDevices(h.db), c.desk, division}, Signer: p.vault, Clock: h.env.Clock, Demo: h.cfg.Demo,
	})
}

// figureNames names what figures are divided by: services by the definitions in
// force or last in force, halls and kiosks as they were enrolled, reasons by the desk's list.
type figureNames struct {
	catalog  *catalog.Catalog
	devices  *store.Devices
	desk     interface{ Reasons() []casework.Reason }
	division func(code string) models.Texts // nil for an unknown one
}

// Services implements figures.Names.
func (n figureNames) Services(context.Context) ([]figures.Name, error) {
	var names []figures.Name
	for _, d := range n.catalog.AllKnown() {
		names = append(names, figures.Name{Code: d.Service, Text: d.Title, Group: d.Group.Code, Of: d.Group.Title})
	}
	return names, nil
}

// regionDigits is how much of a hall's code names the division it stands in
// (GB/T 2260).
const regionDigits = 6

// Sites implements figures.Names.
func (n figureNames) Sites(ctx context.Context) ([]figures.Name, error) {
	sites, err := n.devices.AllSites(ctx)
	names := make([]figures.Name, len(sites))
	for i, s := range sites {
		names[i] = figures.Name{Code: s.Code, Text: s.Names, Group: regionOf(s), Of: n.division(regionOf(s))}
	}
	return names, err
}

func regionOf(s device.Site) string { return s.Code[:min(len(s.Code), regionDigits)] }

// Devices implements figures.Names.
func (n figureNames) Devices(ctx context.Context) ([]figures.Name, error) {
	devices, err := n.devices.List(ctx, "")
	names := make([]figures.Name, len(devices))
	for i, d := range devices {
		name := d.Name
		names[i] = figures.Name{
			Code: string(d.ID), Text: models.Texts{"zh-CN": name, "en": name}, Group: d.Site.Code, Of: d.Site.Names,
		}
	}
	return names, err
}

// Reasons implements figures.Names: the desk's reasons by their own words, those
// of the definitions' pre-checks, whose words are made for one person each, and of
// the demo's past by the cause they are of.
func (n figureNames) Reasons() []figures.Name {
	var names []figures.Name
	for _, r := range n.desk.Reasons() {
		names = append(names, figures.Name{Code: r.Code, Text: r.Text, Group: r.Service})
	}
	byCause := func(code string, cause visit.Cause, service string) {
		for _, c := range visit.Causes() {
			if c.Cause == cause && code != "" {
				names = append(names, figures.Name{Code: code, Text: c.Text, Group: service})
			}
		}
	}
	for _, d := range n.catalog.AllKnown() {
		for _, rule := range d.Precheck {
			byCause(rule.Code, visit.Cause(rule.Cause), d.Service)
		}
	}
	for _, s := range stories() {
		for _, v := range s.visits {
			byCause(v.reason, v.cause, "")
		}
	}
	return names
}

// Steps implements figures.Names.
func (n figureNames) Steps(service string) []figures.Name {
	d, ok := n.catalog.Known(service)
	if !ok {
		return nil
	}
	names := make([]figures.Name, len(d.Steps))
	for i, s := range d.Steps {
		names[i] = figures.Name{Code: s.Name, Text: s.Title}
	}
	return names
}

// amender amends why visits were needed.
func (h *Hall) amender(p *platform) *visit.Amender {
	visits := store.NewVisits(h.db)
	return visit.NewAmender(visit.AmenderConfig{
		Matters: visits, Store: visits, Vault: p.vault, Audit: p.audit, Transactor: h.db, Clock: h.env.Clock, IDs: p.ids,
	})
}

// revealer shows an auditor whose matter it is.
func (h *Hall) revealer(p *platform) *visit.Revealer {
	visits := store.NewVisits(h.db)
	return visit.NewRevealer(visit.RevealerConfig{
		Matters: visits, People: visits, Vault: p.vault, Audit: p.audit, Transactor: h.db,
	})
}
