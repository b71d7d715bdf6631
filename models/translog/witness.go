package translog

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"golang.org/x/mod/sumdb/tlog"
)

// Remote is the log as a witness reaches it.
type Remote interface {
	Checkpoint(ctx context.Context) (signed []byte, err error)
	Consistency(ctx context.Context, from, to int64) (tlog.TreeProof, error)
	// Cosigned hands a countersigned checkpoint to the log.
	Cosigned(ctx context.Context, signed []byte) error
}

// Witness countersigns what continues the last it countersigned, and nothing
// else, ever. It runs where those who run the log have no say.
type Witness struct {
	Key    *WitnessKey
	Log    string // the log's public key
	Memory Anchor // what it countersigned last
	Remote Remote

	mu sync.Mutex
}

// ErrConflict is the answer to whoever builds on another size than the last one
// countersigned; it carries that size.
type ErrConflict struct{ Size int64 }

// Error says it.
func (e ErrConflict) Error() string {
	return fmt.Sprintf("translog: the last checkpoint countersigned is of %d entries", e.Size)
}

// Last returns what was countersigned last, size 0 before the first.
func (w *Witness) Last() (Checkpoint, error) {
	signed, err := w.Memory.Load()
	if err != nil || signed == nil {
		return Checkpoint{}, err
	}
	return OpenCheckpoint(signed, w.Log)
}

// Accept countersigns a checkpoint that the proof shows to continue the one of
// old entries, which has to be the last one countersigned. What it countersigns
// it remembers first, so that a crash never makes it sign two ways.
//
// The refusals: ErrCheckpoint for what the log did not sign, ErrConflict for
// another old size, ErrRolledBack for less than old, ErrForked where the proof
// does not hold.
func (w *Witness) Accept(old int64, proof tlog.TreeProof, signed []byte) ([]byte, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, err := OpenCheckpoint(signed, w.Log)
	if err != nil {
		return nil, err
	}
	last, err := w.Last()
	if err != nil {
		return nil, err
	}
	switch {
	case old > c.Size:
		return nil, fmt.Errorf("%w: %d entries, %d were countersigned", ErrRolledBack, c.Size, last.Size)
	case old != last.Size:
		return nil, ErrConflict{last.Size}
	}
	if err := CheckConsistency(proof, c, last.Size, last.Root); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrForked, err)
	}
	cosigned, err := w.Key.Cosign(c, w.Log)
	if err != nil {
		return nil, err
	}
	if err := w.Memory.Keep(cosigned); err != nil {
		return nil, err
	}
	return cosigned, nil
}

// AcceptBreak takes the statement that the log was begun anew, after a person has
// decided so: the witness goes on with the first checkpoint of the new key, and
// returns what it had countersigned last of the old one, for good. A statement
// that is not of the log watched so far, or admits less than was countersigned
// here, is refused.
func (w *Witness) AcceptBreak(statement []byte) (Break, Checkpoint, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	b, err := OpenBreak(statement)
	if err != nil {
		return b, Checkpoint{}, err
	}
	last, err := w.Last()
	switch {
	case err != nil:
		return b, last, err
	case b.Old != w.Log:
		return b, last, fmt.Errorf("%w: it is about another log", ErrBreak)
	case last.Size > b.Signed || last.Size == b.Signed && last.Root != b.SignedRoot:
		return b, last, fmt.Errorf("%w: %d were countersigned here, %d are admitted", ErrAdmitsLess, last.Size, b.Signed)
	}
	w.Log = b.New
	return b, last, w.Memory.Keep(b.First)
}

// Look fetches the newest checkpoint, countersigns it and hands it back. Where
// the log was put back or forked, the log gets the proof: the last checkpoint
// countersigned, which it signed itself and does not contain any more.
func (w *Witness) Look(ctx context.Context) (Checkpoint, error) {
	signed, err := w.Remote.Checkpoint(ctx)
	if err != nil {
		return Checkpoint{}, err
	}
	c, err := OpenCheckpoint(signed, w.Log)
	if err != nil {
		return Checkpoint{}, err
	}
	last, err := w.Last()
	if err != nil {
		return c, err
	}
	cosigned, err := w.accept(ctx, c, last)
	if Tampering(err) {
		if told := w.Remote.Cosigned(ctx, last.Note); told != nil {
			return c, errors.Join(err, fmt.Errorf("the log answers the proof: %w", told))
		}
		return c, err
	}
	if err != nil {
		return c, err
	}
	return c, w.Remote.Cosigned(ctx, cosigned)
}

func (w *Witness) accept(ctx context.Context, c, last Checkpoint) ([]byte, error) {
	var proof tlog.TreeProof
	if last.Size > 0 && c.Size > last.Size {
		var err error
		if proof, err = w.Remote.Consistency(ctx, last.Size, c.Size); err != nil {
			return nil, fmt.Errorf("translog: no proof that %d entries continue %d: %w", c.Size, last.Size, err)
		}
	}
	return w.Accept(last.Size, proof, c.Note)
}
