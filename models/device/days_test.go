package device_test

import (
	"testing"

	"onevisit/models/device"
)

func TestMinutes_bridgesShortSilences(t *testing.T) {
	var m device.Minutes
	for minute := 540; minute <= 600; minute += device.Bridge + 1 { // each silence just short enough
		m.Set(minute)
	}
	if got := m.UpWithin(540, 1020); got != 61 {
		t.Errorf("up for %d minutes of the first hour", got)
	}
	m.Set(600 + device.Bridge + 2) // one minute too long
	if got := m.UpWithin(540, 1020); got != 62 {
		t.Errorf("a longer silence is bridged: %d", got)
	}
	if got := m.UpWithin(580, 590); got != 10 {
		t.Errorf("ten minutes of it: %d", got)
	}
	var other device.Minutes
	other.Set(0)
	other.Set(1439)
	m.Join(other)
	if !m.Has(0) || !m.Has(1439) || m.UpWithin(0, 1440) != 64 || m.Count() != 14 {
		t.Errorf("joined: %d up, %d heard", m.UpWithin(0, 1440), m.Count())
	}
}
