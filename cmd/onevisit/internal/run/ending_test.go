package run_test

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"onevisit/scripts/drive"
)

// A server told to end answers what it has taken: nobody at a kiosk sees a
// broken reply, and what was acknowledged is exactly what is stored.
func TestServe_endsWithoutBreakingARequest(t *testing.T) {
	h := startHall(t, "--rate-limit", "0")
	ctx := minute(t)
	people, err := drive.NewClient(h.base, nil).Persons(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var busy sync.WaitGroup
	var acknowledged atomic.Int64
	kiosks := 0
	for _, p := range people[len(people)-120:] {
		k := h.kiosk(ctx, t)
		if k.Begin(ctx, p.ID, "id-card") != nil {
			continue
		}
		a, err := k.Open(ctx, "exit-entry.passport-renewal")
		if err != nil || a.Page == nil {
			continue
		}
		answers, err := k.Answers(ctx, a, p.ID, nil)
		if err != nil {
			t.Fatal(err)
		}
		body, err := json.Marshal(map[string]any{"answers": answers})
		if err != nil {
			t.Fatal(err)
		}
		busy.Go(func() { acknowledged.Add(saveUntilRefused(ctx, t, k, a, body)) })
		if kiosks++; kiosks == 6 {
			break
		}
	}
	time.Sleep(time.Second)
	h.signals <- syscall.SIGTERM
	busy.Wait()
	if code := <-h.done; code != 0 {
		t.Errorf("ended with %d: %s", code, h.err.String())
	}
	var stored int64
	if err := h.database(t).QueryRow("SELECT sum(version) - count(*) FROM application").Scan(&stored); err != nil {
		t.Fatal(err)
	}
	if kiosks < 6 || acknowledged.Load() == 0 || stored != acknowledged.Load() {
		t.Errorf("%d kiosks: %d saves acknowledged, %d stored", kiosks, acknowledged.Load(), stored)
	}
}

// saveUntilRefused saves the first page again and again until nobody listens
// any more, and returns how often it was told that it is saved.
func saveUntilRefused(ctx context.Context, t *testing.T, k *drive.Kiosk, a drive.Application, body []byte) (n int64) {
	for {
		tag, err := k.Raw(ctx, "PUT", "/api/kiosk/applications/"+a.ID+"/steps/"+a.Page.Step, "k"+strconv.FormatInt(n, 10), a.ETag, body)
		var refused *net.OpError
		switch {
		case err == nil:
			a.ETag = tag
			n++
		case errors.As(err, &refused) && refused.Op == "dial":
			return n
		case strings.Contains(err.Error(), "429"):
			time.Sleep(20 * time.Millisecond)
		default:
			t.Errorf("a request broke: %v", err)
			return n
		}
	}
}
