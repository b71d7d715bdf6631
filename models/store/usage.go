package store

import (
	"context"
	"time"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/device"
)

// Usage is what a made-up history has beside its matters: applications that
// ended, with what the office asked and what was paid, and kiosks with their days.
type Usage struct {
	Applications []application.Application
	Requests     []UsageRequest
	Orders       []UsageOrder
	Devices      []device.Device
	Days         []device.Day
}

// UsageRequest is a correction that was asked for and answered; the clock stood
// still meanwhile.
type UsageRequest struct {
	ID          models.ID
	Application models.ID
	Site        string
	Seq         int
	From, To    time.Time
}

// UsageOrder is a payment order that was paid or broke off.
type UsageOrder struct {
	ID          models.ID
	Application models.ID
	Paid, Made  bool
	At          time.Time
	ExpiresAt   time.Time
	ClosedAt    time.Time // of one that broke off
}

// AddUsage writes it, for demo halls: like AddBulk it asks nothing and appends
// nothing to the audit log. Its devices are revoked from the first: nobody uses
// them, they only have names.
func (s *Visits) AddUsage(ctx context.Context, tx models.Tx, u *Usage) error {
	g := in(ctx, tx)
	w := func(table, columns string, width int) *manyRows {
		return &manyRows{g: g, head: "INSERT INTO " + table + " (" + columns + ") VALUES ", width: width}
	}
	applications := w("application", `id, number, matter_id, person_id, service, definition_hash, state, version, site, region, device_id, session_id, visit_id,
		answers, facts, fee_lines, total_fen, paid_fen, route, promised_date, opened_at, updated_at, submitted_at, decided_at, ended_at, reason_code, live, language`, 28)
	for _, a := range u.Applications {
		err := applications.add(string(a.ID), a.Number, string(a.Matter), string(a.Person), a.Service, a.Definition, string(a.State), 1, a.Site, a.Region,
			string(a.Device), string(a.Session), string(a.Visit), []byte("x"), []byte("x"), []byte("x"), int64(a.Total), int64(a.Paid), string(a.Route),
			string(a.Promised), millis(a.OpenedAt), millis(a.EndedAt), millis(a.SubmittedAt), millis(a.DecidedAt), millis(a.EndedAt), a.Reason, 0, a.Language)
		if err != nil {
			return err
		}
	}
	rows := []*manyRows{applications}
	rest, err := u.addPayments(w)
	if err != nil {
		return err
	}
	rows = append(rows, rest...)
	if rest, err = u.addDevices(w); err != nil {
		return err
	}
	for _, r := range append(rows, rest...) {
		if err := r.flush(); err != nil {
			return err
		}
	}
	return nil
}

func (u *Usage) addPayments(w func(table, columns string, width int) *manyRows) ([]*manyRows, error) {
	requests := w("correction_request", `id, application_id, open_key, site, seq, asked_by, sealed, state, asked_at, answer_by, remind_on, reminded_at,
		closed_at, answered_by`, 14)
	stops := w("case_stop", "application_id, from_at, to_at, days, reason", 5)
	for _, r := range u.Requests {
		err := requests.add(string(r.ID), string(r.Application), nil, r.Site, r.Seq, "", []byte("x"), "answered", millis(r.From),
			string(models.DateOf(r.To)), string(models.DateOf(r.To)), 0, millis(r.To), "kiosk")
		if err != nil {
			return nil, err
		}
		days := models.DateOf(r.From).DaysTo(models.DateOf(r.To))
		if err := stops.add(string(r.Application), millis(r.From), millis(r.To), days, "correction"); err != nil {
			return nil, err
		}
	}
	orders := w("payment_order", `id, number, application_id, live_key, title, fee_lines, subjects, amount_fen, state, version, provider_no, qr,
		created_at, expires_at, checked_at, paid_at, closed_at, refunded_at, paid_on, refunded_on`, 20)
	for _, o := range u.Orders {
		state, paid, no := "closed", int64(0), ""
		if o.Paid {
			state, paid = "paid", millis(o.At.Add(time.Minute))
		}
		if o.Made {
			no = "demo-" + string(o.ID)
		}
		err := orders.add(string(o.ID), "H"+string(o.ID), string(o.Application), nil, "demo", "[]", "[]", 1500, state, 1, no, "",
			millis(o.At), millis(o.ExpiresAt), millis(o.At), paid, millis(o.ClosedAt), 0, "", "")
		if err != nil {
			return nil, err
		}
	}
	return []*manyRows{requests, stops, orders}, nil
}

func (u *Usage) addDevices(w func(table, columns string, width int) *manyRows) ([]*manyRows, error) {
	devices := w("device", "id, name, site, credential_hash, agent_key, enrolled_at, seen_at, revoked_at", 8)
	for _, d := range u.Devices {
		at := millis(d.EnrolledAt)
		if err := devices.add(string(d.ID), d.Name, d.Site.Code, string(d.ID), []byte("x"), at, at, at); err != nil {
			return nil, err
		}
	}
	days := w("device_day", "device_id, on_date, site, minutes, demo, closed, open_minutes, up_minutes", 8)
	for _, d := range u.Days {
		if err := days.add(string(d.Device), string(d.On), d.Site.Code, []byte{}, flag(d.Site.Demo), 1, d.Open, d.Up); err != nil {
			return nil, err
		}
	}
	return []*manyRows{devices, days}, nil
}
