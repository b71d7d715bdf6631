package faults_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"
)

// wire is a cable that can be cut, or made to lose what comes back.
type wire struct {
	t     *testing.T
	proxy *toxiproxy.Proxy
	near  string // where the cable begins
	http  *http.Transport
	count atomic.Int64
}

// newWire lays a cable to an address ("http://host:port" or "host:port"). As a
// RoundTripper it sends everything through itself.
func newWire(t *testing.T, to string) *wire {
	t.Helper()
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	w := &wire{t: t, proxy: toxiproxy.NewProxy(server, t.Name(), "127.0.0.1:0", strings.TrimPrefix(to, "http://"))}
	if err := w.proxy.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.proxy.Stop)
	w.near = w.proxy.Listen // the proxy writes it again whenever it is mended
	w.http = &http.Transport{Proxy: func(*http.Request) (*url.URL, error) { return nil, nil },
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, w.near)
		}}
	t.Cleanup(w.http.CloseIdleConnections)
	return w
}

// RoundTrip implements http.RoundTripper. The request keeps its own host.
func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) { return w.http.RoundTrip(r) }

func (w *wire) toxic(format string, args ...any) {
	w.t.Helper()
	name := fmt.Sprintf("t%d", w.count.Add(1))
	text := fmt.Sprintf(`{"name":%q,"stream":"downstream","toxicity":1,`, name) + fmt.Sprintf(format, args...) + "}"
	if _, err := w.proxy.Toxics.AddToxicJson(bytes.NewReader([]byte(text))); err != nil {
		w.t.Fatal(err)
	}
}

// loseReplies lets requests through and nothing back.
func (w *wire) loseReplies() { w.t.Helper(); w.toxic(`"type":"timeout","attributes":{"timeout":0}`) }

// cutAfter cuts every connection once so many bytes came back on it.
func (w *wire) cutAfter(n int) {
	w.t.Helper()
	w.toxic(`"type":"limit_data","attributes":{"bytes":%d}`, n)
}

// delay lets what comes back take its time.
func (w *wire) delay(milliseconds, jitter int) {
	w.t.Helper()
	w.toxic(`"type":"latency","attributes":{"latency":%d,"jitter":%d}`, milliseconds, jitter)
}

// heal repairs the cable. Connections that suffered stay lost.
func (w *wire) heal() {
	w.proxy.Toxics.ResetToxics(context.Background())
	w.http.CloseIdleConnections()
}

func (w *wire) cut() { w.proxy.Stop() }

func (w *wire) mend() {
	w.t.Helper()
	if err := w.proxy.Start(); err != nil {
		w.t.Fatal(err)
	}
}
