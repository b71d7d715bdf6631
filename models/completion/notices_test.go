package completion_test

import (
	"testing"

	"onevisit/models/completion"
)

func TestNotices_countTheAskedOnly(t *testing.T) {
	for name, c := range map[string]struct {
		tallies         []completion.NoticeTally
		complete, again completion.Figure
	}{
		"nobody was asked": {nil, completion.Figure{}, completion.Figure{}},
		"once and again": {
			[]completion.NoticeTally{{Requests: 1, Count: 7}, {Service: "b", Requests: 2, Count: 2}, {Service: "b", Requests: 1, Count: 1}},
			completion.Figure{Numerator: 8, Denominator: 10}, completion.Figure{Numerator: 2, Denominator: 10},
		},
	} {
		if got := completion.ComputeNotices(c.tallies); got.Complete != c.complete || got.Again != c.again {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
