package visit

import (
	"sync"
	"time"

	"onevisit/models"
)

// recentLife is how long a recognised session is believed without asking again.
const recentLife = time.Second

// buriedLife is how long an ended session is kept out of the memory: longer than
// a question that began before the end can take.
const buriedLife = time.Minute

// recentMost bounds the memory; a hall has a few dozen kiosks.
const recentMost = 4096

// recent remembers the sessions recognised a moment ago, by token hash, and
// those that ended, by id.
type recent struct {
	mu     sync.Mutex
	known  map[string]recognised
	buried map[models.ID]time.Time
}

type recognised struct {
	session Session
	at      time.Time
}

func (r *recent) get(key string, now time.Time) (Session, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	k, ok := r.known[key]
	if age := now.Sub(k.at); !ok || age < 0 || age >= recentLife {
		return Session{}, false
	}
	return k.session, true
}

// put remembers a session unless it ended meanwhile.
func (r *recent) put(key string, s Session, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, over := r.buried[s.ID]; over {
		return
	}
	if r.known == nil || len(r.known) >= recentMost {
		r.known = map[string]recognised{}
	}
	s.Sealed = nil // who it is, not what the document said
	r.known[key] = recognised{session: s, at: now}
}

// bury takes an ended session out for good.
func (r *recent) bury(id models.ID, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for key, k := range r.known {
		if k.session.ID == id {
			delete(r.known, key)
		}
	}
	if r.buried == nil {
		r.buried = map[models.ID]time.Time{}
	}
	for old, at := range r.buried {
		if now.Sub(at) > buriedLife {
			delete(r.buried, old)
		}
	}
	r.buried[id] = now
}
