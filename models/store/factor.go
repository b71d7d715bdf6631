package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"onevisit/models"
	"onevisit/models/staff"
	"onevisit/models/store/internal/row"
)

// StaffFactors keeps second factors, half-done sign-ins and what accounts may do
// only so often. It implements staff.FactorStore and staff.Takings.
type StaffFactors struct{ db *DB }

// NewStaffFactors returns the repository.
func NewStaffFactors(db *DB) *StaffFactors { return &StaffFactors{db} }

// Factor implements staff.Factors.
func (s *StaffFactors) Factor(ctx context.Context, account models.ID) (staff.Factor, error) {
	var r row.StaffFactor
	if err := s.db.reader(ctx).Where("account_id = ?", string(account)).Take(&r).Error; err != nil {
		return staff.Factor{}, translate("find second factor", err)
	}
	return staff.Factor{
		Account: account, Sealed: r.Sealed, EnrolledAt: instant(r.EnrolledAt), LastStep: r.LastStep, Version: r.Version,
		Guesses: staff.Guesses{Failed: r.Failed, Total: r.Total, Last: instant(r.LastAt), LockedUntil: instant(r.LockedUntil)},
	}, nil
}

// AddFactor implements staff.Factors.
func (s *StaffFactors) AddFactor(ctx context.Context, tx models.Tx, f staff.Factor, recovery []string) error {
	r := row.StaffFactor{
		AccountID: string(f.Account), Sealed: f.Sealed, EnrolledAt: millis(f.EnrolledAt), LastStep: f.LastStep,
		Failed: f.Guesses.Failed, Total: f.Guesses.Total, LastAt: millis(f.Guesses.Last), LockedUntil: millis(f.Guesses.LockedUntil), Version: 1,
	}
	if err := in(ctx, tx).Create(&r).Error; err != nil {
		return translate("add second factor", err)
	}
	if len(recovery) == 0 {
		return nil
	}
	codes := make([]row.StaffRecovery, len(recovery))
	for i, hash := range recovery {
		codes[i] = row.StaffRecovery{AccountID: string(f.Account), CodeHash: hash}
	}
	return translate("add recovery codes", in(ctx, tx).Create(&codes).Error)
}

// ChangeFactor implements staff.Factors.
func (s *StaffFactors) ChangeFactor(ctx context.Context, tx models.Tx, f staff.Factor) error {
	return changed("change second factor", in(ctx, tx).Model(&row.StaffFactor{}).
		Where("account_id = ? AND version = ?", string(f.Account), f.Version).
		Updates(map[string]any{
			"last_step": f.LastStep, "failed": f.Guesses.Failed, "total": f.Guesses.Total, "last_at": millis(f.Guesses.Last),
			"locked_until": millis(f.Guesses.LockedUntil), "version": f.Version + 1,
		}))
}

// RemoveFactor implements staff.Factors.
func (s *StaffFactors) RemoveFactor(ctx context.Context, tx models.Tx, account models.ID) error {
	if err := changed("remove second factor", in(ctx, tx).Where("account_id = ?", string(account)).Delete(&row.StaffFactor{})); err != nil {
		return err
	}
	return translate("remove recovery codes", in(ctx, tx).Where("account_id = ?", string(account)).Delete(&row.StaffRecovery{}).Error)
}

// UseRecovery implements staff.Factors.
func (s *StaffFactors) UseRecovery(ctx context.Context, tx models.Tx, account models.ID, hash string, at time.Time) error {
	return changed("use recovery code", in(ctx, tx).Model(&row.StaffRecovery{}).
		Where("account_id = ? AND code_hash = ? AND used_at = 0", string(account), hash).Update("used_at", millis(at)))
}

// RecoveryLeft implements staff.Factors.
func (s *StaffFactors) RecoveryLeft(ctx context.Context, account models.ID) (int, error) {
	var n int64
	err := s.db.reader(ctx).Model(&row.StaffRecovery{}).Where("account_id = ? AND used_at = 0", string(account)).Count(&n).Error
	return int(n), translate("count recovery codes", err)
}

// BeginEntry implements staff.Entries.
func (s *StaffFactors) BeginEntry(ctx context.Context, tx models.Tx, e staff.Entry, tokenHash string) error {
	over := in(ctx, tx).Where("account_id = ? AND ends_at <= ?", string(e.Account.ID), millis(e.Started)).Delete(&row.StaffEntry{})
	if over.Error != nil {
		return translate("drop old entries", over.Error)
	}
	r := row.StaffEntry{
		ID: string(e.ID), TokenHash: tokenHash, AccountID: string(e.Account.ID), StartedAt: millis(e.Started), EndsAt: millis(e.EndsAt), Offer: []byte{},
	}
	return translate("begin entry", in(ctx, tx).Create(&r).Error)
}

// FindEntry implements staff.Entries.
func (s *StaffFactors) FindEntry(ctx context.Context, tokenHash string) (staff.Entry, error) {
	var r row.StaffEntry
	if err := s.db.reader(ctx).Omit("offer").Where("token_hash = ?", tokenHash).Take(&r).Error; err != nil {
		return staff.Entry{}, translate("find entry", err)
	}
	var a row.StaffAccount
	if err := s.db.reader(ctx).Where("id = ?", r.AccountID).Take(&a).Error; err != nil {
		return staff.Entry{}, translate("find account of entry", err)
	}
	return staff.Entry{ID: models.ID(r.ID), Account: fromAccountRow(a), Started: instant(r.StartedAt), EndsAt: instant(r.EndsAt)}, nil
}

// Offer implements staff.Entries.
func (s *StaffFactors) Offer(ctx context.Context, tx models.Tx, id models.ID, sealed []byte) error {
	return changed("offer second factor", s.entry(ctx, tx, id).Update("offer", sealed))
}

// Offered implements staff.Entries.
func (s *StaffFactors) Offered(ctx context.Context, id models.ID) ([]byte, error) {
	var r row.StaffEntry
	if err := s.db.reader(ctx).Where("id = ?", string(id)).Take(&r).Error; err != nil {
		return nil, translate("read offer", err)
	}
	return r.Offer, nil
}

// EndEntry implements staff.Entries.
func (s *StaffFactors) EndEntry(ctx context.Context, tx models.Tx, id models.ID) error {
	return changed("end entry", s.entry(ctx, tx, id).Delete(&row.StaffEntry{}))
}

// EndEntries implements staff.Entries.
func (s *StaffFactors) EndEntries(ctx context.Context, tx models.Tx, account models.ID) error {
	return translate("end entries", in(ctx, tx).Where("account_id = ?", string(account)).Delete(&row.StaffEntry{}).Error)
}

func (*StaffFactors) entry(ctx context.Context, tx models.Tx, id models.ID) *gorm.DB {
	return in(ctx, tx).Model(&row.StaffEntry{}).Where("id = ?", string(id))
}

// Takings implements staff.Takings.
func (s *StaffFactors) Takings(ctx context.Context, tx models.Tx, account models.ID, act string) ([]staff.Taken, error) {
	var rows []row.StaffAllowance
	if err := holding(ctx, tx).Where("account_id = ? AND act = ?", string(account), act).Order("slot").Find(&rows).Error; err != nil {
		return nil, translate("list takings", err)
	}
	taken := make([]staff.Taken, len(rows))
	for i, r := range rows {
		taken[i] = staff.Taken{Slot: r.Slot, At: instant(r.TakenAt)}
	}
	return taken, nil
}

// AddTaking implements staff.Takings.
func (s *StaffFactors) AddTaking(ctx context.Context, tx models.Tx, account models.ID, act string, t staff.Taken) error {
	r := row.StaffAllowance{AccountID: string(account), Act: act, Slot: t.Slot, TakenAt: millis(t.At)}
	return translate("add taking", in(ctx, tx).Create(&r).Error)
}

// MoveTaking implements staff.Takings.
func (s *StaffFactors) MoveTaking(ctx context.Context, tx models.Tx, account models.ID, act string, t staff.Taken, before time.Time) error {
	return changed("move taking", in(ctx, tx).Model(&row.StaffAllowance{}).
		Where("account_id = ? AND act = ? AND slot = ? AND taken_at <= ?", string(account), act, t.Slot, millis(before)).
		Update("taken_at", millis(t.At)))
}
