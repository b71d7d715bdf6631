package publication

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"onevisit/models"
)

// Standing is what is in force for a service.
type Standing struct {
	Service string
	Hash    string    // of the version in force; of a retired service the one it would come back in
	Since   time.Time // when the version came into force; zero for one the program delivers
	Move    models.ID // the one that brought it, "" for one the program delivers
	// Retired says that nobody can begin with the service, since when and by which
	// move.
	Retired      bool
	RetiredSince time.Time
	RetiredBy    models.ID
}

// InForce says what is in force at a moment, by service: what the program delivers
// (hashes by service), changed by the moves in effect then, in the order in which
// they took effect.
func InForce(delivered map[string]string, moves []Move, at time.Time) []Standing {
	force := make(map[string]Standing, len(delivered))
	for service, hash := range delivered {
		force[service] = Standing{Service: service, Hash: hash}
	}
	for _, m := range inOrder(moves) {
		if !m.InEffect(at) {
			continue
		}
		s, known := force[m.Service]
		s.Service = m.Service
		switch {
		case m.Kind == Publish:
			s.Hash, s.Since, s.Move = m.Hash, m.From, m.ID
		case !known: // of a service this program does not deliver and nobody published
			continue
		case m.Kind == Retire && !s.Retired:
			s.Retired, s.RetiredSince, s.RetiredBy = true, m.From, m.ID
		case m.Kind == Restore:
			s.Retired, s.RetiredSince, s.RetiredBy = false, time.Time{}, ""
		}
		force[m.Service] = s
	}
	return slices.SortedFunc(maps.Values(force), byService)
}

func byService(a, b Standing) int { return cmp.Compare(a.Service, b.Service) }

// inserted adds a standing in its place.
func inserted(force []Standing, s Standing) []Standing {
	i, _ := slices.BinarySearchFunc(force, s, byService)
	return slices.Insert(force, i, s)
}

// inOrder sorts moves by when they take effect; of those at the same moment the
// one approved later comes last and wins.
func inOrder(moves []Move) []Move {
	return slices.SortedFunc(slices.Values(moves), func(a, b Move) int {
		return cmp.Or(a.From.Compare(b.From), a.DecidedAt.Compare(b.DecidedAt), cmp.Compare(a.ID, b.ID))
	})
}

// standingOf finds a service's.
func standingOf(force []Standing, service string) (Standing, bool) {
	i, ok := slices.BinarySearchFunc(force, Standing{Service: service}, byService)
	if !ok {
		return Standing{}, false
	}
	return force[i], true
}
