package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"onevisit/models"
	"onevisit/models/phone"
	"onevisit/models/store/internal/row"
)

// Phones keeps the links of correction requests and the sessions they opened. It
// implements phone.LinkStore and phone.SessionStore.
type Phones struct{ db *DB }

// NewPhones returns the repository.
func NewPhones(db *DB) *Phones { return &Phones{db} }

// AddLink implements phone.LinkStore.
func (s *Phones) AddLink(ctx context.Context, tx models.Tx, l phone.Link) error {
	r := toPhoneLinkRow(l)
	return translate("add phone link", in(ctx, tx).Create(&r).Error)
}

// LinkByKey implements phone.LinkStore.
func (s *Phones) LinkByKey(ctx context.Context, tx models.Tx, key string) (phone.Link, error) {
	return phoneLink(holding(ctx, tx).Where("message_key = ?", key))
}

// LinkByToken implements phone.LinkStore.
func (s *Phones) LinkByToken(ctx context.Context, tx models.Tx, hash string) (phone.Link, error) {
	return phoneLink(holding(ctx, tx).Where("token_hash = ?", hash))
}

func phoneLink(query *gorm.DB) (phone.Link, error) {
	var r row.PhoneLink
	if err := query.Take(&r).Error; err != nil {
		return phone.Link{}, translate("read phone link", err)
	}
	return fromPhoneLinkRow(r), nil
}

// ChangeLink implements phone.LinkStore.
func (s *Phones) ChangeLink(ctx context.Context, tx models.Tx, l phone.Link) error {
	r := toPhoneLinkRow(l)
	return changed("change phone link", in(ctx, tx).Model(&row.PhoneLink{}).Where("id = ?", r.ID).Updates(map[string]any{
		"live_key": r.LiveKey, "sealed": r.Sealed, "tries": r.Tries, "opened_at": r.OpenedAt, "closed_at": r.ClosedAt, "closed_why": r.ClosedWhy,
	}))
}

// CloseLinks implements phone.LinkStore.
func (s *Phones) CloseLinks(ctx context.Context, tx models.Tx, application models.ID, why string, at time.Time) error {
	return translate("close phone links", in(ctx, tx).Model(&row.PhoneLink{}).
		Where("live_key = ?", string(application)).Updates(map[string]any{
		"live_key": nil, "sealed": []byte{}, "closed_at": millis(at), "closed_why": why,
	}).Error)
}

// AddPhoneSession implements phone.SessionStore.
func (s *Phones) AddPhoneSession(ctx context.Context, tx models.Tx, x phone.Session) error {
	r := row.PhoneSession{
		ID: string(x.ID), LinkID: string(x.Link), ApplicationID: string(x.Application), PersonID: string(x.Person),
		TokenHash: x.TokenHash, StartedAt: millis(x.StartedAt), LastSeenAt: millis(x.LastSeenAt), EndedAt: millis(x.EndedAt),
		EndReason: x.EndReason,
	}
	return translate("add phone session", in(ctx, tx).Create(&r).Error)
}

// PhoneSession implements phone.SessionStore.
func (s *Phones) PhoneSession(ctx context.Context, tokenHash string) (phone.Session, error) {
	var r row.PhoneSession
	if err := s.db.reader(ctx).Where("token_hash = ?", tokenHash).Take(&r).Error; err != nil {
		return phone.Session{}, translate("read phone session", err)
	}
	return phone.Session{
		ID: models.ID(r.ID), Link: models.ID(r.LinkID), Application: models.ID(r.ApplicationID), Person: models.ID(r.PersonID),
		TokenHash: r.TokenHash, StartedAt: instant(r.StartedAt), LastSeenAt: instant(r.LastSeenAt), EndedAt: instant(r.EndedAt),
		EndReason: r.EndReason,
	}, nil
}

// SeePhoneSession implements phone.SessionStore.
func (s *Phones) SeePhoneSession(ctx context.Context, tx models.Tx, id models.ID, at time.Time) error {
	return translate("see phone session", livePhoneSession(ctx, tx).Where("id = ?", string(id)).
		Update("last_seen_at", millis(at)).Error)
}

// EndPhoneSession implements phone.SessionStore.
func (s *Phones) EndPhoneSession(ctx context.Context, tx models.Tx, id models.ID, why string, at time.Time) error {
	return translate("end phone session", livePhoneSession(ctx, tx).Where("id = ?", string(id)).
		Updates(map[string]any{"ended_at": millis(at), "end_reason": why}).Error)
}

// EndPhoneSessions implements phone.SessionStore.
func (s *Phones) EndPhoneSessions(ctx context.Context, tx models.Tx, application models.ID, why string, at time.Time) error {
	return translate("end phone sessions", livePhoneSession(ctx, tx).Where("application_id = ?", string(application)).
		Updates(map[string]any{"ended_at": millis(at), "end_reason": why}).Error)
}

// DropLinks implements phone.LinkStore.
func (s *Phones) DropLinks(ctx context.Context, tx models.Tx, before time.Time) (int64, error) {
	result := in(ctx, tx).Where("expires_at < ?", millis(before)).Delete(&row.PhoneLink{})
	return result.RowsAffected, translate("drop phone links", result.Error)
}

// DropPhoneSessions implements phone.SessionStore.
func (s *Phones) DropPhoneSessions(ctx context.Context, tx models.Tx, before time.Time) (int64, error) {
	result := in(ctx, tx).Where("started_at < ?", millis(before)).Delete(&row.PhoneSession{})
	return result.RowsAffected, translate("drop phone sessions", result.Error)
}

func livePhoneSession(ctx context.Context, tx models.Tx) *gorm.DB {
	return in(ctx, tx).Model(&row.PhoneSession{}).Where("ended_at = 0")
}

func toPhoneLinkRow(l phone.Link) row.PhoneLink {
	r := row.PhoneLink{
		ID: string(l.ID), MessageKey: l.Key, ApplicationID: string(l.Application), RequestID: string(l.Request), PersonID: string(l.Person),
		TokenHash: l.TokenHash, Sealed: present(l.Sealed), Tries: l.Tries, MadeAt: millis(l.MadeAt), ExpiresAt: millis(l.ExpiresAt),
		OpenedAt: millis(l.OpenedAt), ClosedAt: millis(l.ClosedAt), ClosedWhy: l.ClosedWhy,
	}
	if l.ClosedAt.IsZero() {
		r.LiveKey = &r.ApplicationID
	}
	return r
}

func fromPhoneLinkRow(r row.PhoneLink) phone.Link {
	return phone.Link{
		ID: models.ID(r.ID), Key: r.MessageKey, Application: models.ID(r.ApplicationID), Request: models.ID(r.RequestID),
		Person: models.ID(r.PersonID), TokenHash: r.TokenHash, Sealed: r.Sealed, Tries: r.Tries, MadeAt: instant(r.MadeAt),
		ExpiresAt: instant(r.ExpiresAt), OpenedAt: instant(r.OpenedAt), ClosedAt: instant(r.ClosedAt), ClosedWhy: r.ClosedWhy,
	}
}
