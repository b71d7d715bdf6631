package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"onevisit/models"
	"onevisit/models/once"
	"onevisit/models/pii"
	"onevisit/models/store/internal/row"
)

// ReplyLife is how long a reply can be replayed.
const ReplyLife = 72 * time.Hour

const replyColumn = "once_reply.sealed"

// Once keeps the replies of idempotent requests, sealed.
type Once struct {
	db    *DB
	vault pii.Vault
	clock models.Clock
}

// NewOnce returns the keeper of replies.
func NewOnce(db *DB, vault pii.Vault, clock models.Clock) *Once { return &Once{db, vault, clock} }

// Find implements once.Keeper.
func (o *Once) Find(ctx context.Context, r once.Request) (once.Reply, bool, error) {
	var rows []row.OnceReply
	err := o.db.reader(ctx).
		Where("actor = ? AND operation = ? AND request_key = ?", r.Actor, r.Operation, r.Key).
		Limit(1).Find(&rows).Error
	switch {
	case err != nil:
		return once.Reply{}, false, translate("find reply", err)
	case len(rows) == 0, rows[0].ExpiresAt <= millis(o.clock.Now()):
		return once.Reply{}, false, nil
	case rows[0].Digest != r.Digest:
		return once.Reply{}, false, once.ErrReused
	}
	plain, err := o.vault.Open(replyOwner(r), replyColumn, rows[0].Sealed)
	if err != nil {
		return once.Reply{}, false, fmt.Errorf("store: open reply: %w", err)
	}
	var reply once.Reply
	if err := json.Unmarshal(plain, &reply); err != nil {
		return once.Reply{}, false, fmt.Errorf("store: read reply: %w", err)
	}
	return reply, true, nil
}

// Record implements once.Keeper. An expired reply under the key makes room.
func (o *Once) Record(ctx context.Context, tx models.Tx, r once.Request, reply once.Reply) error {
	fresh, err := o.row(r, reply)
	if err != nil {
		return err
	}
	return o.put(in(ctx, tx), []row.OnceReply{fresh})
}

// put writes replies. One alone takes the place of an expired one; several fail
// together.
func (o *Once) put(g *gorm.DB, fresh []row.OnceReply) error {
	if len(fresh) == 0 {
		return nil
	}
	err := translate("record replies", g.Create(&fresh).Error)
	if len(fresh) == 1 && errors.Is(err, models.ErrDuplicate) {
		return o.replaceExpired(g, fresh[0])
	}
	return err
}

func (o *Once) row(r once.Request, reply once.Reply) (row.OnceReply, error) {
	plain, err := json.Marshal(reply)
	if err != nil {
		return row.OnceReply{}, fmt.Errorf("store: write reply: %w", err)
	}
	sealed, err := o.vault.Seal(replyOwner(r), replyColumn, plain)
	if err != nil {
		return row.OnceReply{}, fmt.Errorf("store: seal reply: %w", err)
	}
	now := o.clock.Now()
	return row.OnceReply{
		Actor: r.Actor, Operation: r.Operation, RequestKey: r.Key, Digest: r.Digest, Sealed: sealed,
		MadeAt: millis(now), ExpiresAt: millis(now.Add(ReplyLife)),
	}, nil
}

// replaceExpired takes the place of a reply whose time is over. A live one
// means that the same request was served meanwhile: the change is undone.
func (o *Once) replaceExpired(g *gorm.DB, fresh row.OnceReply) error {
	result := g.Model(&row.OnceReply{}).
		Where("actor = ? AND operation = ? AND request_key = ? AND expires_at <= ?", fresh.Actor, fresh.Operation, fresh.RequestKey, fresh.MadeAt).
		Updates(map[string]any{"digest": fresh.Digest, "sealed": fresh.Sealed, "made_at": fresh.MadeAt, "expires_at": fresh.ExpiresAt})
	if err := changed("record reply", result); errors.Is(err, models.ErrStale) {
		return once.ErrInProgress.Because(err)
	} else if err != nil {
		return err
	}
	return nil
}

// Purge removes the replies whose time is over and tells how many.
func (o *Once) Purge(ctx context.Context) (int64, error) {
	var gone int64
	err := o.db.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		result := in(ctx, tx).Where("expires_at <= ?", millis(o.clock.Now())).Delete(&row.OnceReply{})
		gone = result.RowsAffected
		return translate("purge replies", result.Error)
	})
	return gone, err
}

// replyOwner binds a sealed reply to its request.
func replyOwner(r once.Request) models.ID {
	sum := sha256.Sum256([]byte(r.Actor + "\n" + r.Operation + "\n" + r.Key))
	return models.ID(hex.EncodeToString(sum[:]))
}
