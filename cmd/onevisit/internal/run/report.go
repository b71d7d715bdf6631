package run

import (
	"errors"
	"time"

	"onevisit/cmd/onevisit/internal/boot"
	"onevisit/models/figures"
	"onevisit/models/store"
)

// reportCommand is the figures'.
type reportCommand struct {
	Verify  reportVerify  `cmd:"" help:"Compute every figure anew from the facts and compare."`
	Rebuild reportRebuild `cmd:"" help:"Compute what the figures are made of anew."`
	Check   reportCheck   `cmd:"" help:"Verify an exported bundle, with no database and no network."`
}

type reportVerify struct{}

// Help is the long explanation.
func (reportVerify) Help() string {
	return `Computes from the facts what every matter, session, payment and device's day contributes to the figures, compares it with what is
kept, and the sums with what is kept. Names what differs and exits with 1. The hall may go on meanwhile.`
}

// Run verifies.
func (*reportVerify) Run(i *invocation) error {
	_, db, err := i.open()
	if err != nil {
		return err
	}
	defer db.Close()
	began := i.env.Clock.Now()
	found, err := figures.Verify(i.ctx, store.NewFigureReports(db), store.NewFigureFacts())
	if err != nil {
		return explainFigures(err)
	}
	i.printf("subjects %d compared, %d of them changed since entry %d and not folded yet\n", found.Subjects, found.Live, found.Place)
	i.printf("versions %d that ended\nsums     %d rows\ntook     %s\n", found.Versions, found.Rows, i.env.Clock.Now().Sub(began).Round(time.Millisecond))
	if found.Sound() {
		i.printf("\neverything is what the facts say\n")
		return nil
	}
	i.printf("\nNOT WHAT THE FACTS SAY\n")
	for _, f := range found.Faults {
		i.printf("  %s\n", f)
	}
	if found.More > 0 {
		i.printf("  and %d more\n", found.More)
	}
	i.printf("\nonevisit report rebuild computes everything anew, after somebody has looked into it\n")
	return errSaid
}

type reportRebuild struct{}

// Help is the long explanation.
func (reportRebuild) Help() string {
	return `Computes everything the figures are made of anew from the facts. Reports are refused meanwhile; kiosks and desk go on. Pinned
figures stay what they were, but where earlier versions are found broken: then pins from before are refused.`
}

// Run rebuilds.
func (*reportRebuild) Run(i *invocation) error {
	cfg, db, err := i.open()
	if err != nil {
		return err
	}
	defer db.Close()
	began := i.env.Clock.Now()
	built, err := boot.RebuildFigures(i.ctx, db, i.boot(cfg))
	if err != nil {
		return explainFigures(err)
	}
	i.printf("%d subjects contribute, %d were kept otherwise; folded up to entry %d, pins from %d on; took %s\n",
		built.Subjects, built.Changed, built.Place, built.Began, i.env.Clock.Now().Sub(began).Round(time.Millisecond))
	return nil
}

func explainFigures(err error) error {
	switch {
	case errors.Is(err, figures.ErrBuilding):
		return errors.New("the figures were never begun, or a rebuild broke off: run `onevisit report rebuild`")
	case errors.Is(err, figures.ErrHeld):
		return errors.New("another process is at it; try again in a minute")
	}
	return err
}
