// Package register speaks to the population, exit-entry and traffic registers
// for the ports of models/register. It knows their wire formats (flags, codes,
// percent-encoded names, three shapes of dates, amounts in yuan, a single child
// that arrives as an object and several as an array) and lets none of it in.
//
// A reply that cannot be read in full is no answer: the fact stays unknown,
// because half a record would be worse than none.
package register

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"onevisit/api/connect/call"
	"onevisit/models"
	"onevisit/models/pii"
	"onevisit/models/register"
)

// Config says where the registers are.
type Config struct {
	Population string // http addresses without a trailing slash
	ExitEntry  string
	Traffic    string
	Province   string        // six-digit code of the province this hall stands in
	Key        string        // credential for the gateway; "" = none
	Read       time.Duration // limit of one attempt to read; 0 = 1.5 s
	Write      time.Duration // limit of one attempt to write; 0 = 5 s
	HTTP       *http.Client
	Log        *slog.Logger
}

// At gives the addresses behind one gateway.
func (c Config) At(gateway string) Config {
	c.Population, c.ExitEntry, c.Traffic = gateway+"/population", gateway+"/exit-entry", gateway+"/traffic"
	return c
}

// Registers are the clients of the three registers. It implements
// register.Source, Effects, HouseholdOrders, Evidence and FinePayments.
type Registers struct {
	province string
	people   *call.Client // population, reading
	borders  *call.Client // exit-entry, reading
	traffic  *call.Client // traffic, reading
	grants   *call.Client // exit-entry, writing
	rulings  *call.Client // traffic, writing
	cards    *call.Client // population, writing
}

var (
	_ register.Source       = (*Registers)(nil)
	_ register.Effects      = (*Registers)(nil)
	_ register.Evidence     = (*Registers)(nil)
	_ register.FinePayments = (*Registers)(nil)

	_ register.HouseholdOrders = (*Registers)(nil)
)

// New builds the clients. Reading and writing have breakers of their own, so
// that a slow query of lists does not stop decisions.
func New(cfg Config) *Registers {
	if cfg.Read == 0 {
		cfg.Read = 1500 * time.Millisecond
	}
	if cfg.Write == 0 {
		cfg.Write = 5 * time.Second
	}
	client := func(name, base string, limit time.Duration) *call.Client {
		return call.New(call.Config{Name: name, Base: base, Timeout: limit, HTTP: cfg.HTTP, Log: cfg.Log, Sign: func(h http.Header, _ []byte) {
			if cfg.Key != "" {
				h.Set("Authorization", "Bearer "+cfg.Key)
			}
		}})
	}
	return &Registers{
		province: cfg.Province,
		people:   client("population", cfg.Population, cfg.Read),
		borders:  client("exit-entry", cfg.ExitEntry, cfg.Read),
		traffic:  client("traffic", cfg.Traffic, cfg.Read),
		grants:   client("exit-entry effects", cfg.ExitEntry, cfg.Write),
		rulings:  client("traffic effects", cfg.Traffic, cfg.Write),
		cards:    client("population effects", cfg.Population, cfg.Write),
	}
}

// envelope is how the registers answer.
type envelope struct {
	Code string          `json:"code"`
	Rows string          `json:"rownum"`
	Data json.RawMessage `json:"data"`
}

type who struct {
	ID     string `json:"sfzh,omitempty"`
	Permit string `json:"zjhm,omitempty"`
}

// ask calls a register. ok=false is the register's word that there is nothing.
func ask(ctx context.Context, c *call.Client, path string, body any, out any) (ok bool, err error) {
	var reply envelope
	if err := c.Do(ctx, call.Request{Path: path, Body: body, Repeatable: true}, &reply); err != nil {
		return false, outcome(err)
	}
	if reply.Code != "1" {
		return false, refusal(reply.Code)
	}
	if reply.Rows == "0" {
		return false, nil
	}
	if err := json.Unmarshal(reply.Data, out); err != nil {
		return false, register.ErrUnknown.Because(fmt.Errorf("%s: reply is not what was agreed", path))
	}
	return true, nil
}

// outcome turns a call's failure into the port's.
func outcome(err error) error {
	switch {
	case errors.Is(err, call.ErrRefused):
		return refusal("http").Because(err)
	case errors.Is(err, call.ErrLost):
		return register.ErrUnknown.Because(err)
	}
	return register.ErrUnavailable.Because(err)
}

// refusal carries the register's code, which is opaque and short, or nothing.
func refusal(code string) *models.Error {
	if len(code) > 20 {
		code = "other"
	}
	return register.ErrRefused.With("code", code)
}

// many reads one child or several.
type many[T any] []T

// UnmarshalJSON takes an array, a single object, or null.
func (m *many[T]) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '[' {
		return json.Unmarshal(data, (*[]T)(m))
	}
	if string(data) == "null" {
		return nil
	}
	var one T
	if err := json.Unmarshal(data, &one); err != nil {
		return err
	}
	*m = many[T]{one}
	return nil
}

// Fetch reads one fact.
func (r *Registers) Fetch(ctx context.Context, fact string, q register.Query) (any, error) {
	if q.IDNumber.Empty() && !q.PermitNumber.Empty() {
		id, err := r.holder(ctx, q.PermitNumber)
		if err != nil {
			return nil, err
		}
		q.IDNumber = id
	}
	w := who{ID: q.IDNumber.Reveal()}
	switch fact {
	case register.FactDecisions:
		return r.decisions(ctx, w)
	case register.FactDecision:
		return r.decision(ctx, q.Key.Reveal())
	case register.FactPoints:
		return r.points(ctx, w)
	case register.FactMedical:
		return r.medical(ctx, w)
	case register.FactFiling:
		return r.filingOf(ctx, q.Key.Reveal())
	case register.FactFilingConsent:
		return r.filingConsent(ctx, q.Key.Reveal())
	case register.FactPerson:
		return r.person(ctx, w)
	case register.FactResidence:
		return r.residence(ctx, w)
	case register.FactIDCard:
		return r.idCard(ctx, w)
	case register.FactHousehold:
		return r.household(ctx, w)
	case register.FactStay:
		return r.stay(ctx, w)
	case register.FactConduct:
		return r.conduct(ctx, w)
	case register.FactExitEntry:
		return r.exitEntry(ctx, w)
	case register.FactPermit:
		return r.permit(ctx, w)
	case register.FactPassport:
		return r.passport(ctx, w)
	case register.FactCompanyFiling:
		return r.filing(ctx, w)
	case register.FactTaiwanPermit:
		return r.taiwanPermit(ctx, w)
	case register.FactReady:
		return r.ready(ctx, w)
	case register.FactPending:
		return r.pending(ctx, w)
	case register.FactDriver:
		return r.driver(ctx, w)
	case register.FactVehicles:
		return r.vehicles(ctx, w)
	case register.FactViolations:
		return r.violations(ctx, w)
	}
	return nil, fmt.Errorf("register: no register knows the fact %q", fact)
}

// holder resolves a permit's number to its holder's ID number.
func (r *Registers) holder(ctx context.Context, permit pii.Text) (pii.Text, error) {
	var p permitWire
	ok, err := ask(ctx, r.borders, "/crj/permit", who{Permit: permit.Reveal()}, &p)
	if err != nil {
		return pii.Text{}, err
	}
	if !ok || p.ID == "" {
		return pii.Text{}, models.ErrNotFound
	}
	return pii.Conceal(p.ID), nil
}
