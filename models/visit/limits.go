package visit

import "time"

// Limits are the times of a citizen's session. The screen's warning and the
// server's own end come from these same values, so they cannot drift apart.
//
// A warning of 30 s, 45 s with large type or another aid, keeps WCAG 2.2.1's
// floor of 20 s; 150 s before it in large mode keeps the 120 to 300 s that
// accessible voting machines allow.
type Limits struct {
	IdleWarning      time.Duration // untouched for so long, the warning appears
	IdleWarningLarge time.Duration
	Warning          time.Duration // so long it stays before the end
	WarningLarge     time.Duration
	Absolute         time.Duration // no session lives longer
	DoneHome         time.Duration // the last screen goes home by itself
}

// DefaultLimits are the hall's usual times: 90 s idle, 195 s with an aid, 20
// minutes in all.
func DefaultLimits() Limits {
	return Limits{
		IdleWarning: 60 * time.Second, IdleWarningLarge: 150 * time.Second,
		Warning: 30 * time.Second, WarningLarge: 45 * time.Second,
		Absolute: 20 * time.Minute, DoneHome: 30 * time.Second,
	}
}

// Idle is how long a session lives without activity.
func (l Limits) Idle(assisted bool) time.Duration {
	if assisted {
		return l.IdleWarningLarge + l.WarningLarge
	}
	return l.IdleWarning + l.Warning
}
