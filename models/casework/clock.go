package casework

import (
	"context"
	"fmt"
	"strings"

	"onevisit/models"
)

// StopReader reads the times during which clocks stood still.
type StopReader interface {
	// Stops lists an application's, oldest first.
	Stops(ctx context.Context, application models.ID) ([]Stop, error)
}

// Deadlines tells in words how the deadline of a case came about.
type Deadlines struct{ stops StopReader }

// NewDeadlines returns the use case.
func NewDeadlines(stops StopReader) *Deadlines { return &Deadlines{stops} }

// Clock implements Story's Clock.
func (d *Deadlines) Clock(ctx context.Context, c Case) (DeadlineClock, error) {
	stops, err := d.stops.Stops(ctx, c.Application)
	if err != nil {
		return DeadlineClock{}, fmt.Errorf("casework: read stops: %w", err)
	}
	clock := DeadlineClock{Due: c.Due, Stopped: !c.StoppedAt.IsZero()}
	days := 0
	for _, s := range stops {
		days += s.Days
		clock.Stops = append(clock.Stops, ClockStop{From: s.From, To: s.To, Reason: stopText(s.Reason)})
	}
	clock.Explanation = explained(c, days)
	return clock, nil
}

func stopText(r StopReason) models.Texts {
	if r == StopCorrection {
		return texts("等待申请人补正", "waiting for the applicant's correction")
	}
	return texts(string(r), string(r))
}

// explained says why the day is this one: whose decision it is for, what was
// promised, and by how much stops have moved it.
func explained(c Case, stopped int) models.Texts {
	var zh, en []string
	say := func(a, b string) { zh, en = append(zh, a), append(en, b) }
	switch {
	case c.Due == "":
		say("这一环节没有期限", "this stage has no deadline")
	case c.Stage == StageFirst:
		say(fmt.Sprintf("首次决定须在 %s 前作出，按工作日计算", c.Due), fmt.Sprintf("the first decision is due by %s, counted in working days", c.Due))
	case c.Stage == StageSecond:
		say(fmt.Sprintf("复核须在 %s 前完成（%d 个工作日）", c.Due, max(c.SignDays, 1)),
			fmt.Sprintf("the second look is due by %s (%d working days)", c.Due, max(c.SignDays, 1)))
	default:
		say(fmt.Sprintf("主管须在 %s 前决定", c.Due), fmt.Sprintf("the supervisor's decision is due by %s", c.Due))
	}
	if c.Promised != "" {
		say("承诺办结日 "+string(c.Promised), "the citizen was promised "+string(c.Promised))
	}
	if stopped > 0 {
		say(fmt.Sprintf("等待补正停止计时 %d 个工作日，期限已顺延", stopped), fmt.Sprintf("the clock stood still for %d working days and the days moved by as many", stopped))
	}
	if !c.StoppedAt.IsZero() {
		say("等待申请人补正，现停止计时", "it stands still now, until the applicant has answered")
	}
	return texts(strings.Join(zh, "；")+"。", strings.ToUpper(en[0][:1])+en[0][1:]+also(en[1:])+".")
}

func also(rest []string) string {
	out := ""
	for _, r := range rest {
		out += "; " + r
	}
	return out
}
