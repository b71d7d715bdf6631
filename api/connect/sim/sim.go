package sim

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"onevisit/models"
)

// Config says which world to make.
type Config struct {
	Seed   uint64
	Clock  models.Clock
	Random io.Reader // for nonces and event numbers
	Log    *slog.Logger
	// Listen is host:port. With port 0 every simulator takes a free port, else
	// the six take this port and the five after it.
	Listen string
	// Remember is given what happened (decisions, payments, parcels) after every
	// change; nil forgets it. Remembered is what it was given last, before a restart.
	Remember   func([]byte)
	Remembered []byte
	// Notify is where the payment provider sends its notices; it can be set later.
	Notify string
	// Repeat is how long after each failed notice the next is sent; nil = the real
	// provider's schedule, thirty times as fast.
	Repeat []time.Duration
	// Persons is how many there are; 0 = DefaultPersons.
	Persons int
}

// DefaultPersons is how many persons a world has.
const DefaultPersons = 340

// Endpoints are the addresses of the six simulators.
type Endpoints struct {
	Population string
	ExitEntry  string
	Traffic    string
	Payment    string
	Courier    string
	SMS        string
}

// World is the running outside world.
type World struct {
	Endpoints
	Faults *Faults
	// PaymentSerial and PaymentKey verify the provider's notices.
	PaymentSerial string
	PaymentKey    ed25519.PublicKey
	// Merchant and MerchantKey are who we are to the provider.
	Merchant    string
	MerchantKey string

	cfg      Config
	people   *people
	state    *state
	money    *till
	servers  []*http.Server
	stop     context.CancelFunc
	stopping context.Context //nolint:containedctx // ends the notices' goroutines with the world
	work     sync.WaitGroup
}

// merchant is who the demo hall is to the provider.
const merchant = "onevisit-demo"

// Start makes the world and serves it until Close or the end of ctx.
func Start(ctx context.Context, cfg Config) (*World, error) {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Listen == "" {
		cfg.Listen = "127.0.0.1:0"
	}
	if cfg.Repeat == nil {
		cfg.Repeat = schedule()
	}
	state, err := newState(cfg.Remembered, cfg.Remember)
	if err != nil {
		return nil, err
	}
	w := &World{Faults: newFaults(), cfg: cfg, state: state, people: newPeople(cfg.Seed, models.DateOf(cfg.Clock.Now()), cfg.Persons)}
	w.stopping, w.stop = context.WithCancel(ctx)
	w.makeKeys()
	w.money = &till{world: w, notify: cfg.Notify}
	if err := w.listen(ctx); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	context.AfterFunc(ctx, func() { _ = w.Close() })
	return w, nil
}

// makeKeys derives the provider's and merchant's keys from the seed, so that a
// notice of before a restart still verifies. They protect a demo only.
func (w *World) makeKeys() {
	seed := binary.BigEndian.AppendUint64([]byte("onevisit simulator "), w.cfg.Seed)
	sum := sha256.Sum256(seed)
	w.state.signing = ed25519.NewKeyFromSeed(sum[:])
	w.PaymentSerial = "SIM-1"
	w.PaymentKey, _ = w.state.signing.Public().(ed25519.PublicKey)
	w.Merchant = merchant
	w.MerchantKey = fmt.Sprintf("%x", sha256.Sum256(append(seed, 'm')))
}

func (w *World) listen(ctx context.Context) error {
	for i, s := range []struct {
		address *string
		mount   func(*http.ServeMux)
	}{
		{&w.Population, w.mountPopulation}, {&w.ExitEntry, w.mountExitEntry}, {&w.Traffic, w.mountTraffic},
		{&w.Payment, w.mountPayment}, {&w.Courier, w.mountCourier}, {&w.SMS, w.mountSMS},
	} {
		address, err := portAfter(w.cfg.Listen, i)
		if err != nil {
			return err
		}
		l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
		if err != nil {
			return fmt.Errorf("sim: listen: %w", err)
		}
		*s.address = "http://" + l.Addr().String()
		mux := http.NewServeMux()
		s.mount(mux)
		w.mountFaults(mux)
		server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, ErrorLog: slog.NewLogLogger(w.cfg.Log.Handler(), slog.LevelDebug)}
		w.servers = append(w.servers, server)
		w.work.Go(func() { _ = server.Serve(l) }) // ErrServerClosed
	}
	return nil
}

// portAfter answers listen with its port moved on by i, unless it is 0.
func portAfter(listen string, i int) (string, error) {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return "", fmt.Errorf("sim: listen: %w", err)
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		return "", fmt.Errorf("sim: listen: %w", err)
	}
	if n > 0 {
		n += i
	}
	return net.JoinHostPort(host, strconv.Itoa(n)), nil
}

// Close ends the world. Closing twice is no error.
func (w *World) Close() error {
	w.stop()
	var errs []error
	for _, s := range w.servers {
		errs = append(errs, s.Close())
	}
	w.work.Wait()
	return errors.Join(errs...)
}

// NotifyAt tells the payment provider where to send its notices.
func (w *World) NotifyAt(url string) { w.money.notifyAt(url) }

// Persons lists everybody, the special ones first.
func (w *World) Persons() []Person { return w.people.list("") }

// Persons makes the persons of a seed without serving anything.
func Persons(seed uint64, today models.Date) []Person {
	return newPeople(seed, today, 0).list("")
}

// people are the citizens by every number they can be asked by.
type people struct {
	all      []*citizen
	byNumber map[string]*citizen
	byPermit map[string]*citizen
	byRecord map[string]*citizen
	byFine   map[string]*citizen // by 15 digits
}

func newPeople(seed uint64, today models.Date, total int) *people {
	if total == 0 {
		total = DefaultPersons
	}
	b := &builder{dice: newDice(seed, "persons"), cal: calendar{today}}
	b.specials()
	b.ordinary(total)
	p := &people{all: b.made, byNumber: map[string]*citizen{}, byPermit: map[string]*citizen{}, byRecord: map[string]*citizen{}, byFine: map[string]*citizen{}}
	for _, c := range b.made {
		p.byNumber[c.IDNumber] = c
		if c.permit != nil {
			p.byPermit[c.permit.number] = c
		}
		for _, v := range c.violations {
			p.byRecord[v.record] = c
		}
		for _, f := range c.fines {
			p.byFine[f.number] = c
		}
	}
	return p
}

// list answers the persons whose name, number or description holds q.
func (p *people) list(q string) []Person {
	var out []Person
	for _, c := range p.all {
		if q == "" || strings.Contains(c.Name, q) || strings.Contains(strings.ToLower(c.Shows), strings.ToLower(q)) ||
			strings.HasPrefix(c.IDNumber, q) || c.ID == q {
			out = append(out, c.Person)
		}
	}
	return out
}
