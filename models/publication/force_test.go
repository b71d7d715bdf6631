package publication_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"onevisit/models"
	"onevisit/models/publication"
)

func change(id string, kind publication.Kind, hash string, from time.Time) publication.Move {
	return publication.Move{
		ID: models.ID(id), Kind: kind, Service: "a.b", Hash: hash, From: from, State: publication.Approved, SubmittedBy: ann, DecidedBy: bob, DecidedAt: noon,
	}
}

func TestInForce_theFloorTheLastAndTheRetired(t *testing.T) {
	hour := func(n int) time.Time { return noon.Add(time.Duration(n) * time.Hour) }
	floor := map[string]string{"a.b": "delivered", "c.d": "other"}
	moves := []publication.Move{
		change("1", publication.Publish, "v1", hour(1)), change("2", publication.Retire, "", hour(2)),
		change("3", publication.Restore, "", hour(3)), change("4", publication.Publish, "v2", hour(4)),
		change("5", publication.Publish, "v3", hour(4)),
	}
	unknown := change("6", publication.Retire, "", hour(0))
	unknown.Service = "x.y"
	waiting := change("7", publication.Publish, "never", hour(0))
	waiting.State = publication.Waiting
	moves = append(moves, unknown, waiting)
	for at, want := range []string{"delivered false", "v1 false", "v1 true", "v1 false", "v3 false"} {
		force := publication.InForce(floor, moves, hour(at))
		if len(force) != 2 || force[1].Hash != "other" || force[1].Move != "" || !force[1].Since.IsZero() {
			t.Fatalf("%d: %+v", at, force)
		}
		if got := fmt.Sprint(force[0].Hash, " ", force[0].Retired); got != want {
			t.Errorf("after %d hours: %s, expected %s", at, got, want)
		}
	}
	last := publication.InForce(floor, moves, hour(5))[0]
	if last.Move != "5" || !last.Since.Equal(hour(4)) {
		t.Errorf("%+v", last)
	}
	// A newer program that delivers another version changes only what nobody published.
	newer := publication.InForce(map[string]string{"a.b": "newer", "c.d": "newer"}, moves, hour(5))
	if newer[0].Hash != "v3" || newer[1].Hash != "newer" {
		t.Errorf("%+v", newer)
	}
}

// The order in which moves are read does not matter, nor those that are not
// approved or not yet in effect; and for every service there is one answer.
func TestInForce_isAFunctionOfWhatIsApprovedAndTheMoment(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		floor := map[string]string{"s0": "d0", "s1": "d1"}
		n := rapid.IntRange(0, 12).Draw(t, "moves")
		var moves, counting []publication.Move
		now := noon.Add(time.Duration(rapid.IntRange(0, 6).Draw(t, "now")) * time.Hour)
		for i := range n {
			m := change(fmt.Sprintf("%02d", i), rapid.SampledFrom([]publication.Kind{publication.Publish, publication.Retire, publication.Restore}).Draw(t, "kind"),
				fmt.Sprintf("h%d", i), noon.Add(time.Duration(rapid.IntRange(0, 6).Draw(t, "from"))*time.Hour))
			m.Service = fmt.Sprintf("s%d", rapid.IntRange(0, 2).Draw(t, "service"))
			m.State = rapid.SampledFrom(publication.States()).Draw(t, "state")
			moves = append(moves, m)
			if m.InEffect(now) {
				counting = append(counting, m)
			}
		}
		want := publication.InForce(floor, moves, now)
		if got := publication.InForce(floor, rapid.Permutation(moves).Draw(t, "order"), now); !slices.Equal(got, want) {
			t.Fatalf("%+v\n%+v", got, want)
		}
		if got := publication.InForce(floor, counting, now); !slices.Equal(got, want) {
			t.Fatalf("%+v\n%+v", got, want)
		}
		for i, s := range want {
			if i > 0 && want[i-1].Service >= s.Service || s.Hash == "" {
				t.Fatalf("%+v", want)
			}
		}
	})
}
