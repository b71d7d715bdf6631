package store

import (
	"context"
	"errors"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"onevisit/models"
	"onevisit/models/device"
	"onevisit/models/store/internal/row"
)

// Heard implements device.DayStore.
func (d *Devices) Heard(ctx context.Context, tx models.Tx, days []device.Day) error {
	g := in(ctx, tx)
	for _, day := range days {
		r, err := heldDay(g, day.Device, day.On)
		switch {
		case errors.Is(err, models.ErrNotFound):
			r := row.DeviceDay{
				DeviceID: string(day.Device), OnDate: string(day.On), Site: day.Site.Code, Demo: flag(day.Site.Demo), Minutes: day.Heard[:],
			}
			if err := g.Create(&r).Error; err != nil {
				return translate("add device's day", err)
			}
			continue
		case err != nil:
			return err
		case r.Closed == 1:
			continue // heard too late: it was counted without
		}
		heard := minutesOf(r.Minutes)
		heard.Join(day.Heard)
		err = g.Model(&row.DeviceDay{}).Where("device_id = ? AND on_date = ?", r.DeviceID, r.OnDate).Update("minutes", heard[:]).Error
		if err != nil {
			return translate("change device's day", err)
		}
	}
	return nil
}

func heldDay(g *gorm.DB, id models.ID, on models.Date) (row.DeviceDay, error) {
	var r row.DeviceDay
	err := g.Clauses(clause.Locking{Strength: "UPDATE"}).Where("device_id = ? AND on_date = ?", string(id), string(on)).Take(&r).Error
	return r, translate("read device's day", err)
}

func minutesOf(kept []byte) (m device.Minutes) {
	copy(m[:], kept)
	return m
}

// DayOf implements device.DayStore.
func (d *Devices) DayOf(ctx context.Context, tx models.Tx, of device.Device, on models.Date) (device.Day, error) {
	r, err := heldDay(in(ctx, tx), of.ID, on)
	switch {
	case errors.Is(err, models.ErrNotFound):
		return device.Day{Device: of.ID, Site: of.Site, On: on}, nil
	case err != nil:
		return device.Day{}, err
	case r.Closed == 1:
		return device.Day{}, models.ErrStale
	}
	return device.Day{Device: of.ID, Site: of.Site, On: on, Heard: minutesOf(r.Minutes)}, nil
}

// CloseDay implements device.DayStore.
func (d *Devices) CloseDay(ctx context.Context, tx models.Tx, day device.Day) error {
	r := row.DeviceDay{
		DeviceID: string(day.Device), OnDate: string(day.On), Site: day.Site.Code, Demo: flag(day.Site.Demo), Minutes: day.Heard[:],
		Closed: 1, OpenMinutes: day.Open, UpMinutes: day.Up,
	}
	g := in(ctx, tx)
	result := g.Model(&row.DeviceDay{}).Where("device_id = ? AND on_date = ? AND closed = 0", r.DeviceID, r.OnDate).
		Updates(map[string]any{"closed": 1, "open_minutes": r.OpenMinutes, "up_minutes": r.UpMinutes})
	if result.Error != nil || result.RowsAffected == 1 {
		return translate("close device's day", result.Error)
	}
	return translate("close device's day", g.Create(&r).Error)
}

// ClosedOn implements device.DayStore.
func (d *Devices) ClosedOn(ctx context.Context, on models.Date) (map[models.ID]bool, error) {
	var ids []string
	err := d.db.reader(ctx).Model(&row.DeviceDay{}).Where("closed = 1 AND on_date = ?", string(on)).Pluck("device_id", &ids).Error
	closed := make(map[models.ID]bool, len(ids))
	for _, id := range ids {
		closed[models.ID(id)] = true
	}
	return closed, translate("list closed days", err)
}
