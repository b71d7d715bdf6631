package figures_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"onevisit/models"
	"onevisit/models/completion"
	"onevisit/models/figures"
)

func pick[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

// matterOf draws the facts of a matter.
func matterOf(r *rand.Rand, n int) figures.MatterFacts {
	ended := models.Date("2026-01-01").AddDays(r.IntN(365))
	f := figures.MatterFacts{
		ID: models.ID(fmt.Sprintf("m%05d", n)), Service: pick(r, "passport", "endorsement", "violation"),
		Site:    pick(r, "440300-1", "440300-2", "440100-1"),
		State:   pick(r, completion.Completed, completion.Completed, completion.Completed, completion.Rejected, completion.Abandoned, completion.Withdrawn, completion.Open),
		EndedOn: ended, EndedAt: ended.Time().Add(10 * time.Hour), Test: r.IntN(30) == 0, Demo: r.IntN(20) == 0,
		Visits: r.IntN(7), Age: pick(r, "", "16-29", "70+"),
	}
	if f.State == completion.Open {
		f.EndedOn, f.EndedAt = "", time.Time{}
	}
	if f.Visits > 0 {
		f.FirstAt = ended.Time().Add(-time.Duration(r.IntN(2000)) * time.Minute)
	} else {
		f.Site = ""
	}
	for range f.Visits - 1 {
		f.Causes = append(f.Causes, pick(r, "R01", "R05", "R06", "R20"))
	}
	if f.Visits > 0 && r.IntN(4) > 0 {
		f.Begun = &figures.SessionPlace{
			Device: pick[models.ID](r, "k1", "k2"), Ended: r.IntN(5) > 0, Language: pick(r, "zh-CN", "en"), Assisted: r.IntN(2) == 0,
		}
	}
	for range r.IntN(3) {
		submitted := ended.Time().Add(-time.Duration(r.IntN(9000)) * time.Minute)
		f.Applications = append(f.Applications, figures.ApplicationFacts{
			HandedOver: r.IntN(5) == 0, Reason: pick(r, "interval", "", "photo"), AtOnce: r.IntN(3) == 0, OpenedAt: submitted.Add(-time.Hour),
			SubmittedAt: submitted, DecidedAt: pick(r, time.Time{}, submitted.Add(time.Duration(r.IntN(90))*time.Hour)),
			Promised: pick(r, "", models.DateOf(submitted).AddDays(2)), Requests: r.IntN(4), Stopped: time.Duration(r.IntN(3)) * time.Hour,
		})
	}
	for range r.IntN(2) {
		f.Attempts = append(f.Attempts, figures.AttemptFacts{Outcome: pick(r, "window", "no"), Reason: pick(r, "interval", "residence")})
	}
	return f
}

func sessionOf(r *rand.Rand, n int) figures.SessionFacts {
	began := models.Date("2026-01-01").AddDays(r.IntN(365)).Time().Add(time.Duration(8*60+r.IntN(600)) * time.Minute)
	f := figures.SessionFacts{
		ID: models.ID(fmt.Sprintf("s%05d", n)), Device: pick[models.ID](r, "k1", "k2"), Site: pick(r, "440300-1", "440100-1"),
		Age: pick(r, "", "30-44"), Language: pick(r, "zh-CN", "en"), Assisted: r.IntN(3) == 0, On: models.DateOf(began), StartedAt: began,
		EndedAt: began.Add(time.Duration(r.IntN(900)) * time.Second), Finished: r.IntN(2) == 0, Rating: r.IntN(6), Test: r.IntN(40) == 0,
	}
	if r.IntN(20) == 0 {
		f.EndedAt = time.Time{}
	}
	for _, service := range []string{"endorsement", "violation"}[:r.IntN(3)] {
		steps := []string{"kind", "photo", "post", "check"}
		f.Walks = append(f.Walks, figures.WalkFacts{Service: service, Shown: steps[:1+r.IntN(4)], Submitted: r.IntN(2) == 0})
	}
	return f
}

// worldOf draws a hall's year: contributions of every kind, zero ones left out.
func worldOf(seed uint64, size int) (all []figures.Contribution) {
	r := rand.New(rand.NewPCG(seed, 4))
	for n := range size {
		all = append(all, matterOf(r, n).Contribution())
		s := sessionOf(r, n)
		all = append(all, s.Contribution())
		all = append(all, s.WalkContributions()...)
		at := models.Date("2026-01-01").AddDays(r.IntN(365)).Time().Add(9 * time.Hour)
		all = append(all, figures.OrderFacts{
			ID: models.ID(fmt.Sprintf("o%05d", n)), Service: pick(r, "passport", "violation"), Site: "440300-1", Device: pick[models.ID](r, "k1", ""),
			Language: "zh-CN", State: pick(r, "paid", "paid", "closed", "pending", "refunded"), Made: r.IntN(4) > 0, CreatedAt: at,
			ExpiresAt: at.Add(time.Hour), ClosedAt: at.Add(time.Duration(r.IntN(120)) * time.Minute),
		}.Contribution())
		all = append(all, figures.DayFacts{
			Device: pick[models.ID](r, "k1", "k2"), Site: "440300-1", On: models.Date("2026-01-01").AddDays(n % 365), Open: 480 * r.IntN(2), Up: r.IntN(500),
		}.Contribution())
	}
	all = slices.DeleteFunc(all, func(c figures.Contribution) bool { return c.On == "" })
	seen := map[figures.Subject]bool{}
	return slices.DeleteFunc(all, func(c figures.Contribution) bool {
		again := seen[c.Subject]
		seen[c.Subject] = true
		return again
	})
}
