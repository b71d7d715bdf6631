package translog

import (
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Break is where a log was begun anew after its database had been put back: what
// the old key had signed beyond Size is gone, and everybody who checks the log
// is told so for good.
//
// The log goes on with the tree that was put back, under a new key. The
// statement of it is signed by the old key and by the new one: only who had both
// can have made it. It binds the last checkpoint that was known of the old log,
// so that it admits how much is gone, and the first of the new one.
type Break struct {
	At         time.Time
	Reason     string // in the words of whoever did it
	Old, New   string // public keys
	Signed     int64  // entries of the last checkpoint known of the old log
	SignedRoot tlog.Hash
	Size       int64 // entries the new log begins with
	Root       tlog.Hash
	Kept       int64  // entries of the newest checkpoint of the old key that is still kept
	First      []byte // the checkpoint of these, signed by the new key
	Statement  []byte // all of this with both signatures
}

// Gone is how many signed entries there are no more; none where the log was
// forked and holds others instead.
func (b Break) Gone() int64 { return max(0, b.Signed-b.Size) }

// String says it in one line.
func (b Break) String() string {
	return fmt.Sprintf("begun anew on %s with %d entries; %d had been signed (root %s): %s",
		b.At.UTC().Format(time.RFC3339), b.Size, b.Signed, b.SignedRoot, b.Reason)
}

// breakKind is the statement's.
const breakKind = "begun-anew"

// The refusals of a break.
var (
	ErrBreak = errors.New("translog: this is no statement that the log was begun anew")
	// ErrAdmitsLess: somebody knows of more entries than the statement admits.
	ErrAdmitsLess = errors.New("translog: the statement admits fewer entries than are known to have been signed")
)

// maxReason bounds the reason, in characters.
const maxReason = 200

// BeginAnew makes the statement. last is the last checkpoint known of the old log.
func BeginAnew(old, fresh *Key, last Checkpoint, head Head, reason string, now time.Time) (Break, error) {
	reason = strings.TrimSpace(reason)
	if reason == "" || len([]rune(reason)) > maxReason || strings.ContainsAny(reason, "\r\n") {
		return Break{}, fmt.Errorf("%w: the reason has to be one line of at most %d characters", ErrBreak, maxReason)
	}
	first, err := fresh.Sign(head.Size, head.Root)
	if err != nil {
		return Break{}, err
	}
	b := Break{
		At: now.UTC().Truncate(time.Second), Reason: reason, Old: old.Verifier(), New: fresh.Verifier(),
		Signed: last.Size, SignedRoot: last.Root, Size: head.Size, Root: head.Root, Kept: head.SignedSize, First: first.Note,
	}
	text := fmt.Sprintf("%s/%s\nold-key %s\nnew-key %s\nsigned %d %s\ncontinues %d %s\nkept %d\nat %s\nfirst %s\nreason %s\n",
		old.Origin(), breakKind, b.Old, b.New, b.Signed, b.SignedRoot, b.Size, b.Root, b.Kept, b.At.Format(time.RFC3339),
		base64.StdEncoding.EncodeToString(b.First), b.Reason)
	if b.Statement, err = note.Sign(&note.Note{Text: text}, old.signer, fresh.signer); err != nil {
		return Break{}, fmt.Errorf("translog: sign statement: %w", err)
	}
	return b, nil
}

// OpenBreak reads a statement and insists on both signatures. That the old key
// is the one somebody knew is for him to see.
func OpenBreak(statement []byte) (Break, error) {
	text, _, _ := strings.Cut(string(statement), "\n\n")
	lines := strings.Split(text, "\n")
	b := Break{Statement: statement}
	names := []string{"old-key", "new-key", "signed", "continues", "kept", "at", "first", "reason"}
	if len(lines) != 1+len(names) {
		return b, ErrBreak
	}
	var errs []error
	for i, name := range names {
		value, found := strings.CutPrefix(lines[1+i], name+" ")
		if !found {
			return b, ErrBreak
		}
		errs = append(errs, b.set(name, value))
	}
	if err := errors.Join(errs...); err != nil {
		return b, fmt.Errorf("%w: %w", ErrBreak, err)
	}
	return b, b.check(lines[0])
}

func (b *Break) set(name, value string) (err error) {
	switch name {
	case "old-key":
		b.Old = value
	case "new-key":
		b.New = value
	case "signed":
		b.Signed, b.SignedRoot, err = parseTree(value)
	case "continues":
		b.Size, b.Root, err = parseTree(value)
	case "kept":
		b.Kept, err = strconv.ParseInt(value, 10, 64)
	case "at":
		b.At, err = time.Parse(time.RFC3339, value)
	case "first":
		b.First, err = base64.StdEncoding.DecodeString(value)
	case "reason":
		b.Reason = value
	}
	return err
}

func parseTree(text string) (size int64, root tlog.Hash, err error) {
	number, hash, _ := strings.Cut(text, " ")
	if size, err = strconv.ParseInt(number, 10, 64); err != nil || size < 0 {
		return 0, root, ErrBreak
	}
	root, err = tlog.ParseHash(hash)
	return size, root, err
}

// check insists on both signatures, and that the first checkpoint is of the tree
// the statement speaks of.
func (b Break) check(title string) error {
	old, err1 := note.NewVerifier(b.Old)
	fresh, err2 := note.NewVerifier(b.New)
	if err := errors.Join(err1, err2); err != nil || old.Name() == fresh.Name() || title != old.Name()+"/"+breakKind {
		return fmt.Errorf("%w: its keys: %w", ErrBreak, errors.Join(err, ErrOtherKey))
	}
	n, err := note.Open(b.Statement, note.VerifierList(old, fresh))
	if err != nil || len(n.Sigs) != 2 || n.Sigs[0].Hash == n.Sigs[1].Hash {
		return fmt.Errorf("%w: it is not signed by both keys", ErrBreak)
	}
	c, err := openCheckpoint(b.First, fresh)
	if err != nil || c.Size != b.Size || c.Root != b.Root {
		return fmt.Errorf("%w: its first checkpoint is of another tree", ErrBreak)
	}
	return nil
}

// Breaks opens the head's statements: each has to follow the one before it, and
// the last to lead to the log's key.
func (h Head) Breaks() ([]Break, error) {
	breaks := make([]Break, len(h.Statements))
	for i, s := range h.Statements {
		b, err := OpenBreak(s)
		if err != nil {
			return nil, err
		}
		if i > 0 && (b.Old != breaks[i-1].New || b.Kept < breaks[i-1].Kept) {
			return nil, fmt.Errorf("%w: it does not follow the one before it", ErrBreak)
		}
		breaks[i] = b
	}
	if n := len(breaks); n > 0 && breaks[n-1].New != h.Verifier {
		return nil, fmt.Errorf("%w: the last does not lead to the log's key", ErrBreak)
	}
	return breaks, nil
}

// keys knows by which key a checkpoint of a size was signed.
type keys struct {
	breaks []Break
	last   string
}

// keysOf returns the head's keys.
func keysOf(h Head) (keys, error) {
	breaks, err := h.Breaks()
	return keys{breaks, h.Verifier}, err
}

// of returns the public key for a checkpoint kept under a size: for those kept
// from before the log was begun anew it is the old one.
func (k keys) of(size int64) string {
	for _, b := range k.breaks {
		if size <= b.Kept {
			return b.Old
		}
	}
	return k.last
}

// all are the public keys, the newest first.
func (k keys) all() []string {
	list := []string{k.last}
	for _, b := range slices.Backward(k.breaks) {
		list = append(list, b.Old)
	}
	return list
}

// ended returns the break that ended a key.
func (k keys) ended(key string) (Break, bool) {
	for _, b := range k.breaks {
		if b.Old == key {
			return b, true
		}
	}
	return Break{}, false
}

// open reads the checkpoint kept for a size.
func (k keys) open(size int64, signed []byte) (Checkpoint, error) {
	return OpenCheckpoint(signed, k.of(size))
}
