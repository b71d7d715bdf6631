package casework

import (
	"slices"
	"strings"
	"time"

	"onevisit/models"
)

// Onlooker is a member of staff who has a case on the screen.
type Onlooker struct {
	Clerk    models.ID
	Name     string
	Deciding bool
	Until    time.Time
}

// Report notes that the actor has a case on the screen, or not any more, and
// answers who else has. Colleagues are told at once.
func (f *Feed) Report(actor models.Actor, name string, application models.ID, doing Doing) []Onlooker {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.clock.Now()
	f.lapse(now)
	before, was := f.present[application][actor.ID]
	if doing == Left {
		delete(f.present[application], actor.ID)
	} else {
		if f.present[application] == nil {
			f.present[application] = map[models.ID]Onlooker{}
		}
		f.present[application][actor.ID] = Onlooker{
			Clerk: actor.ID, Name: name, Deciding: doing == Deciding, Until: now.Add(seenFor),
		}
	}
	if was != (doing != Left) || (was && before.Deciding != (doing == Deciding)) {
		f.publish(Event{Site: actor.Site, Case: application, Change: Looked})
	}
	return f.others(application, actor.ID)
}

// Doing is what somebody does with a case on the screen.
type Doing string

// What one does.
const (
	Viewing  Doing = "viewing"
	Deciding Doing = "deciding"
	Left     Doing = "left"
)

// Onlookers lists who has the case on the screen, without the one who asks.
func (f *Feed) Onlookers(application, except models.ID) []Onlooker {
	if f == nil {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.lapse(f.clock.Now())
	return f.others(application, except)
}

func (f *Feed) others(application, except models.ID) []Onlooker {
	var list []Onlooker
	for clerk, o := range f.present[application] {
		if clerk != except {
			list = append(list, o)
		}
	}
	return byName(list)
}

func byName(list []Onlooker) []Onlooker {
	slices.SortFunc(list, func(a, b Onlooker) int { return strings.Compare(a.Name, b.Name) })
	return list
}

// lapse forgets who has not given a sign for a while.
func (f *Feed) lapse(now time.Time) {
	for application, looking := range f.present {
		for clerk, o := range looking {
			if !now.Before(o.Until) {
				delete(looking, clerk)
			}
		}
		if len(looking) == 0 {
			delete(f.present, application)
		}
	}
}
