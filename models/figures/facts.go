package figures

import (
	"slices"
	"strconv"
	"time"

	"onevisit/models"
	"onevisit/models/completion"
)

// SessionPlace is the use of a kiosk in which a matter's first presence fell.
type SessionPlace struct {
	Device models.ID
	// Language and aid are those at the session's end, and known from then on.
	Ended    bool
	Language string
	Assisted bool
}

// place fills in what the session knows.
func (s SessionPlace) place(p Place) Place {
	p.Device = s.Device
	if s.Ended {
		p.Language, p.Aid = s.Language, aid(s.Assisted)
	}
	return p
}

func aid(assisted bool) string {
	if assisted {
		return "aided"
	}
	return "none"
}

func ageOf(band string) string {
	if band == "" {
		return UnknownAge
	}
	return band
}

// The channels: where a matter's first presence was, where a session was.
const (
	Kiosk  = "kiosk"
	Phone  = "phone" // a matter without any presence
	Window = "window"
)

// MatterFacts is what is known of a matter (tables matter, matter_visit,
// attempt, application, correction_request, case_stop, citizen_session, visit).
type MatterFacts struct {
	ID           models.ID
	Service      string
	Site         string // of the first presence, "" without one
	State        completion.State
	EndedOn      models.Date
	EndedAt      time.Time
	Test, Demo   bool
	Visits       int
	Causes       []string      // of the visits after the first
	FirstAt      time.Time     // of the first presence; zero without one
	Age          string        // the band at the first presence
	Begun        *SessionPlace // nil where the first presence was at no kiosk
	Attempts     []AttemptFacts
	Applications []ApplicationFacts
}

// AttemptFacts is an attempt that ended at the pre-check.
type AttemptFacts struct {
	Outcome string // window: sent there
	Reason  string
}

// ApplicationFacts is one application of a matter.
type ApplicationFacts struct {
	HandedOver  bool
	Reason      string
	AtOnce      bool // decided by rule: nobody waited
	OpenedAt    time.Time
	SubmittedAt time.Time
	DecidedAt   time.Time
	Promised    models.Date // moved by the stops already
	Requests    int         // for corrections, those withdrawn by the office left out
	Stopped     time.Duration
}

// Contribution is what the matter adds: nothing while it is open, and never
// anything for test data.
//
// It is divided by where and for whom its first presence was: hall, kiosk,
// language, aid, age, and the channel (kiosk; window; phone where nobody had to be
// anywhere). So every figure answers what became of those who began there,
// whoever finished it and where.
func (f MatterFacts) Contribution() Contribution {
	c := Contribution{Subject: Subject{Matter, string(f.ID)}}
	if f.State == completion.Open || f.Test || f.EndedOn == "" {
		return c
	}
	c.On, c.Demo = f.EndedOn, f.Demo
	c.Place = Place{Service: f.Service, Site: f.Site, Channel: f.channel(), Age: ageOf(f.Age)}
	if f.Begun != nil {
		c.Place = f.Begun.place(c.Place)
	}
	n := counts{}
	n.add(Ends, EndBucket(f.State, f.Visits), 1)
	for _, cause := range f.Causes {
		n.add(Causes, cause, 1)
	}
	if f.State == completion.Completed {
		n.add(First, yesNo(f.firstGo()), 1)
		if began := f.began(); !began.IsZero() {
			n.add(Length, TimeClass(f.EndedAt.Sub(began)), 1)
		}
	}
	for _, a := range f.Attempts {
		if a.Outcome == "window" {
			n.add(Handed, short(a.Reason), 1)
		}
	}
	for _, a := range f.Applications {
		a.count(n)
	}
	c.Cells = n.cells()
	return c
}

func (f MatterFacts) channel() string {
	switch {
	case f.Begun != nil:
		return Kiosk
	case f.Visits == 0:
		return Phone
	}
	return Window
}

// began is the first presence, or the opening of the first application where
// nobody had to be anywhere.
func (f MatterFacts) began() time.Time {
	began := f.FirstAt
	for _, a := range f.Applications {
		if f.Visits == 0 && !a.OpenedAt.IsZero() && (began.IsZero() || a.OpenedAt.Before(began)) {
			began = a.OpenedAt
		}
	}
	return began
}

// firstGo tells whether nothing had to be done twice: no attempt was refused, no
// correction asked for, one application at most was made, and whoever came again
// came only to fetch or to check the result (R06, R15).
func (f MatterFacts) firstGo() bool {
	again := func(cause string) bool { return cause != "R06" && cause != "R15" }
	if len(f.Attempts) > 0 || len(f.Applications) > 1 || slices.ContainsFunc(f.Causes, again) {
		return false
	}
	return len(f.Applications) == 0 || f.Applications[0].Requests == 0 && !f.Applications[0].HandedOver
}

func (a ApplicationFacts) count(n counts) {
	if a.HandedOver {
		n.add(Handed, short(a.Reason), 1)
	}
	if a.Requests > 0 {
		n.add(Notice, strconv.Itoa(min(a.Requests, 2)), 1)
	}
	if a.SubmittedAt.IsZero() || a.DecidedAt.IsZero() {
		return
	}
	if !a.AtOnce {
		n.add(Wait, TimeClass(a.DecidedAt.Sub(a.SubmittedAt)-a.Stopped), 1)
	}
	if a.Promised != "" {
		kept := models.DateOf(a.DecidedAt) <= a.Promised
		n.add(Promise, map[bool]string{true: "kept", false: "late"}[kept], 1)
	}
}

// EndBucket names an end with its number of visits, "completed:1".
func EndBucket(state completion.State, visits int) string {
	return string(state) + ":" + strconv.Itoa(min(visits, completion.MostCounted))
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// short keeps a reason within a bucket; "" becomes other.
func short(reason string) string {
	if reason == "" {
		return "other"
	}
	return reason[:min(len(reason), 40)]
}
