package sim

import (
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"sync"
	"time"
)

// state is what happened in this world since it was made.
type state struct {
	mu      sync.Mutex
	keep    func([]byte)
	signing ed25519.PrivateKey
	kept    struct {
		Decisions    map[string]*decision   `json:"decisions"`    // by key
		Records      map[string]string      `json:"records"`      // camera record -> decision number
		PaidFines    map[string]time.Time   `json:"paidFines"`    // decision number -> when
		Endorsements map[string]grant       `json:"endorsements"` // by key
		Passports    map[string]*production `json:"passports"`    // by key
		Entries      map[string]*entry      `json:"entries"`      // by key
		Cards        map[string]*cardOrder  `json:"cards"`        // by key
		Orders       map[string]*order      `json:"orders"`       // by the merchant's number
		Parcels      map[string]*parcel     `json:"parcels"`      // by key
		Messages     map[string]message     `json:"messages"`     // by key
		Serial       int                    `json:"serial"`
	}
}

func newState(remembered []byte, keep func([]byte)) (*state, error) {
	s := &state{keep: keep}
	if len(remembered) > 0 {
		if err := json.Unmarshal(remembered, &s.kept); err != nil {
			return nil, fmt.Errorf("sim: what was remembered is damaged: %w", err)
		}
	}
	k := &s.kept
	fill(&k.Decisions)
	fill(&k.Records)
	fill(&k.PaidFines)
	fill(&k.Endorsements)
	fill(&k.Passports)
	fill(&k.Entries)
	fill(&k.Cards)
	fill(&k.Orders)
	fill(&k.Parcels)
	fill(&k.Messages)
	return s, nil
}

func fill[V any](m *map[string]V) {
	if *m == nil {
		*m = map[string]V{}
	}
}

// change runs work alone and hands the outcome to whoever remembers.
func (s *state) change(work func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	work()
	if s.keep == nil {
		return
	}
	if data, err := json.Marshal(&s.kept); err == nil { // plain maps of plain values
		s.keep(data)
	}
}

// look runs work while nothing changes.
func (s *state) look(work func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	work()
}

// next gives serial numbers; called inside change.
func (s *state) next() int {
	s.kept.Serial++
	return s.kept.Serial
}

type decision struct {
	Number string    `json:"number"` // 15 digits
	Record string    `json:"record"`
	At     time.Time `json:"at"`
}

type grant struct {
	Permit      string `json:"permit"`
	Destination string `json:"destination"`
	Category    string `json:"category"`
	Entries     string `json:"entries"`
	Validity    string `json:"validity"`
	On          string `json:"on"`
}

type production struct {
	Number   string    `json:"number"`
	Holder   string    `json:"holder"`
	Document string    `json:"document"`
	Kind     string    `json:"kind,omitempty"` // code of what is made, "" a passport
	At       time.Time `json:"at"`
}

// cardOrder is an order of the household office.
type cardOrder struct {
	production

	Kind string `json:"kind"`
}

type parcel struct {
	Tracking  string    `json:"tracking"`
	At        time.Time `json:"at"`
	Delivered time.Time `json:"delivered"`
}

type message struct {
	Template string    `json:"template"`
	At       time.Time `json:"at"`
	To       string    `json:"to,omitempty"`   // masked
	Text     string    `json:"text,omitempty"` // of the last ones only
}
