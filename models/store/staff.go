package store

import (
	"context"
	"time"

	"onevisit/models"
	"onevisit/models/staff"
	"onevisit/models/store/internal/row"
)

// Staff keeps accounts; it implements staff.Accounts.
type Staff struct{ db *DB }

// NewStaff returns the repository of accounts.
func NewStaff(db *DB) *Staff { return &Staff{db} }

// ByLogin implements staff.Accounts.
func (s *Staff) ByLogin(ctx context.Context, login string) (staff.Stored, error) {
	return s.find(ctx, "login = ?", login)
}

// ByID implements staff.Accounts.
func (s *Staff) ByID(ctx context.Context, id models.ID) (staff.Stored, error) {
	return s.find(ctx, "id = ?", string(id))
}

func (s *Staff) find(ctx context.Context, condition string, value string) (staff.Stored, error) {
	var r row.StaffAccount
	if err := s.db.reader(ctx).Where(condition, value).Take(&r).Error; err != nil {
		return staff.Stored{}, translate("find account", err)
	}
	return staff.Stored{Account: fromAccountRow(r), Hash: r.PasswordHash}, nil
}

// Add implements staff.Accounts.
func (s *Staff) Add(ctx context.Context, tx models.Tx, a staff.Stored, at time.Time) error {
	r := row.StaffAccount{
		ID: string(a.ID), Login: a.Login, Name: a.Name, Role: string(a.Role), Site: a.Site,
		PasswordHash: a.Hash, Demo: flag(a.Demo), CreatedAt: millis(at),
	}
	return translate("add account", in(ctx, tx).Create(&r).Error)
}

// Disable implements staff.Accounts.
func (s *Staff) Disable(ctx context.Context, tx models.Tx, id models.ID, at time.Time) error {
	return changed("disable account", in(ctx, tx).Model(&row.StaffAccount{}).
		Where("id = ? AND disabled_at = 0", string(id)).Update("disabled_at", millis(at)))
}

// List implements staff.Accounts; site "" means every hall.
func (s *Staff) List(ctx context.Context, site string) ([]staff.Account, error) {
	var rows []row.StaffAccount
	if err := s.db.reader(ctx).Where("? = '' OR site = ?", site, site).Order("login").Find(&rows).Error; err != nil {
		return nil, translate("list accounts", err)
	}
	accounts := make([]staff.Account, len(rows))
	for i, r := range rows {
		accounts[i] = fromAccountRow(r)
	}
	return accounts, nil
}

func fromAccountRow(r row.StaffAccount) staff.Account {
	return staff.Account{
		ID: models.ID(r.ID), Login: r.Login, Name: r.Name, Role: staff.Role(r.Role), Site: r.Site,
		Disabled: r.DisabledAt != 0, Demo: r.Demo != 0,
	}
}

// StaffSessions keeps sessions; it implements staff.Sessions.
type StaffSessions struct{ db *DB }

// NewStaffSessions returns the repository of staff sessions.
func NewStaffSessions(db *DB) *StaffSessions { return &StaffSessions{db} }

// Begin implements staff.Sessions.
func (s *StaffSessions) Begin(ctx context.Context, tx models.Tx, x staff.Session, tokenHash string) error {
	r := row.StaffSession{
		ID: string(x.ID), TokenHash: tokenHash, AccountID: string(x.Account.ID), StartedAt: millis(x.Started),
		SeenAt: millis(x.Seen), IdleAt: millis(x.IdleAt), EndsAt: millis(x.EndsAt),
		FactorAt: millis(x.FactorAt), SteppedUpAt: millis(x.SteppedUpAt),
	}
	return translate("begin staff session", in(ctx, tx).Create(&r).Error)
}

// Find implements staff.Sessions: a session that has ended is not found.
func (s *StaffSessions) Find(ctx context.Context, tokenHash string) (staff.Session, error) {
	var r struct {
		row.StaffSession
		Account row.StaffAccount `gorm:"embedded;embeddedPrefix:a_"`
		Hall    string
	}
	err := s.db.reader(ctx).Table("staff_session").
		Select(`staff_session.*, a.id AS a_id, a.login AS a_login, a.name AS a_name, a.role AS a_role, a.site AS a_site,
			a.demo AS a_demo, a.disabled_at AS a_disabled_at, COALESCE(h.site, '') AS hall`).
		Joins("JOIN staff_account a ON a.id = staff_session.account_id").
		Joins("LEFT JOIN staff_session_site v ON v.session_id = staff_session.id").
		Joins("LEFT JOIN staff_site h ON h.account_id = a.id AND h.site = v.site").
		Where("staff_session.token_hash = ? AND staff_session.ended_at = 0", tokenHash).
		Limit(1).Take(&r).Error
	if err != nil {
		return staff.Session{}, translate("find staff session", err)
	}
	return staff.Session{
		ID: models.ID(r.StaffSession.ID), Account: fromAccountRow(r.Account), Started: instant(r.StartedAt),
		Seen: instant(r.SeenAt), IdleAt: instant(r.IdleAt), EndsAt: instant(r.EndsAt), Hall: r.Hall,
		FactorAt: instant(r.FactorAt), SteppedUpAt: instant(r.SteppedUpAt),
	}, nil
}

// Touch implements staff.Sessions.
func (s *StaffSessions) Touch(ctx context.Context, tx models.Tx, id models.ID, seen, idleAt time.Time) error {
	return changed("touch staff session", in(ctx, tx).Model(&row.StaffSession{}).
		Where("id = ? AND ended_at = 0", string(id)).
		Updates(map[string]any{"seen_at": millis(seen), "idle_at": millis(idleAt)}))
}

// End implements staff.Sessions.
func (s *StaffSessions) End(ctx context.Context, tx models.Tx, id models.ID, at time.Time, reason string) error {
	return changed("end staff session", in(ctx, tx).Model(&row.StaffSession{}).
		Where("id = ? AND ended_at = 0", string(id)).
		Updates(map[string]any{"ended_at": millis(at), "end_reason": reason}))
}

// EndAll implements staff.Sessions.
func (s *StaffSessions) EndAll(ctx context.Context, tx models.Tx, account models.ID, at time.Time, reason string) error {
	return translate("end staff sessions", in(ctx, tx).Model(&row.StaffSession{}).
		Where("account_id = ? AND ended_at = 0", string(account)).
		Updates(map[string]any{"ended_at": millis(at), "end_reason": reason}).Error)
}

// StepUp implements staff.Sessions.
func (s *StaffSessions) StepUp(ctx context.Context, tx models.Tx, id models.ID, at time.Time, tokenHash string) error {
	return changed("step up staff session", in(ctx, tx).Model(&row.StaffSession{}).
		Where("id = ? AND ended_at = 0", string(id)).
		Updates(map[string]any{"stepped_up_at": millis(at), "token_hash": tokenHash}))
}

// StaffGuesses counts failed sign-ins; it implements staff.Throttle.
type StaffGuesses struct{ db *DB }

// NewStaffGuesses returns the repository of failed sign-ins.
func NewStaffGuesses(db *DB) *StaffGuesses { return &StaffGuesses{db} }

// Load implements staff.Throttle.
func (s *StaffGuesses) Load(ctx context.Context, login, network string) (staff.Guesses, error) {
	var rows []row.StaffGuess
	if err := s.db.reader(ctx).Where("login = ? AND network = ?", login, network).Limit(1).Find(&rows).Error; err != nil {
		return staff.Guesses{}, translate("load guesses", err)
	}
	g := staff.Guesses{Login: login, Network: network}
	if len(rows) == 1 {
		g.Failed, g.Total = rows[0].Failed, rows[0].Total
		g.Last, g.LockedUntil = instant(rows[0].LastAt), instant(rows[0].LockedUntil)
	}
	return g, nil
}

// Save implements staff.Throttle.
func (s *StaffGuesses) Save(ctx context.Context, tx models.Tx, g staff.Guesses) error {
	r := row.StaffGuess{
		Login: g.Login, Network: g.Network, Failed: g.Failed, Total: g.Total,
		LastAt: millis(g.Last), LockedUntil: millis(g.LockedUntil),
	}
	columns := map[string]any{"failed": r.Failed, "total": r.Total, "last_at": r.LastAt, "locked_until": r.LockedUntil}
	return upsert(in(ctx, tx), "save guesses", &r, columns, "login = ? AND network = ?", g.Login, g.Network)
}
