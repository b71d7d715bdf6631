package translog

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/transparency-dev/formats/log"
	fnote "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Key signs checkpoints of one log. Its name is the log's origin.
type Key struct {
	text     string // PRIVATE+KEY+name+hash+base64, golang.org/x/mod/sumdb/note
	signer   note.Signer
	verifier string
}

// NewKey makes an Ed25519 key. The origin gets a few random digits of its own,
// so that two installations of one hall are two logs.
func NewKey(random io.Reader, site string) (*Key, error) {
	tail := make([]byte, 4)
	if _, err := io.ReadFull(random, tail); err != nil {
		return nil, fmt.Errorf("translog: no randomness: %w", err)
	}
	return generate(random, "onevisit/"+site+"/"+hex.EncodeToString(tail))
}

func generate(random io.Reader, name string) (*Key, error) {
	text, _, err := note.GenerateKey(random, name)
	if err != nil {
		return nil, fmt.Errorf("translog: new key: %w", err)
	}
	return ParseKey(text)
}

var errKey = errors.New("translog: this is no signing key")

// ParseKey reads a key as Text writes it. The error never repeats the text.
func ParseKey(text string) (*Key, error) {
	text = strings.TrimSpace(text)
	signer, err := note.NewSigner(text)
	if err != nil {
		return nil, errKey
	}
	verifier, err := publicKey(text, signer)
	if err != nil {
		return nil, errKey
	}
	return &Key{text: text, signer: signer, verifier: verifier}, nil
}

// Text is the key itself. It belongs into a file of mode 0600 and nowhere else.
func (k *Key) Text() string { return k.text }

// Origin is the log's name.
func (k *Key) Origin() string { return k.signer.Name() }

// Verifier is the public key, NAME+HASH+BASE64 (c2sp.org/signed-note). It is
// what auditors and witnesses are given.
func (k *Key) Verifier() string { return k.verifier }

// Sign signs the tree.
func (k *Key) Sign(size int64, root tlog.Hash) (Checkpoint, error) {
	text := log.Checkpoint{Origin: k.Origin(), Size: uint64(size), Hash: root[:]}.Marshal()
	signed, err := note.Sign(&note.Note{Text: string(text)}, k.signer)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("translog: sign checkpoint: %w", err)
	}
	return Checkpoint{Origin: k.Origin(), Size: size, Root: root, Note: signed}, nil
}

// Checkpoint is a signed statement about the log: so many entries, this root.
type Checkpoint struct {
	Origin string
	Size   int64
	Root   tlog.Hash
	Note   []byte // the signed note, with whatever cosignatures it came with
}

// ErrCheckpoint is returned for a text that is no checkpoint of the log.
var ErrCheckpoint = errors.New("translog: this is no checkpoint of the log")

// OpenCheckpoint reads a signed note and insists on the log's signature.
func OpenCheckpoint(signed []byte, verifier string) (Checkpoint, error) {
	v, err := note.NewVerifier(verifier)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("translog: the log's public key: %w", err)
	}
	return openCheckpoint(signed, v)
}

func openCheckpoint(signed []byte, v note.Verifier) (Checkpoint, error) {
	n, err := note.Open(signed, note.VerifierList(v))
	if err != nil {
		return Checkpoint{}, fmt.Errorf("%w: %w", ErrCheckpoint, err)
	}
	var body log.Checkpoint
	rest, err := body.Unmarshal([]byte(n.Text))
	if err != nil || len(rest) > 0 || body.Origin != v.Name() || len(body.Hash) != tlog.HashSize || body.Size > 1<<62 {
		return Checkpoint{}, ErrCheckpoint
	}
	return Checkpoint{Origin: body.Origin, Size: int64(body.Size), Root: tlog.Hash(body.Hash), Note: signed}, nil
}

// WitnessKey countersigns checkpoints (c2sp.org/tlog-cosignature, Ed25519).
type WitnessKey struct {
	text     string
	signer   note.Signer
	verifier string
}

// NewWitnessKey makes a witness's key.
func NewWitnessKey(random io.Reader, name string) (*WitnessKey, error) {
	k, err := generate(random, name)
	if err != nil {
		return nil, err
	}
	return ParseWitnessKey(k.text)
}

// ParseWitnessKey reads a key as Text writes it.
func ParseWitnessKey(text string) (*WitnessKey, error) {
	k, err := ParseKey(text)
	if err != nil {
		return nil, err
	}
	signer, err := fnote.NewSignerForCosignatureV1(k.text)
	if err != nil {
		return nil, errKey
	}
	verifier, err := fnote.VKeyToCosignatureV1(k.verifier)
	if err != nil {
		return nil, errKey
	}
	return &WitnessKey{text: k.text, signer: signer, verifier: verifier}, nil
}

// Text is the key itself.
func (k *WitnessKey) Text() string { return k.text }

// Verifier is the public key the log is told of.
func (k *WitnessKey) Verifier() string { return k.verifier }

// Cosign adds the witness's timestamped signature to a checkpoint's note.
func (k *WitnessKey) Cosign(c Checkpoint, verifier string) ([]byte, error) {
	v, err := note.NewVerifier(verifier)
	if err != nil {
		return nil, fmt.Errorf("translog: the log's public key: %w", err)
	}
	n, err := note.Open(c.Note, note.VerifierList(v))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrCheckpoint, err)
	}
	n.UnverifiedSigs = nil // others' countersignatures are not ours to hand on
	signed, err := note.Sign(n, k.signer)
	if err != nil {
		return nil, fmt.Errorf("translog: cosign: %w", err)
	}
	return signed, nil
}
