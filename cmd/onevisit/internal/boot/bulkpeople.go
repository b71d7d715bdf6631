package boot

import (
	"slices"
	"strconv"
	"time"

	"onevisit/models"
	"onevisit/models/visit"
)

// person is somebody new or, once they are through with the last matter, one of
// those who came before.
func (b *bulk) person(day models.Date) *bulkPerson {
	if len(b.people) == peopleKnown {
		p := &b.people[b.random.IntN(peopleKnown)]
		if p.free <= day {
			return p
		}
		*p = b.newPerson()
		return p
	}
	b.people = append(b.people, b.newPerson())
	return &b.people[len(b.people)-1]
}

func (b *bulk) newPerson() bulkPerson {
	b.persons++
	bands := visit.AgeBands()
	shares := []int{4, 30, 55, 80, 93, 100} // percent up to each band
	at := b.random.IntN(100)
	speak := "zh-CN"
	if b.random.IntN(25) == 0 {
		speak = "en"
	}
	age := bands[slices.IndexFunc(shares, func(s int) bool { return at < s })]
	p := visit.Person{ID: b.ids.New(), CreatedAt: b.now, Index: b.vault.Index("demo.history", strconv.Itoa(b.persons))}
	var err error
	if p.Sealed, err = b.madeUp(p.ID, b.persons, age); err != nil {
		b.failure = err
	}
	b.part.Persons = append(b.part.Persons, p)
	return bulkPerson{id: p.ID, age: age, speak: speak}
}

func (b *bulk) hall() *bulkHall {
	var sum float64
	for _, h := range b.halls {
		sum += h.weight
	}
	at := b.random.Float64() * sum
	for i := range b.halls {
		if at -= b.halls[i].weight; at < 0 {
			return &b.halls[i]
		}
	}
	return &b.halls[0]
}

// moment is some time in the opening hours, the late morning most of all.
func (b *bulk) moment(day models.Date, hall *bulkHall) time.Time {
	b.now = day.Time().Add(hall.opening + time.Duration((b.random.IntN(480)+b.random.IntN(480))/2)*time.Minute)
	return b.now
}
