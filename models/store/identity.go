package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"onevisit/models"
	"onevisit/models/identity"
	"onevisit/models/store/internal/row"
)

// Identities keeps the requests of people whom a kiosk could not recognise. It
// implements identity.Store.
type Identities struct{ db *DB }

// NewIdentities returns the repository.
func NewIdentities(db *DB) *Identities { return &Identities{db} }

// namedRequest is a request with the name of the clerk it stands with.
type namedRequest struct {
	row.IdentityRequest
	ClerkName string
}

func withClerk(g *gorm.DB) *gorm.DB {
	return g.Table("identity_request").Select("identity_request.*, COALESCE(s.name, '') AS clerk_name").
		Joins("LEFT JOIN staff_account s ON s.id = identity_request.staff_id")
}

// LastSeq implements identity.Store.
func (s *Identities) LastSeq(ctx context.Context, tx models.Tx, site string, on models.Date) (int, error) {
	var seqs []int
	err := in(ctx, tx).Model(&row.IdentityRequest{}).Where("site = ? AND local_date = ?", site, string(on)).
		Order("seq DESC").Limit(1).Pluck("seq", &seqs).Error
	if err != nil || len(seqs) == 0 {
		return 0, translate("last number", err)
	}
	return seqs[0], nil
}

// Add implements identity.Store.
func (s *Identities) Add(ctx context.Context, tx models.Tx, r identity.Request) error {
	x := toIdentityRow(r)
	return translate("add identity request", in(ctx, tx).Create(&x).Error)
}

// Lock implements identity.Store.
func (s *Identities) Lock(ctx context.Context, tx models.Tx, id models.ID) (identity.Request, error) {
	return identityRequest(withClerk(holding(ctx, tx)).Where("identity_request.id = ?", string(id)))
}

// ByCode implements identity.Store.
func (s *Identities) ByCode(ctx context.Context, tx models.Tx, site, codeIndex string) (identity.Request, error) {
	return identityRequest(withClerk(in(ctx, tx)).Where("identity_request.site = ? AND code_index = ?", site, codeIndex))
}

func identityRequest(query *gorm.DB) (identity.Request, error) {
	var r namedRequest
	if err := query.Take(&r).Error; err != nil {
		return identity.Request{}, translate("read identity request", err)
	}
	return r.request(), nil
}

// Change implements identity.Store.
func (s *Identities) Change(ctx context.Context, tx models.Tx, r identity.Request) error {
	x := toIdentityRow(r)
	return changed("change identity request", in(ctx, tx).Model(&row.IdentityRequest{}).
		Where("id = ? AND version = ?", x.ID, x.Version-1).Updates(map[string]any{
		"sealed": x.Sealed, "state": x.State, "staff_id": x.StaffID, "held_until": x.HeldUntil, "document": x.Document,
		"refusal": x.Refusal, "person_id": x.PersonID, "session_id": x.SessionID, "code_index": x.CodeIndex,
		"code_until": x.CodeUntil, "decided_at": x.DecidedAt, "expires_at": x.ExpiresAt, "version": x.Version,
	}))
}

// Waiting implements identity.Store.
func (s *Identities) Waiting(ctx context.Context, site string, now time.Time, limit int, states ...identity.State) ([]identity.Request, error) {
	return identityRequests(withClerk(s.db.reader(ctx)).
		Where("identity_request.site = ? AND state IN ? AND expires_at > ?", site, states, millis(now)).
		Order("made_at, identity_request.id").Limit(limit))
}

// Count implements identity.Store.
func (s *Identities) Count(ctx context.Context, site string, now time.Time, states ...identity.State) (int, error) {
	var n int64
	err := s.db.reader(ctx).Model(&row.IdentityRequest{}).
		Where("site = ? AND state IN ? AND expires_at > ?", site, states, millis(now)).Count(&n).Error
	return int(n), translate("count identity requests", err)
}

// Over implements identity.Store.
func (s *Identities) Over(ctx context.Context, now time.Time, limit int) ([]identity.Request, error) {
	return identityRequests(withClerk(s.db.reader(ctx)).
		Where("state IN ? AND expires_at <= ?", []identity.State{identity.Open, identity.Held, identity.Proven}, millis(now)).
		Order("expires_at").Limit(limit))
}

func identityRequests(query *gorm.DB) ([]identity.Request, error) {
	var rows []namedRequest
	err := query.Find(&rows).Error
	list := make([]identity.Request, len(rows))
	for i, r := range rows {
		list[i] = r.request()
	}
	return list, translate("read identity requests", err)
}

func toIdentityRow(r identity.Request) row.IdentityRequest {
	x := row.IdentityRequest{
		ID: string(r.ID), Site: r.Site, DeviceID: string(r.Device), LocalDate: string(r.On), Seq: r.Seq, Service: r.Service,
		Why: string(r.Why), Language: r.Language, Sealed: notNil(r.Sealed), State: string(r.State), StaffID: string(r.Clerk),
		HeldUntil: millis(r.HeldUntil), Document: string(r.Document), Refusal: string(r.Refusal), PersonID: string(r.Person),
		SessionID: string(r.Session), CodeUntil: millis(r.CodeUntil), MadeAt: millis(r.MadeAt), DecidedAt: millis(r.DecidedAt),
		ExpiresAt: millis(r.ExpiresAt), Version: r.Version,
	}
	if r.CodeIndex != "" {
		x.CodeIndex = &r.CodeIndex
	}
	return x
}

func (x namedRequest) request() identity.Request {
	r := identity.Request{
		ID: models.ID(x.ID), Site: x.Site, Device: models.ID(x.DeviceID), On: models.Date(x.LocalDate), Seq: x.Seq, Service: x.Service,
		Why: identity.Why(x.Why), Language: x.Language, Sealed: x.Sealed, State: identity.State(x.State), Clerk: models.ID(x.StaffID),
		ClerkName: x.ClerkName, HeldUntil: instant(x.HeldUntil), Document: identity.Document(x.Document),
		Refusal: identity.Refusal(x.Refusal), Person: models.ID(x.PersonID), Session: models.ID(x.SessionID),
		CodeUntil: instant(x.CodeUntil), MadeAt: instant(x.MadeAt), DecidedAt: instant(x.DecidedAt), ExpiresAt: instant(x.ExpiresAt),
		Version: x.Version,
	}
	if x.CodeIndex != nil {
		r.CodeIndex = *x.CodeIndex
	}
	return r
}
