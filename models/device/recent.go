package device

import (
	"sync"
	"time"

	"onevisit/models"
)

// recentLife is how long a recognised device is believed without asking again.
const recentLife = 2 * time.Second

// recentMost bounds the memory; a hall has a few dozen kiosks.
const recentMost = 1024

// recent remembers the devices recognised a moment ago, by credential hash.
type recent struct {
	mu    sync.Mutex
	known map[string]seen
}

type seen struct {
	device Device
	at     time.Time
}

func (r *recent) get(key string, now time.Time) (Device, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s, ok := r.known[key]
	if age := now.Sub(s.at); !ok || age < 0 || age >= recentLife {
		return Device{}, false
	}
	return s.device, true
}

func (r *recent) put(key string, d Device, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.known == nil || len(r.known) >= recentMost {
		r.known = map[string]seen{}
	}
	r.known[key] = seen{device: d, at: now}
}

func (r *recent) forget(id models.ID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for key, s := range r.known {
		if s.device.ID == id {
			delete(r.known, key)
		}
	}
}
