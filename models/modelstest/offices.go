package modelstest

import (
	"sync"

	"onevisit/models"
	"onevisit/models/papers"
)

// Offices names who decides: in every hall the office that began last, by its
// first day. It is safe for concurrent use.
type Offices struct {
	mu    sync.Mutex
	since map[models.Date]papers.Office
	asked []string
}

// Begin puts an office in charge from a day on.
func (o *Offices) Begin(day models.Date, office papers.Office) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.since == nil {
		o.since = map[models.Date]papers.Office{}
	}
	o.since[day] = office
}

// Asked lists the halls that were asked for, in order; "demo" for a demo hall.
func (o *Offices) Asked() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]string{}, o.asked...)
}

// TrafficOffice implements application.Offices.
func (o *Offices) TrafficOffice(day models.Date, site string, demo bool) (found papers.Office, ok bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if demo {
		site = "demo"
	}
	o.asked = append(o.asked, site)
	var began models.Date
	for from, office := range o.since {
		if from <= day && from >= began {
			found, ok, began = office, true, from
		}
	}
	return found, ok
}
