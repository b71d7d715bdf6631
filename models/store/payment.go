package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm/clause"

	"onevisit/models"
	"onevisit/models/payment"
	"onevisit/models/store/internal/row"
)

// Payments keeps orders and what the provider said of them. It implements
// payment.Orders and payment.Book.
type Payments struct{ db *DB }

var (
	_ payment.Orders = (*Payments)(nil)
	_ payment.Book   = (*Payments)(nil)
)

// NewPayments returns the repository of payments.
func NewPayments(db *DB) *Payments { return &Payments{db} }

// Insert implements payment.Orders. The unique keys decide a race.
func (p *Payments) Insert(ctx context.Context, tx models.Tx, o payment.Order) error {
	r, err := toOrderRow(o)
	if err != nil {
		return err
	}
	g := in(ctx, tx)
	if err := g.Create(&r).Error; err != nil {
		return translate("insert order", err)
	}
	for _, s := range o.Subjects {
		if err := g.Create(&row.PaymentSubject{Subject: s, OrderID: r.ID}).Error; err != nil {
			return translate("take the place of an order's subject", err)
		}
	}
	return nil
}

// Lock implements payment.Orders. SQLite has one writer, so the clause is left
// out there.
func (p *Payments) Lock(ctx context.Context, tx models.Tx, number string) (payment.Order, error) {
	var r row.PaymentOrder
	err := in(ctx, tx).Clauses(clause.Locking{Strength: "UPDATE"}).Where("number = ?", number).Take(&r).Error
	if err != nil {
		return payment.Order{}, translate("lock order", err)
	}
	return fromOrderRow(r)
}

// Update implements payment.Orders.
func (p *Payments) Update(ctx context.Context, tx models.Tx, o payment.Order) error {
	r, err := toOrderRow(o)
	if err != nil {
		return err
	}
	g := in(ctx, tx)
	err = changed("update order", g.Model(&row.PaymentOrder{}).Where("id = ? AND version = ?", r.ID, r.Version-1).Updates(map[string]any{
		"live_key": r.LiveKey, "state": r.State, "version": r.Version, "provider_no": r.ProviderNo, "qr": r.QR, "checked_at": r.CheckedAt,
		"paid_at": r.PaidAt, "closed_at": r.ClosedAt, "refunded_at": r.RefundedAt, "paid_on": r.PaidOn, "refunded_on": r.RefundedOn,
	}))
	if err != nil || o.State.Live() {
		return err
	}
	return translate("free an order's subjects", g.Where("order_id = ?", r.ID).Delete(&row.PaymentSubject{}).Error)
}

// Latest implements payment.Orders.
func (p *Payments) Latest(ctx context.Context, application models.ID) (payment.Order, error) {
	var r row.PaymentOrder
	err := p.db.reader(ctx).Where("application_id = ?", string(application)).
		Order("CASE WHEN live_key IS NULL THEN 1 ELSE 0 END, created_at DESC, id DESC").Take(&r).Error
	if err != nil {
		return payment.Order{}, translate("find order", err)
	}
	return fromOrderRow(r)
}

// ByNumber implements payment.Orders.
func (p *Payments) ByNumber(ctx context.Context, number string) (payment.Order, error) {
	var r row.PaymentOrder
	if err := p.db.reader(ctx).Where("number = ?", number).Take(&r).Error; err != nil {
		return payment.Order{}, translate("find order", err)
	}
	return fromOrderRow(r)
}

// Event implements payment.Book.
func (p *Payments) Event(ctx context.Context, tx models.Tx, e payment.Event, at time.Time) error {
	return translate("note event", in(ctx, tx).Create(&row.PaymentEvent{
		EventID: e.ID, OrderNumber: e.Statement.Number, State: string(e.Statement.State), AmountFen: int64(e.Statement.Amount),
		HappenedAt: millis(e.Statement.At), ReceivedAt: millis(at),
	}).Error)
}

// Quarantine implements payment.Book.
func (p *Payments) Quarantine(ctx context.Context, tx models.Tx, q payment.Quarantined) error {
	st := q.Event.Statement
	return translate("quarantine", in(ctx, tx).Create(&row.PaymentQuarantine{
		ID: string(q.ID), EventID: q.Event.ID, OrderNumber: st.Number, Merchant: st.Merchant, ProviderNo: st.ProviderNo,
		State: string(st.State), AmountFen: int64(st.Amount), Reason: q.Reason, HappenedAt: millis(st.At), ReceivedAt: millis(q.At),
	}).Error)
}

// Movements implements payment.Book.
func (p *Payments) Movements(ctx context.Context, day models.Date) ([]payment.BillLine, error) {
	var rows []row.PaymentOrder
	err := p.db.reader(ctx).Where("paid_on = ? OR refunded_on = ?", string(day), string(day)).Order("number").Find(&rows).Error
	if err != nil {
		return nil, translate("list movements", err)
	}
	var lines []payment.BillLine
	for _, r := range rows {
		if r.PaidOn == string(day) {
			lines = append(lines, payment.BillLine{Number: r.Number, Kind: payment.BillPaid, Amount: models.Fen(r.AmountFen), At: instant(r.PaidAt)})
		}
		if r.RefundedOn == string(day) {
			lines = append(lines, payment.BillLine{Number: r.Number, Kind: payment.BillRefunded, Amount: models.Fen(r.AmountFen), At: instant(r.RefundedAt)})
		}
	}
	return lines, nil
}

// Reconciled implements payment.Book.
func (p *Payments) Reconciled(ctx context.Context, tx models.Tx, c payment.Reconciliation) error {
	differences, err := json.Marshal(c.Differences)
	if err != nil {
		return fmt.Errorf("store: write differences: %w", err)
	}
	g := in(ctx, tx)
	if err := g.Where("local_date = ?", string(c.Day)).Delete(&row.PaymentReconciliation{}).Error; err != nil {
		return translate("replace reconciliation", err)
	}
	return translate("note reconciliation", g.Create(&row.PaymentReconciliation{
		LocalDate: string(c.Day), BillLines: c.Bill, OurLines: c.Ours, BillFen: int64(c.BillSum), OurFen: int64(c.OurSum),
		DifferenceCount: len(c.Differences), Differences: string(differences), ReconciledAt: millis(c.At),
	}).Error)
}

func toOrderRow(o payment.Order) (row.PaymentOrder, error) {
	lines, err := json.Marshal(o.Lines)
	if err != nil {
		return row.PaymentOrder{}, fmt.Errorf("store: write fee lines: %w", err)
	}
	subjects, err := json.Marshal(o.Subjects)
	if err != nil {
		return row.PaymentOrder{}, fmt.Errorf("store: write subjects: %w", err)
	}
	r := row.PaymentOrder{
		ID: string(o.ID), Number: o.Number, ApplicationID: string(o.Application), LiveKey: nil, Title: o.Title,
		FeeLines: string(lines), Subjects: string(subjects), AmountFen: int64(o.Amount), State: string(o.State), Version: int64(o.Version),
		ProviderNo: o.ProviderNo, QR: o.QR, CreatedAt: millis(o.CreatedAt), ExpiresAt: millis(o.ExpiresAt), CheckedAt: millis(o.CheckedAt),
		PaidAt: millis(o.PaidAt), ClosedAt: millis(o.ClosedAt), RefundedAt: millis(o.RefundedAt),
		PaidOn: localDate(o.PaidAt), RefundedOn: localDate(o.RefundedAt),
	}
	if o.State.Live() {
		r.LiveKey = &r.ApplicationID
	}
	return r, nil
}

func localDate(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return string(models.DateOf(t))
}

func fromOrderRow(r row.PaymentOrder) (payment.Order, error) {
	o := payment.Order{
		ID: models.ID(r.ID), Number: r.Number, Application: models.ID(r.ApplicationID), Title: r.Title,
		Amount: models.Fen(r.AmountFen), State: payment.State(r.State), Version: int(r.Version), ProviderNo: r.ProviderNo, QR: r.QR,
		CreatedAt: instant(r.CreatedAt), ExpiresAt: instant(r.ExpiresAt), CheckedAt: instant(r.CheckedAt),
		PaidAt: instant(r.PaidAt), ClosedAt: instant(r.ClosedAt), RefundedAt: instant(r.RefundedAt),
	}
	if err := json.Unmarshal([]byte(r.FeeLines), &o.Lines); err != nil {
		return payment.Order{}, fmt.Errorf("store: read fee lines: %w", err)
	}
	if err := json.Unmarshal([]byte(r.Subjects), &o.Subjects); err != nil {
		return payment.Order{}, fmt.Errorf("store: read subjects: %w", err)
	}
	return o, nil
}
