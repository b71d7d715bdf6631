package publication

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/catalog"
)

// Running is the catalog a process serves from; *catalog.Catalog is it.
type Running interface {
	Delivered() []*catalog.Definition
	Version(hash string) (*catalog.Definition, bool)
	Add(name string, source []byte) (*catalog.Definition, error)
	Enforce(versions []catalog.InForce) (missing []string)
}

// Keeper keeps a process's catalog in step with what is in force. It is safe for
// concurrent use.
type Keeper struct {
	Running    Running
	Store      Store
	Shelf      Shelf
	Transactor models.Transactor
	Audit      audit.Log
	Clock      models.Clock
	Log        *slog.Logger

	mu      sync.Mutex
	told    map[string]bool // versions that cannot be used, and that were complained about
	applied []Standing
}

// Refresh reads the moves, learns the versions that are or will be in force, makes
// current what is in force now, and leaves the audit entry of each move that has
// taken effect, once whichever process is first. It is called every second.
func (k *Keeper) Refresh(ctx context.Context) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	moves, err := k.Store.ApprovedMoves(ctx)
	if err != nil {
		return err
	}
	for _, m := range moves {
		if m.Kind == Publish {
			if err := k.learn(ctx, m.Hash); err != nil {
				return err
			}
		}
	}
	now := k.Clock.Now()
	force := InForce(delivered(k.Running.Delivered()), moves, now)
	if !slices.Equal(force, k.applied) {
		k.apply(ctx, force)
	}
	for _, m := range moves {
		if m.InEffect(now) && !m.Announced {
			if err := k.announce(ctx, m); err != nil {
				return err
			}
		}
	}
	return nil
}

// learn compiles a version this process does not know. One that does not compile
// must not stop the others.
func (k *Keeper) learn(ctx context.Context, hash string) error {
	if _, known := k.Running.Version(hash); known || k.told[hash] {
		return nil
	}
	v, err := k.Shelf.Version(ctx, hash)
	if err != nil {
		return err
	}
	if _, err := k.Running.Add(v.Path, v.Source); err != nil {
		if k.told == nil {
			k.told = map[string]bool{}
		}
		k.told[hash] = true
		k.Log.ErrorContext(ctx, "a published definition cannot be used by this program", "service", v.Service, "hash", hash, "error", err)
	}
	return nil
}

func (k *Keeper) apply(ctx context.Context, force []Standing) {
	versions := make([]catalog.InForce, len(force))
	for i, s := range force {
		versions[i] = catalog.InForce{Service: s.Service, Hash: s.Hash, Offered: !s.Retired}
	}
	for _, hash := range k.Running.Enforce(versions) {
		k.Log.ErrorContext(ctx, "a service is not offered: its version in force cannot be used by this program", "hash", hash)
	}
	k.applied = force
}

// announce leaves the entry that a move took effect.
func (k *Keeper) announce(ctx context.Context, m Move) error {
	action := audit.DefinitionPublished
	switch m.Kind {
	case Publish:
	case Retire:
		action = audit.DefinitionRetired
	case Restore:
		action = audit.DefinitionRestored
	}
	err := k.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		stored, err := k.Store.Lock(ctx, tx, m.ID)
		if err != nil || stored.Announced || stored.State != Approved {
			return err
		}
		stored.Announced, stored.Version = true, stored.Version+1
		if err := k.Store.Change(ctx, tx, stored); err != nil {
			return err
		}
		return k.Audit.Append(ctx, tx, entryOf(models.Actor{Kind: models.ActorSystem}, stored, action))
	})
	if errors.Is(err, models.ErrStale) { // another process was first
		return nil
	}
	return err
}
