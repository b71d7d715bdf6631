package boot

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"onevisit/models"
	"onevisit/models/device"
	"onevisit/models/pii"
	"onevisit/models/staff"
	"onevisit/models/store"
)

// platform is what every context stands on.
type platform struct {
	ids   *models.IDs
	vault *pii.Ring
	audit *store.Audit
	jobs  *store.Jobs
	once  *store.Once
	marks *store.Marks
	staff *staff.Office
	fleet *device.Hall
}

// openPlatform unlocks the keys and builds what stands on the database alone.
func (h *Hall) openPlatform(ctx context.Context) (*platform, error) {
	vault, err := h.openVault(ctx)
	if err != nil {
		return nil, err
	}
	clock, log := h.env.Clock, h.env.Log
	p := &platform{
		ids:   models.NewIDs(clock, h.env.Random),
		vault: vault,
		audit: store.NewAudit(h.db, clock),
		once:  store.NewOnce(h.db, vault, clock),
		marks: store.NewMarks(h.db),
	}
	p.jobs = store.NewJobs(h.db, clock, p.ids)
	p.staff = &staff.Office{
		Transactor: h.db, Accounts: store.NewStaff(h.db), Sessions: store.NewStaffSessions(h.db), Throttle: store.NewStaffGuesses(h.db),
		Audit: p.audit, Hasher: staff.NewHasher(h.env.Random, max(2, runtime.NumCPU())),
		Clock: clock, IDs: p.ids, Random: h.env.Random, Log: log,
		Second:  staff.SecondFactor{Roles: h.cfg.SecondFactor, StepUp: h.cfg.StepUpTime},
		Factors: store.NewStaffFactors(h.db), Vault: vault,
	}
	devices := store.NewDevices(h.db)
	p.fleet = &device.Hall{
		Transactor: h.db, Fleet: devices, Codes: store.NewDeviceCodes(h.db), Sites: devices, Nonces: store.NewDeviceNonces(h.db),
		Audit: p.audit, Vault: vault, Clock: clock, IDs: p.ids, Random: h.env.Random, Log: log,
	}
	return p, h.ensureSite(ctx, devices)
}

// openVault unlocks the keys of personal data. A new key-encryption key is made
// only for a database that has no keys yet: with another one nothing in it
// could be read.
func (h *Hall) openVault(ctx context.Context) (*pii.Ring, error) {
	keys := store.NewKeys(h.db)
	known, err := keys.Load(ctx)
	if err != nil {
		return nil, err
	}
	kek, err := store.OpenKEK(h.cfg.KeyFolder(), len(known) == 0)
	if err != nil {
		return nil, fmt.Errorf("the key that seals personal data (%s): %w", h.cfg.KeyFolder(), err)
	}
	return pii.NewRing(ctx, kek, keys, h.env.Clock)
}

// ensureSite makes the hall this server belongs to known.
func (h *Hall) ensureSite(ctx context.Context, sites device.Sites) error {
	have, err := sites.Site(ctx, h.cfg.Site)
	switch {
	case err == nil && have.Demo == h.cfg.Demo:
		return nil
	case err == nil:
		return fmt.Errorf("the hall %s was set up with demo=%v and is now started with demo=%v: a demo hall stays one", h.cfg.Site, have.Demo, h.cfg.Demo)
	case !errors.Is(err, models.ErrNotFound):
		return err
	}
	site := device.Site{Code: h.cfg.Site, Demo: h.cfg.Demo, Names: models.Texts{"zh-CN": h.cfg.Site, "en": h.cfg.Site}}
	if h.cfg.Demo {
		site.Names = models.Texts{"zh-CN": "演示服务大厅", "en": "Demo service hall"}
	}
	return h.db.Atomically(ctx, func(ctx context.Context, tx models.Tx) error { return sites.PutSite(ctx, tx, site) })
}
