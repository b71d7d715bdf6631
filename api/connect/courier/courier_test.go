package courier_test

import (
	"crypto/rand"
	"errors"
	"testing"
	"time"

	"onevisit/api/connect/courier"
	"onevisit/api/connect/sim"
	"onevisit/models"
	"onevisit/models/pii"
	"onevisit/models/register"
)

func open(t *testing.T) (*sim.World, *courier.Courier) {
	t.Helper()
	w, err := sim.Start(t.Context(), sim.Config{Clock: models.ClockFunc(time.Now), Random: rand.Reader, Persons: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	return w, courier.New(courier.Config{Base: w.Courier, Limit: 200 * time.Millisecond})
}

func parcel() register.Parcel {
	return register.Parcel{Recipient: pii.Conceal("林晓雯"), Mobile: pii.Conceal("19900000001"), Address: pii.Conceal("示范一路1号"), Content: "passport"}
}

func TestShip_onceAKeyAndTrackedToTheDoor(t *testing.T) {
	w, c := open(t)
	first, err := c.Ship(t.Context(), "key-1", parcel())
	if err != nil {
		t.Fatal(err)
	}
	if again, err := c.Ship(t.Context(), "key-1", parcel()); err != nil || again != first {
		t.Errorf("%q then %q, %v", first, again, err)
	}
	if d, err := c.Track(t.Context(), first); err != nil || d.State != "accepted" || !d.DeliveredAt.IsZero() {
		t.Errorf("%+v %v", d, err)
	}
	w.DeliverNow()
	if d, err := c.Track(t.Context(), first); err != nil || d.State != "delivered" || d.DeliveredAt.IsZero() {
		t.Errorf("%+v %v", d, err)
	}
}

func TestShip_aLostReplyIsAskedAbout(t *testing.T) {
	w, c := open(t)
	if err := w.Faults.Set(sim.Fault{Endpoint: "courier.ship", Kind: sim.Empty, Times: 1}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Ship(t.Context(), "key-1", parcel()); !errors.Is(err, register.ErrUnknown) {
		t.Fatalf("%v", err)
	}
	if tracking, err := c.Find(t.Context(), "key-1"); err != nil || tracking == "" {
		t.Errorf("%q %v", tracking, err)
	}
	if _, err := c.Find(t.Context(), "key-2"); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("%v", err)
	}
}

func TestShip_refusals(t *testing.T) {
	w, c := open(t)
	if _, err := c.Ship(t.Context(), "key-1", register.Parcel{}); !errors.Is(err, register.ErrRefused) {
		t.Errorf("no address: %v", err)
	}
	if _, err := c.Track(t.Context(), "EX000000000CN"); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("no such parcel: %v", err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	// A client of its own: a connection that was kept could have carried the request.
	c = courier.New(courier.Config{Base: w.Courier})
	if _, err := c.Ship(t.Context(), "key-1", parcel()); !errors.Is(err, register.ErrUnavailable) {
		t.Errorf("nobody there: %v", err)
	}
}
