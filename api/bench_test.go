package api_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"onevisit/api"
)

// BenchmarkChain is one step save through everything between the socket and
// the use case: router, gate, limits, contract, key, tags, reply.
func BenchmarkChain(b *testing.B) {
	h := newHall(b, func(c *api.Config) {
		c.RateLimits = api.RateLimits{DevicePerSecond: 1e9, DeviceBurst: 1e9, LoginPerMinute: 1e9}
	})
	b.ReportAllocs()
	for b.Loop() {
		r := httptest.NewRequest("PUT", stepPath, strings.NewReader(`{"answers":{"place":"HKG"}}`))
		for name, value := range map[string]string{
			"X-OneVisit": "1", "Content-Type": "application/json", "Idempotency-Key": "k", "If-Match": `"3"`,
			"Cookie": "onevisit_device=device-1; onevisit_session=citizen", "Sec-Fetch-Site": "same-origin",
		} {
			r.Header.Set(name, value)
		}
		w := httptest.NewRecorder()
		h.handler.ServeHTTP(w, r)
		if w.Code != 200 {
			b.Fatal(w.Code, w.Body)
		}
		h.log.Reset()
	}
}
