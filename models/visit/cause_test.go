package visit

import "testing"

func TestCauses_areTheClosedListInBothLanguages(t *testing.T) {
	seen := map[Cause]bool{}
	for _, c := range Causes() {
		if seen[c.Cause] {
			t.Errorf("%s twice", c.Cause)
		}
		seen[c.Cause] = true
		if c.Text["zh-CN"] == "" || c.Text["en"] == "" {
			t.Errorf("%s lacks a text", c.Cause)
		}
	}
	for _, want := range []Cause{
		"R01", "R02", "R03", "R04", "R05", "R06", "R07", "R08", "R09", "R10", "R11", "R12", "R13", "R14", "R15", "R16", "R17",
		"R18", "R19", "R20", "R99",
	} {
		if !want.Valid() {
			t.Errorf("%s is missing", want)
		}
	}
	if len(seen) != 21 || Cause("R21").Valid() || CauseNone.Valid() {
		t.Errorf("the list has %d causes or takes foreign ones", len(seen))
	}
}

func TestMostSpecific_putsMachineRefusedLast(t *testing.T) {
	for _, c := range Causes() {
		if c.Cause == OtherCause || c.Cause == MachineRefused {
			continue
		}
		if got := MostSpecific(MachineRefused, c.Cause); got != c.Cause {
			t.Errorf("R05 before %s", c.Cause)
		}
	}
	if got := MostSpecific(CauseNone, MachineRefused, OtherCause); got != MachineRefused {
		t.Errorf("got %s", got)
	}
}

func TestEnding_everyKindHasACause(t *testing.T) {
	for _, r := range endingRules() {
		if e := EndingOf(r.kind, ""); !e.Cause.Valid() {
			t.Errorf("%s has no cause", r.kind)
		}
	}
}

func TestEnding_then(t *testing.T) {
	working, left := EndingOf(EndWorking, ""), EndingOf(EndLeft, "idle")
	photo, refused := EndingOf(EndPhoto, ""), EndingOf(EndRefused, "window-only")
	for _, c := range []struct {
		name      string
		events    []Ending
		wantKind  EndingKind
		wantCause Cause
	}{
		{"a form left in hand", []Ending{working, left}, EndLeft, CitizenLeft},
		{"a form the kiosk broke off", []Ending{working, EndingOf(EndDevice, "reloaded")}, EndDevice, Failure},
		{"a photo refused, then left", []Ending{working, photo, left}, EndPhoto, PhotoRefused},
		{"a photo refused, then taken, then left", []Ending{working, photo, working, left}, EndLeft, CitizenLeft},
		{"handed in, then gone", []Ending{working, EndingOf(EndSubmitted, ""), left}, EndSubmitted, OtherCause},
		{"refused, then gone", []Ending{refused, left}, EndRefused, MachineRefused},
		{"refused twice, the more specific second", []Ending{refused, EndingOf(EndRefused, "pending", PendingOrInterval)}, EndRefused, PendingOrInterval},
		{"refused twice, the more specific first", []Ending{EndingOf(EndRefused, "under-16", ConsentMissing), refused}, EndRefused, ConsentMissing},
		{"a rejection by its reason", []Ending{EndingOf(EndSubmitted, ""), EndingOf(EndRejected, "photo", PhotoRefused)}, EndRejected, PhotoRefused},
		{"unpaid", []Ending{working, EndingOf(EndUnpaid, ""), left}, EndUnpaid, PaymentUnfinished},
		{"a correction asked", []Ending{EndingOf(EndSubmitted, ""), EndingOf(EndCorrection, "")}, EndCorrection, CorrectionAsked},
		{"a register silent", []Ending{EndingOf(EndSilent, "")}, EndSilent, Failure},
		{"to collect", []Ending{EndingOf(EndToCollect, "")}, EndToCollect, CollectionOnly},
	} {
		var e Ending
		for _, next := range c.events {
			e = e.Then(next)
		}
		if e.Kind != c.wantKind || e.Cause != c.wantCause {
			t.Errorf("%s: %s %s, want %s %s", c.name, e.Kind, e.Cause, c.wantKind, c.wantCause)
		}
	}
}
