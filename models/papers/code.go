package papers

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"onevisit/models"
)

// A code is "OVP1", kind, number, day, copy, amount in fen, digest and signature,
// with colons between them. Capitals, digits and these signs keep a QR code in
// its compact alphanumeric mode.
const (
	codePrefix = "OVP1"
	codeParts  = 8
	digestSize = 16 // bytes of SHA-256
)

// Claim is what a code says of its paper.
type Claim struct {
	Kind   Kind
	Number string
	Day    models.Date
	Copy   int
	Amount models.Fen
	Digest string // base32 of what the paper says
}

// The errors of codes and files.
var (
	ErrNoCode  = errors.New("papers: this is no code of a paper")
	ErrForged  = errors.New("papers: the code was not signed with this key")
	ErrNoKey   = errors.New("papers: this is no public key of a hall's papers")
	ErrNoFile  = errors.New("papers: this is no file of a paper")
	ErrAltered = errors.New("papers: the file does not show what was signed")
)

func letters() *base32.Encoding { return base32.StdEncoding.WithPadding(base32.NoPadding) }

// Key signs a hall's papers.
type Key struct{ private ed25519.PrivateKey }

// NewKey makes the key of a seed of 32 bytes: the same seed, the same key.
func NewKey(seed []byte) Key { return Key{ed25519.NewKeyFromSeed(seed)} }

// SeedOf makes a seed of a keyed digest that every process of a hall has.
func SeedOf(index string) []byte {
	sum := sha256.Sum256([]byte("onevisit papers|" + index))
	return sum[:]
}

const keyPrefix = "onevisit-papers+"

// Public is the text that whoever checks papers is given:
// onevisit-papers+<8 hex digits of its hash>+<base64>.
func (k Key) Public() string {
	public, _ := k.private.Public().(ed25519.PublicKey) // an Ed25519 key's always is
	return keyPrefix + fingerprint(public) + "+" + base64.StdEncoding.EncodeToString(public)
}

func fingerprint(public ed25519.PublicKey) string {
	sum := sha256.Sum256(public)
	return hex.EncodeToString(sum[:4])
}

func parseKey(text string) (ed25519.PublicKey, error) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(text), keyPrefix)
	mark, encoded, _ := strings.Cut(rest, "+")
	public, err := base64.StdEncoding.DecodeString(encoded)
	if !ok || err != nil || len(public) != ed25519.PublicKeySize || fingerprint(public) != mark {
		return nil, ErrNoKey
	}
	return public, nil
}

func (c Claim) text() string {
	return strings.Join([]string{
		codePrefix, c.Kind.letter(), c.Number, strings.ReplaceAll(string(c.Day), "-", ""),
		strconv.Itoa(c.Copy), strconv.FormatInt(int64(c.Amount), 10), c.Digest,
	}, ":")
}

// Sign makes the code of a claim.
func (k Key) Sign(c Claim) string {
	text := c.text()
	return text + ":" + letters().EncodeToString(ed25519.Sign(k.private, []byte(text)))
}

// Parse reads a code without believing it.
func Parse(code string) (Claim, error) {
	parts := strings.Split(strings.ToUpper(strings.TrimSpace(code)), ":")
	if len(parts) != codeParts || parts[0] != codePrefix || len(parts[3]) != 8 {
		return Claim{}, ErrNoCode
	}
	kind, known := kindOf(parts[1])
	copies, err := strconv.Atoi(parts[4])
	amount, wrong := strconv.ParseInt(parts[5], 10, 64)
	if !known || err != nil || wrong != nil {
		return Claim{}, ErrNoCode
	}
	day := parts[3]
	return Claim{
		Kind: kind, Number: parts[2], Day: models.Date(day[:4] + "-" + day[4:6] + "-" + day[6:]),
		Copy: copies, Amount: models.Fen(amount), Digest: parts[6],
	}, nil
}

// CheckCode says what the paper with the code has to show. It needs nothing but
// the hall's public key.
func CheckCode(code, key string) (Claim, error) {
	public, err := parseKey(key)
	if err != nil {
		return Claim{}, err
	}
	claim, err := Parse(code)
	if err != nil {
		return Claim{}, err
	}
	code = strings.ToUpper(strings.TrimSpace(code))
	at := strings.LastIndex(code, ":")
	signature, err := letters().DecodeString(code[at+1:])
	if err != nil || claim.text() != code[:at] || !ed25519.Verify(public, []byte(claim.text()), signature) {
		return Claim{}, ErrForged
	}
	return claim, nil
}

func digest(content []byte) string {
	sum := sha256.Sum256(content)
	return letters().EncodeToString(sum[:digestSize])
}

func wrap(err error, doing string) error { return fmt.Errorf("papers: %s: %w", doing, err) }
