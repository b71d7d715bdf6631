package translog

import (
	"bytes"
	"context"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"onevisit/models"
)

// Kept is what the store knows of signed checkpoints besides the log itself.
type Kept interface {
	// CheckpointBelow returns the newest checkpoint of at most a size; not found
	// where there is none.
	CheckpointBelow(ctx context.Context, size int64) (signed []byte, at time.Time, err error)
	// Cosignatures returns the notes by which witnesses countersigned a checkpoint.
	Cosignatures(ctx context.Context, size int64) ([][]byte, error)
}

// Log answers those who check the log from outside: auditors and witnesses.
// Nothing it says is personal, and nothing it says has to be believed.
type Log struct {
	Archive   Archive
	Kept      Kept
	Cosigners *Cosigners
	Badge     *Badge
}

// Signed is a checkpoint with who countersigned it.
type Signed struct {
	Checkpoint
	At        time.Time // by our clock; nobody vouches for it
	Witnesses []string
}

// The refusals of the log.
var (
	// ErrBeyond: the log is not that long, or has no checkpoint there.
	ErrBeyond = models.E(models.KindInvalid, "log.beyond")
	// ErrOrder: from a greater size to a smaller one nothing can be proven.
	ErrOrder = models.E(models.KindInvalid, "log.order")
)

// Status is the badge's.
func (l *Log) Status(ctx context.Context) (Status, error) { return l.Badge.Status(ctx) }

// Verifier returns the log's public key.
func (l *Log) Verifier(ctx context.Context) (string, error) {
	h, err := l.Archive.Head(ctx)
	return h.Verifier, err
}

// Checkpoint returns the newest checkpoint, or with a size the newest of at most
// so many entries, with its countersignatures in one note. A size beyond the log
// is refused: what it should pin is not there.
func (l *Log) Checkpoint(ctx context.Context, size int64) (Signed, error) {
	h, err := l.Archive.Head(ctx)
	if err != nil {
		return Signed{}, err
	}
	switch {
	case size > h.SignedSize:
		return Signed{}, ErrBeyond
	case size <= 0:
		size = h.SignedSize
	}
	note, at, err := l.Kept.CheckpointBelow(ctx, size)
	if err != nil {
		return Signed{}, err
	}
	c, err := openAt(h, note)
	if err != nil {
		return Signed{}, err
	}
	s := Signed{Checkpoint: c, At: at}
	notes, err := l.Kept.Cosignatures(ctx, c.Size)
	if err != nil {
		return Signed{}, err
	}
	for _, n := range notes {
		name, _, err := l.Cosigners.witness(n)
		if err != nil {
			continue // of a witness this hall does not know any more
		}
		s.Witnesses = append(s.Witnesses, name)
		s.Note = merge(s.Note, n)
	}
	return s, nil
}

// openAt reads a checkpoint by the key that the log had at its size.
func openAt(h Head, signed []byte) (c Checkpoint, err error) {
	known, err := keysOf(h)
	if err != nil {
		return c, err
	}
	for _, key := range known.all() {
		if c, err = OpenCheckpoint(signed, key); err == nil && known.of(c.Size) == key {
			return c, nil
		}
	}
	return Checkpoint{}, ErrCheckpoint
}

// merge adds the signature lines of one note to another of the same text.
func merge(into, from []byte) []byte {
	_, have, _ := bytes.Cut(into, []byte("\n\n"))
	_, lines, found := bytes.Cut(from, []byte("\n\n"))
	if !found {
		return into
	}
	out := bytes.Clone(into)
	for line := range bytes.Lines(lines) {
		if !bytes.Contains(have, line) {
			out = append(out, line...)
		}
	}
	return out
}

// Tile returns part of a tile, as far as the newest checkpoint reaches.
func (l *Log) Tile(ctx context.Context, level int, number int64, width int) ([]byte, error) {
	h, err := l.Archive.Head(ctx)
	if err != nil {
		return nil, err
	}
	if level < 0 || level >= maxLevels/TileHeight || number < 0 || width < 1 || width > tileWidth ||
		number > h.SignedSize || number<<TileHeight+int64(width) > h.SignedSize>>(TileHeight*level) {
		return nil, models.ErrNotFound
	}
	return l.Archive.Tiles(ctx, h).ReadTile(level, number, width)
}

// Consistency is a proof that the log at To begins with the log at From.
type Consistency struct {
	From, To int64
	Proof    tlog.TreeProof
}

// Consistency proves that the log of one checkpoint begins with that of a
// smaller size; to 0 is the newest checkpoint.
func (l *Log) Consistency(ctx context.Context, from, to int64) (Consistency, error) {
	h, err := l.Archive.Head(ctx)
	if err != nil {
		return Consistency{}, err
	}
	if to == 0 {
		to = h.SignedSize
	}
	switch {
	case from < 0 || from > to:
		return Consistency{}, ErrOrder
	case to > h.SignedSize:
		return Consistency{}, ErrBeyond
	}
	root, err := RootAt(h.Size, h.Root, to, l.Archive.Tiles(ctx, h))
	if err != nil {
		return Consistency{}, err
	}
	p, err := ProveConsistency(Checkpoint{Size: to, Root: root}, from, l.Archive.Tiles(ctx, h))
	return Consistency{From: from, To: to, Proof: p}, err
}

// Prove returns the proof file of an entry.
func (l *Log) Prove(ctx context.Context, seq int64) ([]byte, error) {
	return ProveEntry(ctx, l.Archive, seq)
}

// Cosigned takes a witness's countersignature.
func (l *Log) Cosigned(ctx context.Context, signed []byte) error {
	return l.Cosigners.Take(ctx, signed)
}
