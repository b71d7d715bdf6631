package translog

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// SaltSize is the length of an entry's salt in bytes.
const SaltSize = 16

// Salt hides what a commitment is to. All zero: destroyed.
type Salt [SaltSize]byte

// Destroyed tells whether nothing of the salt is left.
func (s Salt) Destroyed() bool { return s == Salt{} }

// Commitment is SHA-256 over a salt and an entry.
type Commitment [sha256.Size]byte

// Row is an audit entry exactly as its row has it, texts not interpreted. The
// slices are valid during the call they are given to.
type Row struct {
	Seq, At                                     int64 // number in the table; milliseconds since the epoch
	Action, ActorKind, ActorID, Session, Device []byte
	Site, Role, Subjects, Fields, Notes         []byte
}

// version is the first byte of both encodings below; another encoding gets another.
const version = 1

// commit computes the commitment to a row. The buffer is scratch space and is
// returned for the next call.
//
// The encoding is salt, version, number and instant as 8 bytes each, big endian,
// then each text with its length in front as a varint: two different rows never
// have the same encoding.
func commit(buffer []byte, salt Salt, r *Row) (Commitment, []byte) {
	b := append(buffer[:0], salt[:]...)
	b = append(b, version)
	b = binary.BigEndian.AppendUint64(b, uint64(r.Seq))
	b = binary.BigEndian.AppendUint64(b, uint64(r.At))
	b = appendText(b, r.Action)
	b = appendText(b, r.ActorKind)
	b = appendText(b, r.ActorID)
	b = appendText(b, r.Session)
	b = appendText(b, r.Device)
	b = appendText(b, r.Site)
	b = appendText(b, r.Role)
	b = appendText(b, r.Subjects)
	b = appendText(b, r.Fields)
	b = appendText(b, r.Notes)
	return sha256.Sum256(b), b
}

// encodeLeaf writes the leaf's data: version, instant, the facts, the commitment.
func encodeLeaf(buffer []byte, r *Row, c Commitment) []byte {
	b := append(buffer[:0], version)
	b = binary.BigEndian.AppendUint64(b, uint64(r.At))
	b = appendText(b, r.Action)
	b = appendText(b, r.ActorKind)
	b = appendText(b, r.Role)
	b = appendText(b, r.Site)
	return append(b, c[:]...)
}

func appendText(b, text []byte) []byte {
	return append(binary.AppendUvarint(b, uint64(len(text))), text...)
}

// LeafHash is the RFC 6962 hash of a leaf's data.
func LeafHash(data []byte) tlog.Hash { return tlog.RecordHash(data) }

// Leaf is what a leaf says by itself, without the database.
type Leaf struct {
	At                            time.Time
	Action, ActorKind, Role, Site string
	Commitment                    Commitment
}

var errLeaf = errors.New("translog: this is no leaf")

// ParseLeaf reads a leaf's data.
func ParseLeaf(data []byte) (Leaf, error) {
	var l Leaf
	if len(data) < 9 || data[0] != version {
		return l, errLeaf
	}
	l.At = time.UnixMilli(int64(binary.BigEndian.Uint64(data[1:9]))).UTC()
	rest := data[9:]
	for _, text := range []*string{&l.Action, &l.ActorKind, &l.Role, &l.Site} {
		n, used := binary.Uvarint(rest)
		if used <= 0 || n > uint64(len(rest)-used) {
			return l, errLeaf
		}
		*text, rest = string(rest[used:used+int(n)]), rest[used+int(n):]
	}
	if len(rest) != len(l.Commitment) {
		return l, errLeaf
	}
	copy(l.Commitment[:], rest)
	return l, nil
}

// Opens tells whether the row and salt are what the leaf commits to.
func (l Leaf) Opens(salt Salt, r *Row) bool {
	c, _ := commit(nil, salt, r)
	return c == l.Commitment && l.At.UnixMilli() == r.At && l.Action == string(r.Action) &&
		l.ActorKind == string(r.ActorKind) && l.Role == string(r.Role) && l.Site == string(r.Site)
}

// String says what the leaf says, for a person.
func (l Leaf) String() string {
	return fmt.Sprintf("%s %s by %s (role %q) at site %q", l.At.Format(time.RFC3339Nano), l.Action, l.ActorKind, l.Role, l.Site)
}
