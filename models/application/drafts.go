package application

import (
	"context"
	"sync"
	"time"

	"onevisit/models"
)

// draftCache holds the forms that are being filled in, opened, one a session, so
// that answering the next page reads and decrypts nothing. It decides nothing:
// the write is conditional on version and state, so whoever changed the form
// elsewhere makes it fail and the draft is forgotten. It is memory only and
// forgets with the session, at the latest when no session can live any longer.
type draftCache struct {
	mu   sync.Mutex
	held map[models.ID]heldDraft
}

type heldDraft struct {
	file  file
	until time.Time
}

// draftsMost bounds the memory: far more sessions than kiosks stand in a hall.
const draftsMost = 1024

func newDraftCache() *draftCache { return &draftCache{held: map[models.ID]heldDraft{}} }

// get returns the session's draft where it is the application in that version.
func (c *draftCache) get(session, application models.ID, version int64, now time.Time) (*file, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	h, ok := c.held[session]
	if !ok || now.After(h.until) || h.file.ID != application || h.file.Version != version {
		return nil, false
	}
	f := h.file
	return &f, true
}

func (c *draftCache) put(session models.ID, f *file, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.held) >= draftsMost {
		for id, h := range c.held {
			if now.After(h.until) || len(c.held) >= draftsMost {
				delete(c.held, id)
			}
		}
	}
	c.held[session] = heldDraft{file: *f, until: now.Add(cacheLife)}
}

func (c *draftCache) forget(session models.ID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.held, session)
}

// heldDraft is the citizen's own form as this process last wrote it, with the
// pictures seen meanwhile.
func (c *Cases) heldDraft(ctx context.Context, actor models.Actor, id models.ID, version int64) (*file, bool, error) {
	f, ok := c.drafts.get(actor.Session, id, version, c.Clock.Now())
	if !ok || f.Person != actor.ID || actor.Kind != models.ActorCitizen {
		return nil, false, nil
	}
	if f.def.Images != "" {
		var err error
		if f.seen, err = c.Archive.Seen(ctx, id); err != nil {
			return nil, false, err
		}
	}
	return f, true, nil
}
