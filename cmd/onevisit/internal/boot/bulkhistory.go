package boot

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"onevisit/models"
	"onevisit/models/device"
	"onevisit/models/store"
	"onevisit/models/visit"
)

// bulkFrom is how many matters are written past the ledger: it asks the database
// a dozen questions a matter, which for millions takes hours.
const bulkFrom = 20_000

// What a bulk history spans and is spread over.
const (
	bulkDays    = 3*365 + 1
	bulkHalls   = 24
	bulkKiosks  = 6 // in each
	bulkAtOnce  = 2000
	bulkAhead   = 4
	peopleKnown = 200_000 // of whom some come again
	// fullStories is how many of the newest matters have everything that a matter of
	// a small history has: applications, corrections, payments and the record.
	fullStories = bulkFrom
)

// bulk makes a history by the same stories as history does and the rule by which
// the ledger assigns causes (visit.EndingOf), day after day for three years, and
// hands it on in parts. Its matters have sessions at kiosks, with language, aid
// and age; the newest have applications and audit entries as well, so that whoever
// opens a figure finds matters with a record. The figures are rebuilt from the
// facts after it.
type bulk struct {
	*history
	people  []bulkPerson
	halls   []bulkHall
	part    store.Bulk
	persons int         // numbered so far
	newest  int         // how many are told in full at least
	since   models.Date // what reaches to this day is told in full
	full    bool        // the story being told is
	told    []told
	failure error // the last one of making persons
}

// bulkPart is what is written at once.
type bulkPart struct {
	store.Bulk
	usage   usage
	failure error // why it must not be written
}

type bulkPerson struct {
	id    models.ID
	free  models.Date // from which day on the person may come again
	age   string
	speak string
}

type bulkHall struct {
	site    string
	weight  float64
	kiosks  []models.ID
	opening time.Duration
}

// amount is how much of a bulk history there is and is to be.
type amount struct {
	before int // matters there already
	more   int
	full   int // the newest so many with everything
}

// seedBulk writes the matters that are to come.
func seedBulk(ctx context.Context, h *Hall, s *history, marks *store.Marks, a amount) error {
	b := &bulk{history: s, persons: a.before, newest: a.full}
	b.open()
	if err := h.db.Atomically(ctx, b.putHalls(h)); err != nil {
		return err
	}
	parts, ended := make(chan bulkPart, bulkAhead), make(chan struct{})
	defer close(ended)
	go func() {
		defer close(parts)
		b.make(a.more, func(part bulkPart) bool {
			select {
			case parts <- part:
				return true
			case <-ended:
				return false
			}
		})
	}()
	done := a.before
	for part := range parts {
		if part.failure != nil {
			return fmt.Errorf("demo history: %w", part.failure)
		}
		done += len(part.Matters)
		err := h.db.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
			if err := s.visits.AddBulk(ctx, tx, &part.Bulk); err != nil {
				return err
			}
			if err := s.writeUsage(ctx, tx, part.usage); err != nil {
				return err
			}
			return marks.Put(ctx, tx, seededMark, strconv.Itoa(done))
		})
		if err != nil {
			return fmt.Errorf("demo history: %w", err)
		}
	}
	return nil
}

// open makes the halls with their kiosks, the first ones busier than the last.
func (b *bulk) open() {
	b.at(b.today.AddDays(-bulkDays))
	for i := range bulkHalls {
		// Eight districts of three halls each.
		hall := bulkHall{site: fmt.Sprintf("4403%02d-%03d", 3+i/3, 901+i%3), weight: 1 / float64(2+i%7), opening: 9 * time.Hour}
		for _, kiosk := range b.kiosksAt(hall.site, bulkKiosks) {
			hall.kiosks = append(hall.kiosks, kiosk.ID)
		}
		b.halls = append(b.halls, hall)
	}
}

func (b *bulk) putHalls(h *Hall) func(context.Context, models.Tx) error {
	return func(ctx context.Context, tx models.Tx) error {
		sites := store.NewDevices(h.db)
		for i, hall := range b.halls {
			names := models.Texts{"zh-CN": fmt.Sprintf("演示第%d分厅", i+1), "en": fmt.Sprintf("Demo hall no. %d", i+1)}
			if err := sites.PutSite(ctx, tx, device.Site{Code: hall.site, Names: names, Demo: true}); err != nil {
				return err
			}
		}
		return nil
	}
}

// make tells n matters in order of their first days.
func (b *bulk) make(n int, hand func(bulkPart) bool) {
	var weights []float64
	var sum float64
	for d := range bulkDays {
		weights = append(weights, weightOf(b.today.AddDays(d-bulkDays)))
		sum += weights[d]
	}
	b.since = b.today
	for d, left := bulkDays-1, float64(b.newest); d >= 0 && left > 0; d-- {
		b.since = b.today.AddDays(d - bulkDays)
		left -= float64(n) * weights[d] / sum
	}
	told, due := 0, 0.0
	for d := range bulkDays {
		day := b.today.AddDays(d - bulkDays)
		due += float64(n) * weights[d] / sum
		for (told < int(due) || d == bulkDays-1) && told < n {
			b.matter(day, float64(d)/bulkDays)
			told++
			if len(b.part.Matters) >= bulkAtOnce && !hand(b.taken()) {
				return
			}
		}
	}
	if len(b.part.Matters) > 0 {
		hand(b.taken())
	}
}

func (b *bulk) taken() bulkPart {
	part := bulkPart{b.part, b.take(), b.failure}
	b.part = store.Bulk{}
	return part
}

// weightOf is how busy a day is: weekends less, summer more.
func weightOf(day models.Date) float64 {
	at := day.Time()
	w := 1.0
	switch at.Weekday() {
	case time.Saturday:
		w = 0.6
	case time.Sunday:
		w = 0.3
	case time.Monday:
		w = 1.25
	default:
	}
	if m := at.Month(); m == time.July || m == time.August {
		w *= 1.3
	}
	return w
}

// matter tells one matter that begins on the day.
func (b *bulk) matter(day models.Date, yearDone float64) {
	story, hall, service := b.pick(yearDone), b.hall(), b.service()
	at := b.moment(day, hall)
	person := b.person(day)
	m := visit.Matter{
		ID: b.ids.New(), Person: person.id, Service: service, State: visit.MatterOpen, OpenedOn: day, LastEventOn: day, Site: hall.site,
		Definition: "demo-history", Demo: true, PrecheckOnly: true, Version: 1,
	}
	cause, on := visit.CauseNone, day
	b.full, b.told = day.AddDays(story.reach()) >= b.since, b.told[:0]
	for _, v := range story.visits {
		on = on.AddDays(v.after)
		if v.spread > 0 {
			on = on.AddDays(b.random.IntN(v.spread + 1))
		}
		if on >= b.today {
			break
		}
		if m.Visits > 0 && on == m.LastEventOn { // one presence a day and hall
			on = on.AddDays(1)
		}
		if m.Visits > 0 {
			at = b.moment(on, hall)
		}
		m.Visits++
		m.Version++
		m.LastEventOn, m.PrecheckOnly = on, m.PrecheckOnly && !v.opens
		cause = b.presence(&m, person, hall, v, at, cause)
	}
	if end := m.LastEventOn.AddDays(story.endAfter); m.Visits == len(story.visits) && story.end != visit.MatterOpen && end < b.today {
		m.State, m.EndedOn, m.LastEventOn = story.end, end, end
		m.EndedAt = at.Add(time.Duration(story.endAfter)*24*time.Hour + time.Duration(3+b.random.IntN(40))*time.Minute)
		if models.DateOf(m.EndedAt) != end {
			m.EndedAt = end.Time().Add(18 * time.Hour)
		}
		person.free = end.AddDays(visit.Window + 1)
	} else {
		person.free = b.today
	}
	b.part.Matters = append(b.part.Matters, m)
	if b.full {
		ended := m.EndedAt
		if ended.IsZero() {
			ended = at
		}
		b.use(m, hall.site, b.told, m.State, ended)
	}
}

// reach is how many days after its first day a story may end.
func (s story) reach() int {
	days := s.endAfter
	for _, v := range s.visits {
		days += v.after + v.spread + 1
	}
	return days
}

// presence tells one presence and returns the cause of a further one.
func (b *bulk) presence(m *visit.Matter, person *bulkPerson, hall *bulkHall, v historyVisit, at time.Time, cause visit.Cause) visit.Cause {
	b.now = at
	on := models.DateOf(at)
	here := visit.Visit{ID: b.ids.New(), Person: person.id, Site: hall.site, On: on, StartedAt: at, Demo: true, Age: person.age}
	b.part.Visits = append(b.part.Visits, here)
	session := models.ID("")
	switch {
	case b.full: // its sessions follow
		b.told = append(b.told, told{v, here.ID, at})
	case b.random.IntN(20) > 0: // the others stood at a window
		session = b.session(here, person, hall, v)
	}
	ending := visit.EndingOf(v.ending, v.reason, v.cause)
	p := visit.Presence{Matter: m.ID, Visit: here.ID, Seq: m.Visits, Site: hall.site, On: on, FirstAt: at, Ending: ending}
	if m.Visits > 1 {
		p.Cause = cause
	}
	b.part.Presences = append(b.part.Presences, p)
	if v.ending == visit.EndRefused || v.ending == visit.EndSilent {
		b.part.Attempts = append(b.part.Attempts, visit.Attempt{
			ID: b.ids.New(), Reference: "H" + string(b.ids.New())[8:], Matter: m.ID, Visit: here.ID, Session: session, Service: m.Service,
			Outcome: "window", Reason: v.reason, Cause: v.cause, At: at,
		})
	}
	return ending.Cause
}

func (b *bulk) session(here visit.Visit, person *bulkPerson, hall *bulkHall, v historyVisit) models.ID {
	s := visit.Session{
		ID: b.ids.New(), Device: hall.kiosks[b.random.IntN(len(hall.kiosks))], Site: hall.site, Person: person.id, Visit: here.ID,
		Language: person.speak, Assisted: strings.HasPrefix(person.age, "70") && b.random.IntN(3) > 0 || b.random.IntN(15) == 0,
		Document: visit.IDCard, StartedAt: here.StartedAt, EndReason: visit.Finished,
	}
	s.TokenHash, s.EndedAt = string(s.ID), s.StartedAt.Add(time.Duration(90+b.random.IntN(600))*time.Second)
	if v.ending == visit.EndLeft {
		s.EndReason = visit.Idle
	} else if b.random.IntN(5) == 0 {
		s.Rating = 5 - min(4, b.random.IntN(20)/(4+b.random.IntN(8)))
	}
	b.part.Sessions = append(b.part.Sessions, s)
	return s.ID
}
