package store

import (
	"context"
	"errors"
	"strings"
	"time"

	"gorm.io/gorm"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
	"onevisit/models/internal/txn"
	"onevisit/models/once"
	"onevisit/models/store/internal/row"
)

// stepBatch is how many step saves go into one commit at most: enough to share
// its cost, few enough that a batch stays far below the statement's time limit.
const stepBatch = 128

func newStepLine(s *Applications) *line[application.StepSave] {
	return &line[application.StepSave]{db: s.db, name: "save step", lanes: 1, limit: stepBatch,
		write: func(g *gorm.DB, batch []application.StepSave) ([]error, error) {
			if len(batch) == 1 {
				return []error{nil}, s.saveOne(g, batch[0])
			}
			return s.saveMany(g, batch)
		}}
}

// SaveStep implements application.Store. It stands in a line with the saves of
// other kiosks that arrive during the same commit.
func (s *Applications) SaveStep(ctx context.Context, save application.StepSave) error {
	err := s.steps.do(ctx, save)
	if err == nil {
		audit.Observe(ctx, save.Entry)
	}
	return err
}

func (s *Applications) saveOne(g *gorm.DB, save application.StepSave) error {
	err := changed("save step", g.Model(&row.Application{}).
		Where("id = ? AND version = ? AND state = ?", string(save.Application), save.Version, string(save.State)).
		Updates(map[string]any{"answers": save.Answers, "version": save.Version + 1, "updated_at": millis(save.At)}))
	if err != nil {
		return err
	}
	if err := touchSessions(g, []application.StepSave{save}); err != nil {
		return err
	}
	return s.record(g, []application.StepSave{save})
}

// saveMany does the same for a crowd with one statement a table. Saves whose
// version moved are told so and left out.
func (s *Applications) saveMany(g *gorm.DB, batch []application.StepSave) ([]error, error) {
	outcomes, current, err := s.judge(g, batch)
	if err != nil || len(current) == 0 {
		return outcomes, err
	}
	if err := updateAnswers(g, current); err != nil {
		return nil, err
	}
	if err := touchSessions(g, current); err != nil {
		return nil, err
	}
	return outcomes, s.record(g, current)
}

func (s *Applications) record(g *gorm.DB, saves []application.StepSave) error {
	return record(g, s.log, s.replies, saves, func(save application.StepSave) (audit.Entry, *once.Request, once.Reply) {
		return save.Entry, save.Request, save.Reply
	})
}

// judge locks the applications and parts the saves that may be written from
// those that came too late, two saves of one application in a batch included.
func (s *Applications) judge(g *gorm.DB, batch []application.StepSave) (outcomes []error, current []application.StepSave, err error) {
	ids := make([]string, len(batch))
	for i, save := range batch {
		ids[i] = string(save.Application)
	}
	var rows []row.Application
	err = holding(g.Statement.Context, txn.New(g)).Select("id", "version", "state").Where("id IN ?", ids).Find(&rows).Error
	if err != nil {
		return nil, nil, translate("save step: lock", err)
	}
	stored := make(map[string]row.Application, len(rows))
	for _, r := range rows {
		stored[r.ID] = r
	}
	outcomes = make([]error, len(batch))
	for i, save := range batch {
		r, found := stored[ids[i]]
		if !found || r.Version != save.Version || r.State != string(save.State) {
			outcomes[i] = models.ErrStale.Because(errors.New("save step"))
			continue
		}
		delete(stored, ids[i])
		current = append(current, save)
	}
	return outcomes, current, nil
}

func updateAnswers(g *gorm.DB, saves []application.StepSave) error {
	var sql strings.Builder
	args := make([]any, 0, 2*len(saves)+2)
	ids := make([]string, len(saves))
	sql.WriteString("UPDATE application SET answers = CASE id")
	for i, save := range saves {
		sql.WriteString(" WHEN ? THEN ?")
		ids[i] = string(save.Application)
		args = append(args, ids[i], save.Answers)
	}
	sql.WriteString(" ELSE answers END, version = version + 1, updated_at = ? WHERE id IN ?")
	args = append(args, millis(newest(saves)), ids)
	return translate("save step", g.Exec(sql.String(), args...).Error)
}

func touchSessions(g *gorm.DB, saves []application.StepSave) error {
	ids := make([]string, len(saves))
	for i, save := range saves {
		ids[i] = string(save.Session)
	}
	return translate("save step: session", g.Model(&row.CitizenSession{}).
		Where("id IN ? AND ended_at = 0", ids).Update("last_seen_at", millis(newest(saves))).Error)
}

func newest(saves []application.StepSave) time.Time {
	at := saves[0].At
	for _, save := range saves[1:] {
		if save.At.After(at) {
			at = save.At
		}
	}
	return at
}
