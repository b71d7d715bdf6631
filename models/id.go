package models

import (
	"encoding/base32"
	"encoding/binary"
	"io"
	"sync"
	"time"
)

// ID names a row: 26 characters of lower-case base32 (Crockford's alphabet),
// 48 bits of milliseconds followed by 80 random bits. IDs sort roughly by time,
// which keeps the database's trees compact; nothing relies on their order.
type ID string

var idEncoding = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// IDLength is the number of characters of an ID.
const IDLength = 26

// ValidID tells whether s has the form of an ID.
func ValidID(s string) bool {
	if len(s) != IDLength {
		return false
	}
	_, err := idEncoding.DecodeString(s)
	return err == nil
}

// FirstID is the smallest ID that can be made at the moment or later. It narrows
// a search over a primary key, beside the condition on the time itself.
func FirstID(at time.Time) ID {
	var raw [16]byte
	binary.BigEndian.PutUint64(raw[:8], uint64(max(0, at.UnixMilli()))<<16)
	return ID(idEncoding.EncodeToString(raw[:]))
}

// IDs makes identifiers from an injected clock and source of randomness.
// It is safe for concurrent use.
type IDs struct {
	clock  Clock
	mu     sync.Mutex
	random io.Reader
}

// NewIDs returns a maker of IDs. random is crypto/rand.Reader outside tests.
func NewIDs(clock Clock, random io.Reader) *IDs { return &IDs{clock: clock, random: random} }

// New returns a fresh ID. It panics when the source of randomness fails, since
// nothing safe can be done without one.
func (g *IDs) New() ID {
	var raw [16]byte
	binary.BigEndian.PutUint64(raw[:8], uint64(g.clock.Now().UnixMilli())<<16)
	g.mu.Lock()
	_, err := io.ReadFull(g.random, raw[6:])
	g.mu.Unlock()
	if err != nil {
		panic("models: no randomness: " + err.Error())
	}
	return ID(idEncoding.EncodeToString(raw[:]))
}

// Clock tells the time. Only cmd knows the real one.
type Clock interface{ Now() time.Time }

// ClockFunc adapts a function to Clock.
type ClockFunc func() time.Time

// Now calls the function.
func (f ClockFunc) Now() time.Time { return f() }
