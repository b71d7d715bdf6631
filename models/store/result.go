package store

import (
	"context"

	"gorm.io/gorm"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/store/internal/row"
)

// AddResults implements application.ResultStore.
func (s *Applications) AddResults(ctx context.Context, tx models.Tx, results []application.Result) error {
	if len(results) == 0 {
		return nil
	}
	rows := make([]row.ApplicationResult, len(results))
	for i, r := range results {
		rows[i] = toResultRow(r)
	}
	return translate("add results", in(ctx, tx).Create(&rows).Error)
}

// Results implements application.ResultStore.
func (s *Applications) Results(ctx context.Context, id models.ID) ([]application.Result, error) {
	return s.results(s.db.reader(ctx), id)
}

// LockResults implements application.ResultStore.
func (s *Applications) LockResults(ctx context.Context, tx models.Tx, id models.ID) ([]application.Result, error) {
	return s.results(holding(ctx, tx), id)
}

func (s *Applications) results(g *gorm.DB, id models.ID) ([]application.Result, error) {
	var rows []row.ApplicationResult
	if err := g.Where("application_id = ?", string(id)).Order("seq").Find(&rows).Error; err != nil {
		return nil, translate("read results", err)
	}
	list := make([]application.Result, len(rows))
	for i, r := range rows {
		list[i] = fromResultRow(r)
	}
	return list, nil
}

// ChangeResult implements application.ResultStore.
func (s *Applications) ChangeResult(ctx context.Context, tx models.Tx, x application.Result, from application.ResultState) error {
	r := toResultRow(x)
	return changed("change result", in(ctx, tx).Model(&row.ApplicationResult{}).
		Where("id = ? AND state = ?", r.ID, string(from)).Updates(resultColumns(r)))
}

func resultColumns(r row.ApplicationResult) map[string]any {
	return map[string]any{
		"state": r.State, "number": r.Number, "attempts": r.Attempts, "device_id": r.DeviceID, "fault": r.Fault,
		"updated_at": r.UpdatedAt, "done_at": r.DoneAt,
	}
}

// PutResult implements application.ResultStore.
func (s *Applications) PutResult(ctx context.Context, tx models.Tx, x application.Result) error {
	r := toResultRow(x)
	return changed("put result", in(ctx, tx).Model(&row.ApplicationResult{}).Where("id = ?", r.ID).Updates(resultColumns(r)))
}

// RemoveResults implements application.ResultStore.
func (s *Applications) RemoveResults(ctx context.Context, tx models.Tx, id models.ID) error {
	err := in(ctx, tx).Where("application_id = ? AND state = ? AND attempts = 0", string(id), string(application.ResultWaiting)).
		Delete(&row.ApplicationResult{}).Error
	return translate("remove results", err)
}

// LiveItem implements application.ResultStore.
func (s *Applications) LiveItem(ctx context.Context, tx models.Tx, kind, item string, except models.ID) (bool, error) {
	var n int64
	err := in(ctx, tx).Model(&row.ApplicationResult{}).
		Where("kind = ? AND item = ? AND state <> 'failed' AND application_id <> ?", kind, item, string(except)).
		Limit(1).Count(&n).Error
	return n > 0, translate("find item", err)
}

func toResultRow(r application.Result) row.ApplicationResult {
	return row.ApplicationResult{
		ID: string(r.ID), ApplicationID: string(r.Application), Seq: r.Seq, Kind: r.Kind, Item: r.Item, Stage: r.Stage,
		State: string(r.State), Number: r.Number, AmountFen: int64(r.Amount), Visit: flag(r.Visit), Attempts: r.Attempts,
		DeviceID: string(r.Device), Fault: r.Fault, UpdatedAt: millis(r.UpdatedAt), DoneAt: millis(r.DoneAt),
	}
}

func fromResultRow(r row.ApplicationResult) application.Result {
	return application.Result{
		ID: models.ID(r.ID), Application: models.ID(r.ApplicationID), Seq: r.Seq, Kind: r.Kind, Item: r.Item, Stage: r.Stage,
		State: application.ResultState(r.State), Number: r.Number, Amount: models.Fen(r.AmountFen), Visit: r.Visit != 0,
		Attempts: r.Attempts, Device: models.ID(r.DeviceID), Fault: r.Fault, UpdatedAt: instant(r.UpdatedAt), DoneAt: instant(r.DoneAt),
	}
}
