package sim

import (
	"fmt"
	"net/http"
	"time"
)

// transit is how long a parcel takes; minutes stand for the days of the post.
const transit = 3 * time.Minute

type shipRequest struct {
	Reference string `json:"reference"`
	To        struct {
		Name    string `json:"name"`
		Phone   string `json:"phone"`
		Address string `json:"address"`
	} `json:"to"`
	Content string `json:"content"`
}

type shipment struct {
	Found       bool       `json:"found"`
	Tracking    string     `json:"tracking,omitempty"`
	Status      string     `json:"status,omitempty"` // ACCEPTED, TRANSIT, SIGNED
	DeliveredAt *time.Time `json:"deliveredAt,omitempty"`
}

func (w *World) mountCourier(mux *http.ServeMux) {
	mux.HandleFunc("POST /shipments", w.Faults.wrap("courier.ship", w.ship))
	mux.HandleFunc("POST /shipments/find", w.Faults.wrap("courier.find", func(rw http.ResponseWriter, r *http.Request) {
		var in struct {
			Reference string `json:"reference"`
		}
		if read(rw, r, &in) {
			write(rw, http.StatusOK, w.shipmentWhere(func(key string, _ *parcel) bool { return key == in.Reference }))
		}
	}))
	mux.HandleFunc("POST /shipments/track", w.Faults.wrap("courier.track", func(rw http.ResponseWriter, r *http.Request) {
		var in struct {
			Tracking string `json:"tracking"`
		}
		if read(rw, r, &in) {
			write(rw, http.StatusOK, w.shipmentWhere(func(_ string, p *parcel) bool { return p.Tracking == in.Tracking }))
		}
	}))
	mux.HandleFunc("POST /control/deliver", func(rw http.ResponseWriter, _ *http.Request) {
		w.DeliverNow()
		rw.WriteHeader(http.StatusNoContent)
	})
}

func (w *World) ship(rw http.ResponseWriter, r *http.Request) {
	var in shipRequest
	if !read(rw, r, &in) {
		return
	}
	if in.Reference == "" || in.To.Name == "" || in.To.Phone == "" || in.To.Address == "" {
		write(rw, http.StatusUnprocessableEntity, map[string]string{"error": "address incomplete"})
		return
	}
	var p *parcel
	w.state.change(func() {
		if p = w.state.kept.Parcels[in.Reference]; p != nil {
			return
		}
		p = &parcel{Tracking: fmt.Sprintf("EX%09dCN", 449900000+w.state.next()), At: w.cfg.Clock.Now()}
		w.state.kept.Parcels[in.Reference] = p
	})
	write(rw, http.StatusOK, w.shipmentOf(p))
}

func (w *World) shipmentWhere(is func(key string, p *parcel) bool) shipment {
	var hit *parcel
	w.state.look(func() {
		for key, p := range w.state.kept.Parcels {
			if is(key, p) {
				hit = p
			}
		}
	})
	if hit == nil {
		return shipment{}
	}
	return w.shipmentOf(hit)
}

func (w *World) shipmentOf(p *parcel) shipment {
	now := w.cfg.Clock.Now()
	out := shipment{Found: true, Tracking: p.Tracking, Status: "ACCEPTED"}
	var delivered time.Time
	w.state.look(func() { delivered = p.Delivered })
	if delivered.IsZero() && now.Sub(p.At) >= transit {
		delivered = p.At.Add(transit)
	}
	switch {
	case !delivered.IsZero():
		out.Status, out.DeliveredAt = "SIGNED", &delivered
	case now.Sub(p.At) > 10*time.Second:
		out.Status = "TRANSIT"
	}
	return out
}

// DeliverNow hands over everything in the post.
func (w *World) DeliverNow() {
	w.state.change(func() {
		for _, p := range w.state.kept.Parcels {
			if p.Delivered.IsZero() {
				p.Delivered = w.cfg.Clock.Now()
			}
		}
	})
}
