package casework

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"onevisit/models"
	"onevisit/models/catalog"
	"onevisit/models/staff"
)

// How far back the board looks.
const (
	decidedDays = 30
	secondDays  = 90
	mostOverdue = 50
)

// Board is the supervisor's view of a hall: who has how much in hand, what is
// overdue, what was promised and what was kept, and what nobody on duty can
// decide. Beside it stand the load and the overdue of every hall they answer for.
type Board struct{ BoardConfig }

// BoardConfig is what a Board is built from.
type BoardConfig struct {
	Desk    *Desk
	Figures BoardFigures
	Roster  *Roster
	Halls   HallStore
	Files   Definitions
	Clock   models.Clock
}

// Definitions lists the current definitions; *Files is it.
type Definitions interface {
	Definitions() []*catalog.Definition
}

// NewBoard returns the use case.
func NewBoard(c BoardConfig) *Board { return &Board{c} }

// BoardFigures reads what a board is made of; periods begin at a moment.
type BoardFigures interface {
	// Load counts a hall's waiting and stopped cases by service.
	Load(ctx context.Context, site string, today models.Date) ([]ServiceLoad, error)
	// Paces lists the decisions of a period with the time from the clerk's claim.
	Paces(ctx context.Context, site string, since time.Time) ([]Pace, error)
	// Kept counts the cases ended in a period by service, promised date and day.
	Kept(ctx context.Context, site string, since time.Time) ([]Ended, error)
	// Looks counts second decisions of a period.
	Looks(ctx context.Context, site string, since time.Time) (SecondLooks, error)
	// Overturned counts first decisions overturned in a period, by clerk.
	Overturned(ctx context.Context, site string, since time.Time) (map[models.ID]int, error)
}

// Pace is one decision of today.
type Pace struct {
	Clerk   models.ID
	Service string
	Undone  bool
	Took    time.Duration // from the claim, 0 where there was none
}

// Ended is how many cases were ended alike.
type Ended struct {
	Service  string
	Promised models.Date
	On       models.Date
	N        int
}

// SecondLooks are the second signatures and blind looks of a period.
type SecondLooks struct {
	Waiting    int
	Looks      int
	Agreed     int
	Overturned int
	Sample     int // the highest share of approvals drawn by a definition, percent
}

// ClerkLoad is one member of the hall.
type ClerkLoad struct {
	Member
	OnDuty       bool
	Held         int
	DecidedToday int
	Median       time.Duration
	UndoneToday  int
	Overturned   int
}

// ServiceLoad is one service of the hall.
type ServiceLoad struct {
	Service      string
	Title        models.Texts
	Waiting      int
	Overdue      int
	DueToday     int
	Stopped      int
	OldestAt     time.Time // of those waiting
	DecidedToday int
	TargetDays   int
	WithinTarget int
	Decided30    int
}

// BoardView is the board of a moment.
type BoardView struct {
	At          time.Time
	Counts      Counts
	Clerks      []ClerkLoad
	Services    []ServiceLoad
	Sites       []SiteLoad // all the supervisor answers for, their own first
	Overdue     []Waiting
	LongestWait time.Duration
	Bound       models.Texts
	Second      SecondLooks
	Undecidable []string
}

// View makes the board of the actor's hall.
func (b *Board) View(ctx context.Context, actor models.Actor) (BoardView, error) {
	if actor.Role != supervisorRole {
		return BoardView{}, ErrSupervisor
	}
	now := b.Clock.Now()
	v := BoardView{At: now, Bound: WaitBound()}
	var err error
	if v.Counts, err = b.Desk.Counts(ctx, actor); err != nil {
		return BoardView{}, err
	}
	lines, err := b.Roster.Hall(ctx, actor)
	if err != nil {
		return BoardView{}, err
	}
	if err := b.load(ctx, actor.Site, now, lines, &v); err != nil {
		return BoardView{}, fmt.Errorf("casework: board: %w", err)
	}
	if v.Sites, err = b.sites(ctx, actor, models.DateOf(now)); err != nil {
		return BoardView{}, fmt.Errorf("casework: board: %w", err)
	}
	overdue, err := b.Desk.List.Overdue(ctx, actor.Site, models.DateOf(now), mostOverdue)
	if err != nil {
		return BoardView{}, fmt.Errorf("casework: board: %w", err)
	}
	if v.Overdue, err = b.Desk.waiting(ctx, overdue, actor, now); err != nil {
		return BoardView{}, err
	}
	tallies, err := b.Desk.List.Tally(ctx, actor.Site, models.DateOf(now))
	if err != nil {
		return BoardView{}, fmt.Errorf("casework: board: %w", err)
	}
	v.Undecidable = undecidable(tallies, lines)
	return v, nil
}

func (b *Board) load(ctx context.Context, site string, now time.Time, lines []RosterLine, v *BoardView) error {
	today := models.DateOf(now)
	loads, err := b.Figures.Load(ctx, site, today)
	if err != nil {
		return err
	}
	paces, err := b.Figures.Paces(ctx, site, today.Time())
	if err != nil {
		return err
	}
	ended, err := b.Figures.Kept(ctx, site, today.AddDays(-decidedDays).Time())
	if err != nil {
		return err
	}
	since := today.AddDays(-secondDays).Time()
	if v.Second, err = b.Figures.Looks(ctx, site, since); err != nil {
		return err
	}
	v.Second.Waiting = v.Counts.Second
	for _, def := range b.Files.Definitions() {
		v.Second.Sample = max(v.Second.Sample, def.Policy.Sample)
	}
	overturned, err := b.Figures.Overturned(ctx, site, since)
	if err != nil {
		return err
	}
	v.Services = b.services(loads, paces, ended)
	v.Clerks = clerks(lines, paces, overturned)
	for _, s := range v.Services {
		if !s.OldestAt.IsZero() {
			v.LongestWait = max(v.LongestWait, now.Sub(s.OldestAt))
		}
	}
	return nil
}

// services lists every service the office has, and every other that is in the
// queue or was decided lately.
func (b *Board) services(loads []ServiceLoad, paces []Pace, ended []Ended) []ServiceLoad {
	all := map[string]*ServiceLoad{}
	of := func(service string) *ServiceLoad {
		if all[service] == nil {
			all[service] = &ServiceLoad{Service: service, Title: models.Texts{"zh-CN": service}}
		}
		return all[service]
	}
	for _, def := range b.Files.Definitions() {
		s := of(def.Service)
		s.Title, s.TargetDays = def.Title, def.Targets.WorkingDays
	}
	for _, l := range loads {
		s := of(l.Service)
		s.Waiting, s.Overdue, s.DueToday, s.Stopped, s.OldestAt = l.Waiting, l.Overdue, l.DueToday, l.Stopped, l.OldestAt
	}
	for _, p := range paces {
		if !p.Undone {
			of(p.Service).DecidedToday++
		}
	}
	for _, e := range ended {
		s := of(e.Service)
		s.Decided30 += e.N
		if e.Promised == "" || e.On <= e.Promised {
			s.WithinTarget += e.N
		}
	}
	list := make([]ServiceLoad, 0, len(all))
	for _, s := range all {
		list = append(list, *s)
	}
	slices.SortFunc(list, func(a, b ServiceLoad) int { return strings.Compare(a.Service, b.Service) })
	return list
}

func clerks(lines []RosterLine, paces []Pace, overturned map[models.ID]int) []ClerkLoad {
	list := make([]ClerkLoad, len(lines))
	for i, line := range lines {
		c := ClerkLoad{Member: line.Member, OnDuty: line.Now, Held: line.Held, Overturned: overturned[line.ID]}
		var took []time.Duration
		for _, p := range paces {
			switch {
			case p.Clerk != line.ID:
			case p.Undone:
				c.UndoneToday++
			default:
				c.DecidedToday++
				if p.Took > 0 {
					took = append(took, p.Took)
				}
			}
		}
		if len(took) > 0 {
			slices.Sort(took)
			c.Median = took[len(took)/2]
		}
		list[i] = c
	}
	return list
}

// undecidable lists the services that wait although no clerk on duty may decide
// them. A supervisor can still take them over.
func undecidable(tallies []Tally, lines []RosterLine) []string {
	var stuck []string
	for _, t := range tallies {
		if t.State != StateWaiting || t.Stage == StageSupervisor {
			continue
		}
		someone := slices.ContainsFunc(lines, func(l RosterLine) bool {
			return l.Role == staff.Clerk && l.Now && covers(l.Skills, t.Skill)
		})
		if !someone {
			stuck = append(stuck, t.Service)
		}
	}
	return sorted(stuck)
}
