package translog

import (
	"context"
	"errors"
	"fmt"
	"time"

	fnote "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"

	"onevisit/models"
)

// Cosigners takes countersignatures of the witnesses a hall knows.
type Cosigners struct {
	Archive   Archive
	Witnessed Witnessed
	Verifiers []string // public keys of the witnesses
	Clock     models.Clock
	// Found is told what a countersignature proves against us.
	Found func(ctx context.Context, f Fault)
}

// The refusals of a countersignature.
var (
	ErrNoCosignature = models.E(models.KindInvalid, "log.cosignature")
	ErrForeign       = models.E(models.KindForbidden, "log.witness-unknown")
)

// Names are the witnesses' names.
func (c *Cosigners) Names() []string {
	var names []string
	for _, text := range c.Verifiers {
		if v, err := fnote.NewVerifierForCosignatureV1(text); err == nil {
			names = append(names, v.Name())
		}
	}
	return names
}

// CheckVerifiers tells whether the texts are public keys of witnesses.
func CheckVerifiers(texts []string) error {
	for _, text := range texts {
		if _, err := fnote.NewVerifierForCosignatureV1(text); err != nil {
			return errors.New("must be public keys of witnesses, NAME+HASH+KEY")
		}
	}
	return nil
}

// Take keeps a checkpoint that a witness has countersigned. One that is ours and
// that the log does not contain proves that the log was put back or forked.
func (c *Cosigners) Take(ctx context.Context, signed []byte) error {
	h, err := c.Archive.Head(ctx)
	if err != nil {
		return err
	}
	p, err := OpenCheckpoint(signed, h.Verifier)
	if err != nil {
		return ErrNoCosignature.Because(err)
	}
	name, at, err := c.witness(signed)
	if err != nil {
		return err
	}
	if err := continues(h, p.Size, p.Root, c.Archive.Tiles(ctx, h)); err != nil {
		kind := CheckpointDiffers
		if errors.Is(err, ErrRolledBack) {
			kind = RolledBack
		}
		c.Found(ctx, Fault{Kind: kind, Text: fmt.Sprintf("the witness %s has countersigned %d entries of this log: %v", name, p.Size, err)})
		return models.E(models.KindConflict, "log.inconsistent").Because(err)
	}
	if at.After(c.Clock.Now().Add(time.Minute)) {
		return ErrNoCosignature.Because(errors.New("its time is still to come"))
	}
	return c.Witnessed.Cosigned(ctx, p, name, at)
}

// witness finds the countersignature of a witness that is known.
func (c *Cosigners) witness(signed []byte) (string, time.Time, error) {
	for _, text := range c.Verifiers {
		v, err := fnote.NewVerifierForCosignatureV1(text)
		if err != nil {
			continue
		}
		n, err := note.Open(signed, note.VerifierList(v))
		if err != nil || len(n.Sigs) == 0 {
			continue
		}
		at, err := fnote.CoSigV1Timestamp(n.Sigs[0])
		if err != nil {
			return "", time.Time{}, ErrNoCosignature.Because(err)
		}
		return v.Name(), at, nil
	}
	return "", time.Time{}, ErrForeign
}
