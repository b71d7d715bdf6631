package models

import (
	"encoding/base32"
	"encoding/binary"
	"io"
	"math/bits"
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

// IDs makes identifiers from an injected clock and source of randomness. Those of
// one maker only grow, also within a millisecond and when the clock is put back:
// what was put in an order stays in it. It is safe for concurrent use.
type IDs struct {
	clock  Clock
	mu     sync.Mutex
	random io.Reader
	high   uint64 // of the last one: 48 bits of time, 16 of randomness
	low    uint64
}

// NewIDs returns a maker of IDs. random is crypto/rand.Reader outside tests.
func NewIDs(clock Clock, random io.Reader) *IDs { return &IDs{clock: clock, random: random} }

// New returns a fresh ID. It panics when the source of randomness fails, since
// nothing safe can be done without one.
func (g *IDs) New() ID {
	now := uint64(max(0, g.clock.Now().UnixMilli())) << 16
	g.mu.Lock()
	defer g.mu.Unlock()
	var raw [16]byte
	if _, err := io.ReadFull(g.random, raw[6:]); err != nil {
		panic("models: no randomness: " + err.Error())
	}
	if random := binary.BigEndian.Uint64(raw[8:]); now > g.high {
		g.high, g.low = now|uint64(binary.BigEndian.Uint16(raw[6:8])), random
	} else { // the same millisecond: a random step on
		var carry uint64
		g.low, carry = bits.Add64(g.low, 1+random>>32, 0)
		g.high += carry
	}
	binary.BigEndian.PutUint64(raw[:8], g.high)
	binary.BigEndian.PutUint64(raw[8:], g.low)
	return ID(idEncoding.EncodeToString(raw[:]))
}

// Clock tells the time. Only cmd knows the real one.
type Clock interface{ Now() time.Time }

// ClockFunc adapts a function to Clock.
type ClockFunc func() time.Time

// Now calls the function.
func (f ClockFunc) Now() time.Time { return f() }
