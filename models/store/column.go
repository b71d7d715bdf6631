package store

import "time"

// millis is how an instant stands in a column: milliseconds since the epoch,
// 0 for none.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// instant reads a column that millis wrote.
func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// flag is how a boolean stands in a column.
func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}
