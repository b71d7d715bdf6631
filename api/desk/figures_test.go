package desk_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"testing"
	"time"

	"onevisit/api/internal/gen/auditorapi"
	"onevisit/api/internal/webtest"
	"onevisit/models"
	"onevisit/models/completion"
	"onevisit/models/figures"
	"onevisit/models/store"
	"onevisit/models/translog"
)

// figures is what answers the standard figures at the bench.
func (b *bench) figures() *figures.Reports {
	return figures.NewReports(figures.ReportsConfig{
		Definitions: completion.Published(), Reader: figures.NewProjection(store.NewFigureReports(b.db), store.NewFigureFacts()),
		Names: benchNames{}, Signer: b.vault, Clock: b.clock, Demo: true,
	})
}

// benchNames knows the bench's one service and hall.
type benchNames struct{}

func (benchNames) Services(context.Context) ([]figures.Name, error) {
	return []figures.Name{{
		Code: service, Text: models.Texts{"zh-CN": "护照换发", "en": "Renew a passport"}, Group: "exit-entry",
		Of: models.Texts{"zh-CN": "出入境", "en": "Exit-entry"},
	}}, nil
}

func (benchNames) Sites(context.Context) ([]figures.Name, error) {
	return []figures.Name{{Code: hall, Text: models.Texts{"zh-CN": "东厅", "en": "East hall"}, Group: "440300"}}, nil
}
func (benchNames) Devices(context.Context) ([]figures.Name, error) { return nil, nil }
func (benchNames) Reasons() []figures.Name                         { return nil }
func (benchNames) Steps(string) []figures.Name                     { return nil }

// folder keeps the bench's figures current.
type folder struct {
	*bench
	seq  *translog.Sequencer
	fold *figures.Fold
}

type noAnchor struct{ kept []byte }

func (a *noAnchor) Load() ([]byte, error)    { return a.kept, nil }
func (a *noAnchor) Keep(signed []byte) error { a.kept = signed; return nil }

func (b *bench) folder() *folder {
	b.t.Helper()
	log := store.NewAuditLog(b.db)
	key, err := translog.NewKey(rand.Reader, hall)
	must(b.t, err)
	must(b.t, log.Begin(b.t.Context(), key.Verifier()))
	keeper := store.NewFigureKeeper(b.db)
	must(b.t, keeper.Begin(b.t.Context()))
	f := &folder{
		bench: b,
		seq:   &translog.Sequencer{Ledger: log, Tiles: log.Tiles, Key: key, Anchor: &noAnchor{}, Clock: b.clock, Random: rand.Reader, ID: "a"},
		fold:  &figures.Fold{Book: store.NewFigures(b.db), Keeper: keeper, Source: store.NewFigureFacts(), Clock: b.clock, ID: "a"},
	}
	f.round()
	_, err = figures.Rebuild(b.t.Context(), store.NewFigures(b.db), store.NewFigureFacts(), keeper, b.clock, "b")
	must(b.t, err)
	return f
}

// round gives every entry its place and folds what there is.
func (f *folder) round() {
	f.t.Helper()
	f.clock.pass(time.Minute)
	_, err := f.seq.Round(f.t.Context())
	must(f.t, err)
	_, err = f.fold.Pass(f.t.Context())
	must(f.t, err)
}

func (b *bench) figure(client *webtest.Client, path string) (r auditorapi.FigureReport) {
	b.t.Helper()
	client.Do("GET", "/api/auditor/figures/"+path, nil, webtest.English()).Want(200).Into(&r)
	return r
}

const yearOf2026 = "from=2026-01-01&to=2026-12-31"

// The figures are those of the rates that were there before, by whatever both
// are divided.
func TestFigures_agreeWithTheRates(t *testing.T) {
	b := newBench(t)
	for month := time.January; month <= time.June; month++ {
		b.past(month, 9+int(month))
	}
	b.folder()
	du := b.as("du")
	var rate auditorapi.Overview
	du.Do("GET", "/api/auditor/rate?"+yearOf2026, nil).Want(200).Into(&rate)
	same := func(what string, f auditorapi.Figure, v auditorapi.FigureValue) {
		t.Helper()
		if int64(f.Numerator) != *v.Numerator || int64(f.Denominator) != v.Denominator || *f.Percent != *v.Percent || *f.Low != *v.Low || *f.High != *v.High {
			t.Errorf("%s: %+v and %+v", what, f, v)
		}
	}
	same("experienced", rate.Experienced, b.figure(du, "experienced?"+yearOf2026).Total)
	same("honest", rate.Honest, b.figure(du, "honest?"+yearOf2026).Total)
	for i, p := range *b.figure(du, "visits?"+yearOf2026).Total.Parts {
		if int64(rate.Visits[i]) != p.Count {
			t.Errorf("%s visits: %d and %d", p.Bucket, rate.Visits[i], p.Count)
		}
	}
	for by, figureBy := range map[string]string{"month": "month", "service": "service", "site": "site", "service-month": "month-service"} {
		var rows auditorapi.Breakdown
		du.Do("GET", "/api/auditor/rate/breakdown?by="+by+"&"+yearOf2026, nil).Want(200).Into(&rows)
		report := b.figure(du, "honest?by="+figureBy+"&"+yearOf2026)
		if len(rows.Rows) != len(report.Rows) || len(rows.Rows) == 0 {
			t.Fatalf("by %s: %d rows and %d", by, len(rows.Rows), len(report.Rows))
		}
		for i := range rows.Rows {
			same("by "+by, rows.Rows[i].Honest, report.Rows[i].Value)
		}
	}
	var causes auditorapi.Causes
	du.Do("GET", "/api/auditor/causes?"+yearOf2026, nil, webtest.English()).Want(200).Into(&causes)
	report := b.figure(du, "causes?"+yearOf2026)
	if int64(causes.Total) != report.Total.Denominator || len(causes.Causes) != len(*report.Total.Parts) {
		t.Fatalf("causes: %+v and %+v", causes, report.Total)
	}
	for i, p := range *report.Total.Parts {
		if c := causes.Causes[i]; c.Code != p.Bucket || int64(c.Count) != p.Count || c.Text != p.Text {
			t.Errorf("cause %+v and %+v", c, p)
		}
	}
}

// A pin gives the same figures for good; without one they follow what happens.
func TestFigures_aPinStaysWhatItWas(t *testing.T) {
	b := newBench(t)
	b.past(time.March, 30)
	f := b.folder()
	du, lead := b.as("du"), b.as("chief")
	amend := func(id, to string) {
		t.Helper()
		lead.Do("POST", "/api/desk/matters/"+id+"/visits/2/cause", map[string]any{"was": "R01", "cause": to, "reasonCode": "evidence"}).Want(200)
	}
	var first auditorapi.FigureRecords
	du.Do("GET", "/api/auditor/figures/causes/records?limit=1&"+yearOf2026, nil).Want(200).Into(&first)
	amend(first.Records[0].Id, "R05")
	f.round()
	var pin auditorapi.Pin
	du.Do("GET", "/api/auditor/pin", nil).Want(200).Into(&pin)
	if pin.Entries < 1 {
		t.Fatalf("pin: %+v", pin)
	}
	pinned := fmt.Sprintf("%s&as_of=%d", yearOf2026, pin.Entries)
	before := b.figure(du, "causes?"+pinned)
	if !before.Stamp.Pinned || before.Stamp.Entries != pin.Entries || before.Stamp.Digest == nil {
		t.Errorf("stamp: %+v", before.Stamp)
	}
	records := func(query string) (list auditorapi.FigureRecords) {
		t.Helper()
		du.Do("GET", "/api/auditor/figures/causes/records?limit=100&"+query, nil, webtest.English()).Want(200).Into(&list)
		if int64(len(list.Records)) != list.Total {
			t.Errorf("%d of %d records", len(list.Records), list.Total)
		}
		return list
	}
	was := records(pinned + "&bucket=R01")
	if was.Total != 9 || was.Records[0].BucketText != "Papers missing or wrong" || was.Records[0].SiteName != "East hall" || *was.Records[0].Visits != 2 {
		t.Fatalf("records: %+v", was)
	}
	id := was.Records[0].Id
	amend(id, "R03")
	// At once, before any fold.
	if now := records(yearOf2026 + "&bucket=R03"); now.Total != 1 || now.Records[0].Id != id {
		t.Errorf("just amended: %+v", now)
	}
	f.round()
	if now := records(yearOf2026 + "&bucket=R03"); now.Total != 1 || now.Records[0].Entry == nil {
		t.Errorf("amended and folded: %+v", now)
	}
	if now := b.figure(du, "causes?"+yearOf2026); *now.Stamp.Digest == *before.Stamp.Digest || len(*now.Total.Parts) != 3 {
		t.Errorf("now: %+v", now.Total)
	}
	after := b.figure(du, "causes?"+pinned)
	if *after.Stamp.Digest != *before.Stamp.Digest || len(*after.Total.Parts) != 2 || records(pinned+"&bucket=R03").Total != 0 || records(pinned+"&bucket=R01").Total != 9 {
		t.Errorf("pinned: %+v, was %+v", after.Total, before.Total)
	}
	beyond := fmt.Sprintf("%s&as_of=%d", yearOf2026, pin.Entries+1000)
	du.Do("GET", "/api/auditor/figures/causes?"+beyond, nil).WantProblem(422, "log.beyond")
	du.Do("GET", "/api/auditor/figures/causes/records?"+beyond, nil).WantProblem(422, "log.beyond")
}

func TestFigures_theCatalogueAnswers(t *testing.T) {
	b := newBench(t)
	b.past(time.March, 12)
	b.folder()
	du := b.as("du")
	var list auditorapi.FigureCatalogue
	du.Do("GET", "/api/auditor/figures", nil).Want(200).Into(&list)
	if len(list.Figures) != len(figures.Figures()) || len(list.Dimensions) != 9 || list.Figures[0].Title != "一次办率（群众体验口径）" || *list.Figures[0].Target != 90 {
		t.Errorf("catalogue: %+v", list)
	}
	for _, f := range list.Figures {
		if report := b.figure(du, f.Code+"?"+yearOf2026); report.Kind != f.Kind {
			t.Errorf("%s is %s and %s", f.Code, f.Kind, report.Kind)
		}
		for _, by := range f.By {
			b.figure(du, f.Code+"?by="+by+"&"+yearOf2026)
		}
		du.Do("GET", "/api/auditor/figures/"+f.Code+"/records?"+yearOf2026, nil).Want(200)
	}
	if r := b.figure(du, "ends?category=exit-entry&region="+"440300"+"&age=unknown&channel=window&"+yearOf2026); r.Total.Denominator != 12 {
		t.Errorf("filtered: %+v", r.Total)
	}
	for path, status := range map[string]int{
		"speed?" + yearOf2026: 404, "ends?by=moon&" + yearOf2026: 422, "hours?by=age&" + yearOf2026: 422, "ends?from=2026-02-01&to=2026-01-01": 422,
		"ends?from=2025-01-01&to=2026-12-31": 422, "ends?from=2026-01-01": 422, "ends?age=12&" + yearOf2026: 422,
		"ends/records?cursor=x&" + yearOf2026: 400,
	} {
		du.Do("GET", "/api/auditor/figures/"+path, nil).Want(status)
	}
	for _, role := range []string{"wang", "chief"} {
		for _, path := range []string{"figures", "pin", "figures/ends?" + yearOf2026, "figures/ends/records?" + yearOf2026} {
			b.as(role).Do("GET", "/api/auditor/"+path, nil).Want(403)
		}
	}
}
