package translog

import (
	"context"
	"sync"
	"time"

	"onevisit/models"
)

// Level is the colour of a proof badge.
type Level string

// The levels.
const (
	Green Level = "green"
	Amber Level = "amber"
	Red   Level = "red"
	// None: there is no witness to have a colour.
	None Level = "none"
)

// When a badge changes its colour.
const (
	// CheckpointLate is the age at which a checkpoint is late; it is promised
	// every 60 seconds.
	CheckpointLate = 60 * time.Second
	// WitnessFresh is how old a witness's last countersignature may be and the
	// witness still counts as present.
	WitnessFresh = 60 * time.Second
	// TooLate is how long something may be late before it is red.
	TooLate = 10 * time.Minute
	// StalledAfter is how long an entry may wait for its place before business
	// is refused: what cannot be proven later must not happen.
	StalledAfter = 3 * time.Minute
)

// Status is what a proof badge shows.
type Status struct {
	Level       Level
	Size        int64 // entries that have a place
	Waiting     int   // entries that have none yet, counted up to 1000
	WaitingFrom time.Time
	Signed      int64 // entries the newest checkpoint covers
	SignedAt    time.Time
	Checkpoint  Level // by its age
	Witness     Level // the best of the witnesses
	Witnesses   []WitnessState
	Watched     Watched
	Alarm       string
	AlarmAt     time.Time
	Stalled     bool    // business is refused
	Breaks      []Break // the times the log was begun anew, for good
}

// WitnessState is what is known of a witness.
type WitnessState struct {
	Name  string
	Size  int64     // entries it has countersigned
	At    time.Time // by the witness's clock; zero: never
	Level Level
}

// late gives a badge's colour for an age.
func late(age, fresh time.Duration) Level {
	switch {
	case age <= fresh:
		return Green
	case age <= TooLate:
		return Amber
	}
	return Red
}

// Witnessed is what the store knows of witnesses.
type Witnessed interface {
	// Witnesses returns the last that was heard of each, by name.
	Witnesses(ctx context.Context) (map[string]WitnessState, error)
	// Cosigned keeps a countersigned checkpoint.
	Cosigned(ctx context.Context, c Checkpoint, name string, at time.Time) error
}

// Backlogger counts what has no place yet.
type Backlogger interface {
	Backlog(ctx context.Context, h Head, limit int) (int, time.Time, error)
}

// Badge works out the status. It asks the database at most once a second.
type Badge struct {
	Archive   Archive
	Backlog   Backlogger
	Witnessed Witnessed
	Names     []string // of the witnesses this hall knows
	Watch     *Watch
	Clock     models.Clock

	mu    sync.Mutex
	asked time.Time
	last  Status
}

const (
	backlogCounted = 1000
	badgeFresh     = time.Second
)

// Status returns the log's status.
func (b *Badge) Status(ctx context.Context) (Status, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.Clock.Now()
	if age := now.Sub(b.asked); !b.asked.IsZero() && age >= 0 && age < badgeFresh {
		return b.last, nil
	}
	s, err := b.look(ctx, now)
	if err == nil {
		b.last, b.asked = s, now
	}
	return s, err
}

func (b *Badge) look(ctx context.Context, now time.Time) (Status, error) {
	h, err := b.Archive.Head(ctx)
	if err != nil {
		return Status{}, err
	}
	breaks, _ := h.Breaks() // the watch says what is wrong with them
	s := Status{Breaks: breaks, Size: h.Size, Signed: h.SignedSize, SignedAt: h.SignedAt, Alarm: h.Alarm, AlarmAt: h.AlarmAt, Watched: b.Watch.State()}
	if s.Waiting, s.WaitingFrom, err = b.Backlog.Backlog(ctx, h, backlogCounted); err != nil {
		return s, err
	}
	s.Checkpoint = late(now.Sub(h.SignedAt), CheckpointLate)
	s.Stalled = s.Waiting > 0 && now.Sub(s.WaitingFrom) > StalledAfter
	if s.Size == 0 && !s.Stalled {
		s.Checkpoint = Green // nothing to sign yet
	}
	heard, err := b.Witnessed.Witnesses(ctx)
	if err != nil {
		return s, err
	}
	s.Witness = None
	for _, name := range b.Names {
		w := heard[name]
		w.Name, w.Level = name, late(now.Sub(w.At), WitnessFresh)
		if w.Size > h.Size {
			w.Level = Red // it has seen more than there is
		}
		s.Witnesses = append(s.Witnesses, w)
		s.Witness = better(s.Witness, w.Level)
	}
	s.Level = worse(s.Checkpoint, s.Witness)
	if len(s.Watched.Faults) > 0 || s.Alarm != "" || s.Stalled {
		s.Level = Red
	}
	return s, nil
}

func rank(l Level) int { return map[Level]int{Green: 0, None: 1, Amber: 2, Red: 3}[l] }

func worse(a, b Level) Level {
	if a == None {
		a = Green
	}
	if b == None {
		b = Amber // nobody but ourselves vouches for the log
	}
	if rank(a) > rank(b) {
		return a
	}
	return b
}

func better(a, b Level) Level {
	if a == None || rank(b) < rank(a) {
		return b
	}
	return a
}
