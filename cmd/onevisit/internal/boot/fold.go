package boot

import (
	"context"
	"strconv"
	"sync"
	"time"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/figures"
	"onevisit/models/store"
)

// foldAgain is how long a fold that failed rests.
const foldAgain = 5 * time.Second

// fold keeps the figures' projection current. It needs nothing of whoever writes,
// so that it may stand still or lag without anybody noticing but the reports,
// which then have more to compute.
func (h *Hall) fold(ctx context.Context, running *sync.WaitGroup, ids *models.IDs) error {
	keeper := store.NewFigureKeeper(h.db)
	if err := keeper.Begin(ctx); err != nil {
		return err
	}
	f := &figures.Fold{
		Book: store.NewFigures(h.db), Keeper: keeper, Source: store.NewFigureFacts(), Clock: h.env.Clock, ID: string(ids.New()),
	}
	var rest time.Time
	h.every(ctx, running, figures.Every, "figures", func(ctx context.Context) error {
		now := h.env.Clock.Now()
		if now.Before(rest) {
			return nil
		}
		_, err := f.Pass(ctx)
		if err != nil {
			rest = now.Add(foldAgain)
		}
		return err
	})
	h.onEnd("figures", f.Close)
	return nil
}

// RebuildFigures computes the projection of the figures anew and says so in the
// audit log.
func RebuildFigures(ctx context.Context, db *store.DB, env Environment) (figures.Built, error) {
	keeper := store.NewFigureKeeper(db)
	if err := keeper.Begin(ctx); err != nil {
		return figures.Built{}, err
	}
	id := models.NewIDs(env.Clock, env.Random).New()
	built, err := figures.Rebuild(ctx, store.NewFigures(db), store.NewFigureFacts(), keeper, env.Clock, string(id))
	if err != nil {
		return built, err
	}
	log := store.NewAudit(db, env.Clock)
	return built, db.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		return log.Append(ctx, tx, audit.Entry{
			Action: audit.FiguresRebuilt, Actor: models.Actor{Kind: models.ActorSystem},
			Notes: map[string]string{"checked": noteOf(built.Subjects), "count": noteOf(built.Changed)},
		})
	})
}

// noteOf writes a number so that it can never pass for a document's: "n2.016.201".
func noteOf(n int64) string {
	text := strconv.FormatInt(n, 10)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "." + text[at:]
	}
	return "n" + text
}
