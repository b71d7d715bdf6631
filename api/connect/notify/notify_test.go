package notify_test

import (
	"crypto/rand"
	"errors"
	"testing"
	"time"

	"onevisit/api/connect/notify"
	"onevisit/api/connect/sim"
	"onevisit/models"
	"onevisit/models/pii"
	"onevisit/models/register"
)

func TestSend(t *testing.T) {
	w, err := sim.Start(t.Context(), sim.Config{Clock: models.ClockFunc(time.Now), Random: rand.Reader, Persons: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	sms := notify.New(notify.Config{Base: w.SMS, Limit: 200 * time.Millisecond})
	message := register.Message{Mobile: pii.Conceal("19900000001"), Template: "posted", Language: "zh-CN"}
	for range 2 {
		if err := sms.Send(t.Context(), "key-1", message); err != nil {
			t.Fatal(err)
		}
	}
	if err := sms.Send(t.Context(), "key-2", register.Message{Mobile: pii.Conceal("1"), Template: "posted"}); !errors.Is(err, register.ErrRefused) {
		t.Errorf("no number: %v", err)
	}
	if err := w.Faults.Set(sim.Fault{Endpoint: "sms.send", Kind: sim.Empty}); err != nil {
		t.Fatal(err)
	}
	if err := sms.Send(t.Context(), "key-3", message); !errors.Is(err, register.ErrUnknown) {
		t.Errorf("no reply: %v", err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	// A client of its own: a connection that was kept could have carried the request.
	sms = notify.New(notify.Config{Base: w.SMS})
	if err := sms.Send(t.Context(), "key-4", message); !errors.Is(err, register.ErrUnavailable) {
		t.Errorf("nobody there: %v", err)
	}
}
