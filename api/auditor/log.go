package auditor

import (
	"context"

	"onevisit/api/internal/gen/auditorapi"
	"onevisit/models"
	"onevisit/models/translog"
)

// Proofs is the audit log with its proofs; *translog.Log is it.
type Proofs interface {
	Status(ctx context.Context) (translog.Status, error)
	Verifier(ctx context.Context) (string, error)
	Checkpoint(ctx context.Context, size int64) (translog.Signed, error)
	Consistency(ctx context.Context, from, to int64) (translog.Consistency, error)
	Prove(ctx context.Context, seq int64) ([]byte, error)
}

// GetLog tells the state of the log, for the proof badge.
func (h *Handlers) GetLog(ctx context.Context, _ auditorapi.GetLogRequestObject) (auditorapi.GetLogResponseObject, error) {
	s, err := h.proofs.Status(ctx)
	if err != nil {
		return nil, err
	}
	out := auditorapi.GetLog200JSONResponse{
		Level: auditorapi.LogLevel(s.Level), Entries: s.Size, Waiting: s.Waiting, SignedEntries: s.Signed,
		Checkpoint: auditorapi.LogLevel(s.Checkpoint), Witness: auditorapi.LogLevel(s.Witness), Stalled: s.Stalled,
		Witnesses: make([]auditorapi.LogWitness, len(s.Witnesses)), Faults: []auditorapi.LogFault{},
		Breaks: make([]auditorapi.LogBreak, len(s.Breaks)),
	}
	for i, b := range s.Breaks {
		out.Breaks[i] = auditorapi.LogBreak{
			At: b.At, Reason: b.Reason, Continued: b.Size, Signed: b.Signed, Gone: b.Gone(), Statement: string(b.Statement),
		}
	}
	if !s.Watched.Looked.IsZero() {
		out.LookedAt = &s.Watched.Looked
	}
	if s.Signed > 0 {
		out.SignedAt = &s.SignedAt
	}
	if !s.Watched.At.IsZero() {
		out.WatchedAt = &s.Watched.At
	}
	if s.Watched.Round > 0 {
		seconds := int(s.Watched.Round.Seconds())
		out.RoundSeconds = &seconds
	}
	if s.Alarm != "" {
		out.Alarm, out.AlarmAt = &s.Alarm, &s.AlarmAt
	}
	for i, w := range s.Witnesses {
		out.Witnesses[i] = auditorapi.LogWitness{Name: w.Name, Level: auditorapi.LogLevel(w.Level), Entries: w.Size}
		if !w.At.IsZero() {
			at := w.At
			out.Witnesses[i].At = &at
		}
	}
	for _, f := range s.Watched.Faults {
		fault := auditorapi.LogFault{Kind: string(f.Kind), Text: f.Text}
		if f.Seq > 0 {
			seq := f.Seq
			fault.Entry = &seq
		}
		out.Faults = append(out.Faults, fault)
	}
	return out, nil
}

// GetLogCheckpoint returns a signed checkpoint with its countersignatures.
func (h *Handlers) GetLogCheckpoint(ctx context.Context, r auditorapi.GetLogCheckpointRequestObject) (auditorapi.GetLogCheckpointResponseObject, error) {
	s, err := h.proofs.Checkpoint(ctx, orZero(r.Params.Size))
	if err != nil {
		return nil, err
	}
	key, err := h.proofs.Verifier(ctx)
	if err != nil {
		return nil, err
	}
	return auditorapi.GetLogCheckpoint200JSONResponse{
		Entries: s.Size, Root: s.Root.String(), SignedAt: s.At, Note: string(s.Note), Key: key,
		Witnesses: append([]string{}, s.Witnesses...),
	}, nil
}

// GetLogConsistency proves that one checkpoint's log continues another's.
func (h *Handlers) GetLogConsistency(ctx context.Context, r auditorapi.GetLogConsistencyRequestObject) (auditorapi.GetLogConsistencyResponseObject, error) {
	c, err := h.proofs.Consistency(ctx, r.Params.From, orZero(r.Params.To))
	if err != nil {
		return nil, err
	}
	out := auditorapi.GetLogConsistency200JSONResponse{From: c.From, To: c.To, Proof: make([]string, len(c.Proof))}
	for i, hash := range c.Proof {
		out.Proof[i] = hash.String()
	}
	return out, nil
}

// GetLogProof returns the inclusion proof of an entry as a file that is checked
// without us (onevisit audit check).
func (h *Handlers) GetLogProof(ctx context.Context, r auditorapi.GetLogProofRequestObject) (auditorapi.GetLogProofResponseObject, error) {
	file, err := h.proofs.Prove(ctx, r.Entry)
	if err != nil {
		return nil, err
	}
	key, err := h.proofs.Verifier(ctx)
	if err != nil {
		return nil, err
	}
	proven, err := translog.CheckProof(file, key)
	if err != nil { // the row is not what the log holds: there is no proof of it
		return nil, models.E(models.KindConflict, "log.unprovable").Because(err)
	}
	return auditorapi.GetLogProof200JSONResponse{
		Entry: r.Entry, Index: proven.Index, Entries: proven.Checkpoint.Size, At: proven.Leaf.At, Action: proven.Leaf.Action,
		File: string(file), Key: key,
	}, nil
}
