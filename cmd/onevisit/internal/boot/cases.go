package boot

import (
	"context"

	"onevisit/api/kiosk"
	"onevisit/models/application"
	"onevisit/models/calendar"
	"onevisit/models/casework"
	"onevisit/models/completion"
	"onevisit/models/document"
	"onevisit/models/figures"
	"onevisit/models/flow"
	"onevisit/models/identity"
	"onevisit/models/payment"
	"onevisit/models/phone"
	"onevisit/models/store"
	"onevisit/models/visit"
)

// cases is the business: who comes, what they apply for, what is decided, paid
// and counted.
type cases struct {
	catalog   *definitions
	workdays  *calendar.Calendar
	reception *visit.Reception
	phones    *phone.Office
	office    *application.Cases
	cashier   *payment.Cashier
	line      *line
	lane      *identity.Lane
	desk      *casework.Desk
	board     *casework.Board
	decisions *casework.Decisions
	reports   *completion.Reports
}

func (h *Hall) openCases(ctx context.Context, p *platform, o *outside) (*cases, error) {
	definitions, err := h.openDefinitions(ctx, p)
	if err != nil {
		return nil, err
	}
	workdays, err := openCalendar(h.cfg)
	if err != nil {
		return nil, err
	}
	visits, work, clock := store.NewVisits(h.db), store.NewCasework(h.db), h.env.Clock
	c := &cases{catalog: definitions, workdays: workdays, line: h.openLine(p, workdays)}
	c.reception = visit.NewReception(visit.Desk{
		People: visits, Sessions: visits, Presences: visits, Holders: application.Holders{Source: o.registers}, Readings: p.fleet,
		Vault: p.vault, Log: p.audit, Transactions: h.db, Clock: clock, IDs: p.ids, Random: h.env.Random, Limits: visit.DefaultLimits(),
	})
	applications, corrections := store.NewApplications(h.db, p.audit, p.once), store.NewCorrections(h.db, p.ids)
	payments, prints := store.NewPayments(h.db), store.NewPapers(h.db)
	c.phones = h.openPhones(p, c.reception, corrections)
	c.office = application.New(application.Parts{
		Store: applications, Lists: applications, Results: applications, Requests: corrections, Board: corrections, Links: c.phones,
		Copies: prints, Attempts: prints, Payments: payments, PaperKey: paperKey(p.vault), Offices: offices{definitions.data},
		Archive: document.NewArchive(store.NewDocuments(h.db), p.vault, clock, p.ids),
		Catalog: definitions, Engine: flow.New(),
		Source: o.registers, Effects: o.registers, Orders: o.registers, Evidence: o.registers, FinePayments: o.registers, Courier: o.courier, Notifier: o.sms,
		Ledger: visit.NewLedger(visits, visits, p.audit, clock, p.ids), Sessions: c.reception, Queue: c.line.intake, Signer: kiosk.Signer{Keys: p.fleet}, Calendar: workdays,
		Jobs: p.jobs, Log: p.audit, Vault: p.vault, Transactions: h.db, Clock: clock, IDs: p.ids,
	})
	c.cashier = payment.NewCashier(payment.Deps{
		Tx: h.db, Orders: payments, Book: payments, Audit: p.audit, Jobs: p.jobs, Provider: o.payment, IDs: p.ids, Clock: clock,
		Keys: o.keys, Merchant: o.merchant, OnPaid: c.office.Paid,
	})
	c.desk = casework.NewDesk(casework.Config{
		Transactor: h.db, Queue: work, List: work, Office: c.office, Files: casework.NewFiles(c.office, definitions),
		Clerks: store.NewStaff(h.db), Audit: p.audit, Record: p.audit, Vault: p.vault, Clock: clock, IDs: p.ids,
		Line: store.NewClaims(h.db, p.audit, p.once), Transfers: work, Replies: p.once,
		Roster: c.line.roster, Feed: c.line.feed, Story: h.story(p, c), Hands: store.NewDecisions(h.db),
	})
	c.lane = h.lane(p, c)
	c.board = casework.NewBoard(casework.BoardConfig{
		Desk: c.desk, Figures: work, Roster: c.line.roster, Halls: store.NewStaffHalls(h.db),
		Files: casework.NewFiles(c.office, definitions), Clock: clock,
	})
	c.decisions = h.decisions(p, c)
	rates := figures.Rates{Reader: store.NewCompletion(h.db), Figures: figures.NewProjection(store.NewFigureReports(h.db), store.NewFigureFacts())}
	c.reports = completion.NewReports(completion.Published(), rates, p.vault, clock, h.cfg.Demo)
	return c, nil
}
