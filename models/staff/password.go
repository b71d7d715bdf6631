package staff

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/crypto/argon2"
)

// The cost of one password check (OWASP's smallest recommended argon2id).
const (
	argonMemory = 19 * 1024 // KiB
	argonTime   = 2
	argonLanes  = 1
	saltBytes   = 16
	hashBytes   = 32
)

// Hasher hashes and checks passwords, at most a few at once: each check takes
// 19 MiB, and a crowd at the door must not take the memory of the hall.
type Hasher struct {
	random io.Reader
	slots  chan struct{}
	dummy  string
}

// NewHasher returns a Hasher that works on at most parallel passwords at once.
func NewHasher(random io.Reader, parallel int) *Hasher {
	return &Hasher{
		random: random, slots: make(chan struct{}, parallel),
		dummy: encode(make([]byte, saltBytes), make([]byte, hashBytes)),
	}
}

// Hash returns the argon2id hash of a password in PHC form.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltBytes)
	if _, err := io.ReadFull(h.random, salt); err != nil {
		return "", fmt.Errorf("staff: no randomness: %w", err)
	}
	sum, err := h.derive(ctx, password, salt)
	if err != nil {
		return "", err
	}
	return encode(salt, sum), nil
}

// Verify tells whether the password made the hash. An empty hash costs the same
// time and is never right.
func (h *Hasher) Verify(ctx context.Context, hash, password string) (bool, error) {
	stored := hash
	if hash == "" {
		stored = h.dummy
	}
	salt, want, err := decode(stored)
	if err != nil {
		return false, err
	}
	sum, err := h.derive(ctx, password, salt)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(sum, want) == 1 && hash != "", nil
}

func (h *Hasher) derive(ctx context.Context, password string, salt []byte) ([]byte, error) {
	select {
	case h.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, fmt.Errorf("staff: waiting to check a password: %w", ctx.Err())
	}
	defer func() { <-h.slots }()
	return argon2.IDKey([]byte(password), salt, argonTime, argonMemory, argonLanes, hashBytes), nil
}

func encode(salt, sum []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s",
		argon2.Version, argonMemory, argonTime, argonLanes, b64.EncodeToString(salt), b64.EncodeToString(sum))
}

var errHashForm = errors.New("staff: a stored password hash is not of the form this version writes")

// decode reads the form encode writes. Other costs are refused: when they
// change, a migration names the old ones here.
func decode(hash string) (salt, sum []byte, err error) {
	parts := strings.Split(hash, "$")
	want := fmt.Sprintf("m=%d,t=%d,p=%d", argonMemory, argonTime, argonLanes)
	if len(parts) != 6 || parts[1] != "argon2id" || parts[3] != want {
		return nil, nil, errHashForm
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return nil, nil, errHashForm
	}
	if sum, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil {
		return nil, nil, errHashForm
	}
	return salt, sum, nil
}
