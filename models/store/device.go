package store

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"onevisit/models"
	"onevisit/models/device"
	"onevisit/models/store/internal/row"
)

// Devices keeps the fleet: kiosks, codes, halls and used nonces. It implements
// the repositories of models/device.
type Devices struct{ db *DB }

// NewDevices returns the repository of kiosks.
func NewDevices(db *DB) *Devices { return &Devices{db} }

// ByCredential implements device.Fleet.
func (d *Devices) ByCredential(ctx context.Context, credentialHash string) (device.Device, error) {
	c, err := d.find(ctx, "credential_hash = ?", credentialHash)
	return c.Device, err
}

// ByID implements device.Fleet.
func (d *Devices) ByID(ctx context.Context, id models.ID) (device.Credential, error) {
	return d.find(ctx, "id = ?", string(id))
}

func (d *Devices) find(ctx context.Context, condition, value string) (device.Credential, error) {
	g := d.db.reader(ctx)
	var r row.Device
	if err := g.Where(condition, value).Take(&r).Error; err != nil {
		return device.Credential{}, translate("find device", err)
	}
	site, err := d.Site(ctx, r.Site)
	if err != nil {
		return device.Credential{}, err
	}
	var parts []row.DevicePeripheral
	if err := g.Where("device_id = ?", r.ID).Order("kind").Find(&parts).Error; err != nil {
		return device.Credential{}, translate("find peripherals", err)
	}
	return device.Credential{Device: fromDeviceRow(r, site, parts), CredentialHash: r.CredentialHash, AgentKey: r.AgentKey}, nil
}

func fromDeviceRow(r row.Device, site device.Site, parts []row.DevicePeripheral) device.Device {
	x := device.Device{ID: models.ID(r.ID), Name: r.Name, Site: site, EnrolledAt: instant(r.EnrolledAt), Revoked: r.RevokedAt != 0}
	for _, p := range parts {
		x.Peripherals = append(x.Peripherals, device.Peripheral{Kind: device.PeripheralKind(p.Kind), Ready: p.Ready != 0})
	}
	return x
}

// Add implements device.Fleet.
func (d *Devices) Add(ctx context.Context, tx models.Tx, c device.Credential) error {
	r := row.Device{
		ID: string(c.ID), Name: c.Name, Site: c.Site.Code, CredentialHash: c.CredentialHash, AgentKey: c.AgentKey,
		EnrolledAt: millis(c.EnrolledAt), SeenAt: millis(c.EnrolledAt),
	}
	if err := in(ctx, tx).Create(&r).Error; err != nil {
		return translate("add device", err)
	}
	return d.Report(ctx, tx, c.ID, c.Peripherals, c.EnrolledAt)
}

// Report implements device.Fleet.
func (d *Devices) Report(ctx context.Context, tx models.Tx, id models.ID, parts []device.Peripheral, at time.Time) error {
	g := in(ctx, tx)
	err := changed("report device", g.Model(&row.Device{}).
		Where("id = ? AND revoked_at = 0", string(id)).Update("seen_at", millis(at)))
	if err != nil {
		return err
	}
	for _, p := range parts {
		r := row.DevicePeripheral{DeviceID: string(id), Kind: string(p.Kind), Ready: flag(p.Ready), ReportedAt: millis(at)}
		err := upsert(g, "report peripheral", &r, map[string]any{"ready": r.Ready, "reported_at": r.ReportedAt},
			"device_id = ? AND kind = ?", r.DeviceID, r.Kind)
		if err != nil {
			return err
		}
	}
	return nil
}

// Revoke implements device.Fleet.
func (d *Devices) Revoke(ctx context.Context, tx models.Tx, id models.ID, at time.Time) error {
	return changed("revoke device", in(ctx, tx).Model(&row.Device{}).
		Where("id = ? AND revoked_at = 0", string(id)).Update("revoked_at", millis(at)))
}

// List implements device.Fleet; site "" means every hall.
func (d *Devices) List(ctx context.Context, site string) ([]device.Device, error) {
	var rows []row.Device
	g := d.db.reader(ctx)
	if err := g.Where("? = '' OR site = ?", site, site).Order("enrolled_at, id").Find(&rows).Error; err != nil {
		return nil, translate("list devices", err)
	}
	sites, err := d.AllSites(ctx)
	if err != nil {
		return nil, err
	}
	byCode := map[string]device.Site{}
	for _, s := range sites {
		byCode[s.Code] = s
	}
	var parts []row.DevicePeripheral
	if err := g.Order("device_id, kind").Find(&parts).Error; err != nil {
		return nil, translate("list peripherals", err)
	}
	byDevice := map[string][]row.DevicePeripheral{}
	for _, p := range parts {
		byDevice[p.DeviceID] = append(byDevice[p.DeviceID], p)
	}
	devices := make([]device.Device, len(rows))
	for i, r := range rows {
		devices[i] = fromDeviceRow(r, byCode[r.Site], byDevice[r.ID])
	}
	return devices, nil
}

// Site implements device.Sites.
func (d *Devices) Site(ctx context.Context, code string) (device.Site, error) {
	var r row.Site
	if err := d.db.reader(ctx).Where("code = ?", code).Take(&r).Error; err != nil {
		return device.Site{}, translate("find site", err)
	}
	return fromSiteRow(r), nil
}

// AllSites implements device.Sites.
func (d *Devices) AllSites(ctx context.Context) ([]device.Site, error) {
	var rows []row.Site
	if err := d.db.reader(ctx).Order("code").Find(&rows).Error; err != nil {
		return nil, translate("list sites", err)
	}
	sites := make([]device.Site, len(rows))
	for i, r := range rows {
		sites[i] = fromSiteRow(r)
	}
	return sites, nil
}

// PutSite implements device.Sites.
func (d *Devices) PutSite(ctx context.Context, tx models.Tx, s device.Site) error {
	r := row.Site{Code: s.Code, NameZh: s.Names["zh-CN"], NameEn: s.Names["en"], Demo: flag(s.Demo)}
	return upsert(in(ctx, tx), "put site", &r, map[string]any{"name_zh": r.NameZh, "name_en": r.NameEn, "demo": r.Demo},
		"code = ?", s.Code)
}

func fromSiteRow(r row.Site) device.Site {
	return device.Site{Code: r.Code, Names: models.Texts{"zh-CN": r.NameZh, "en": r.NameEn}, Demo: r.Demo != 0}
}

// DeviceCodes keeps enrolment codes; it implements device.Codes.
type DeviceCodes struct{ db *DB }

// NewDeviceCodes returns the repository of enrolment codes.
func NewDeviceCodes(db *DB) *DeviceCodes { return &DeviceCodes{db} }

// Find implements device.Codes.
func (c *DeviceCodes) Find(ctx context.Context, handle string) (device.Code, error) {
	var r row.DeviceCode
	if err := c.db.reader(ctx).Where("handle = ?", handle).Take(&r).Error; err != nil {
		return device.Code{}, translate("find code", err)
	}
	return device.Code{
		Handle: r.Handle, SecretHash: r.SecretHash, Name: r.Name, Site: r.Site, MadeBy: models.ID(r.MadeBy),
		MadeAt: instant(r.MadeAt), ExpiresAt: instant(r.ExpiresAt), WrongTries: r.WrongTries,
		UsedAt: instant(r.UsedAt), Void: r.Void != 0,
	}, nil
}

// Add implements device.Codes.
func (c *DeviceCodes) Add(ctx context.Context, tx models.Tx, x device.Code) error {
	r := row.DeviceCode{
		Handle: x.Handle, SecretHash: x.SecretHash, Name: x.Name, Site: x.Site, MadeBy: string(x.MadeBy),
		MadeAt: millis(x.MadeAt), ExpiresAt: millis(x.ExpiresAt),
	}
	return translate("add code", in(ctx, tx).Create(&r).Error)
}

// Use implements device.Codes.
func (c *DeviceCodes) Use(ctx context.Context, tx models.Tx, handle string, at time.Time) error {
	return changed("use code", in(ctx, tx).Model(&row.DeviceCode{}).
		Where("handle = ? AND used_at = 0 AND void = 0 AND expires_at > ?", handle, millis(at)).
		Update("used_at", millis(at)))
}

// Wrong implements device.Codes. The void flag is set first: MySQL would see
// the counter's new value in an expression after it, SQLite the old one.
func (c *DeviceCodes) Wrong(ctx context.Context, tx models.Tx, handle string, limit int) error {
	g := in(ctx, tx)
	err := g.Model(&row.DeviceCode{}).Where("handle = ? AND wrong_tries >= ?", handle, limit-1).Update("void", 1).Error
	if err == nil {
		err = g.Model(&row.DeviceCode{}).Where("handle = ?", handle).Update("wrong_tries", gorm.Expr("wrong_tries + 1")).Error
	}
	return translate("count wrong code", err)
}

// DeviceNonces remembers used nonces; it implements device.Nonces.
type DeviceNonces struct{ db *DB }

// NewDeviceNonces returns the repository of nonces.
func NewDeviceNonces(db *DB) *DeviceNonces { return &DeviceNonces{db} }

// Use implements device.Nonces.
func (n *DeviceNonces) Use(ctx context.Context, tx models.Tx, id models.ID, nonce string, at time.Time) error {
	r := row.DeviceNonce{DeviceID: string(id), Nonce: nonce, UsedAt: millis(at)}
	err := translate("use nonce", in(ctx, tx).Create(&r).Error)
	if errors.Is(err, models.ErrDuplicate) {
		return models.ErrDuplicate
	}
	return err
}

// Forget implements device.Nonces.
func (n *DeviceNonces) Forget(ctx context.Context, tx models.Tx, before time.Time) error {
	return translate("forget nonces", in(ctx, tx).Where("used_at < ?", millis(before)).Delete(&row.DeviceNonce{}).Error)
}
