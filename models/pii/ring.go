package pii

import (
	"bytes"
	"context"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"

	"onevisit/models"
)

// KEK is the key-encryption key: it wraps the data keys and nothing else. It is
// kept outside the database, in a file of its own or a key service.
type KEK struct{ wrap tink.AEAD }

// NewKEK makes a key-encryption key and returns it as the text of its file.
func NewKEK() ([]byte, error) {
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("pii: make key-encryption key: %w", err)
	}
	var text bytes.Buffer
	if err := insecurecleartextkeyset.Write(handle, keyset.NewJSONWriter(&text)); err != nil {
		return nil, fmt.Errorf("pii: write key-encryption key: %w", err)
	}
	return text.Bytes(), nil
}

// OpenKEK reads the text of a key file.
func OpenKEK(text []byte) (*KEK, error) {
	handle, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(text)))
	if err != nil {
		return nil, errors.New("pii: the key-encryption key's file is not a key set")
	}
	wrap, err := aead.New(handle)
	if err != nil {
		return nil, fmt.Errorf("pii: key-encryption key: %w", err)
	}
	return &KEK{wrap: wrap}, nil
}

// WrappedKey is a data key as the database keeps it.
type WrappedKey struct {
	ID     string // "d-2026-11" for sealing, "index-1" for the blind index
	Sealed []byte // encrypted under the key-encryption key
	MadeAt time.Time
}

// Keys is the repository of wrapped keys.
type Keys interface {
	Load(ctx context.Context) ([]WrappedKey, error)
	// Add stores a key; ErrDuplicate when another process was first.
	Add(ctx context.Context, k WrappedKey) error
}

const (
	indexKeyID   = "index-1"
	dataPrefix   = "d-"
	frameVersion = 1
)

// Ring is the Vault over a KEK and the keys it wraps. Opened keys stay in
// memory; a key another process made is loaded when it is first met.
type Ring struct {
	kek   *KEK
	keys  Keys
	clock models.Clock

	mu      sync.RWMutex
	data    map[string]tink.AEAD
	current string
	columns map[string][]byte // derived index keys
	index   []byte
}

// NewRing loads the keys and makes those that are missing: the index key once,
// a data key for this month. It refuses a KEK that does not open the keys that
// exist, instead of making new ones beside them.
func NewRing(ctx context.Context, kek *KEK, keys Keys, clock models.Clock) (*Ring, error) {
	r := &Ring{kek: kek, keys: keys, clock: clock, data: map[string]tink.AEAD{}, columns: map[string][]byte{}}
	if err := r.load(ctx); err != nil {
		return nil, err
	}
	if r.index == nil {
		if err := r.makeIndexKey(ctx); err != nil {
			return nil, err
		}
	}
	if err := r.Rotate(ctx); err != nil {
		return nil, err
	}
	return r, nil
}

// Rotate makes this month's data key if there is none yet and seals with it
// from now on. Call it outside transactions, daily.
func (r *Ring) Rotate(ctx context.Context) error {
	id := dataPrefix + r.clock.Now().UTC().Format("2006-01")
	r.mu.RLock()
	_, have := r.data[id]
	r.mu.RUnlock()
	if have {
		return nil
	}
	handle, err := keyset.NewHandle(aead.XAES256GCM192BitNonceKeyTemplate())
	if err != nil {
		return fmt.Errorf("pii: make data key: %w", err)
	}
	var sealed bytes.Buffer
	if err := handle.WriteWithAssociatedData(keyset.NewBinaryWriter(&sealed), r.kek.wrap, keyBinding(id)); err != nil {
		return fmt.Errorf("pii: wrap data key: %w", err)
	}
	return r.add(ctx, WrappedKey{ID: id, Sealed: sealed.Bytes(), MadeAt: r.clock.Now()})
}

func (r *Ring) makeIndexKey(ctx context.Context) error {
	secret := make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		return fmt.Errorf("pii: no randomness: %w", err)
	}
	sealed, err := r.kek.wrap.Encrypt(secret, keyBinding(indexKeyID))
	if err != nil {
		return fmt.Errorf("pii: wrap index key: %w", err)
	}
	return r.add(ctx, WrappedKey{ID: indexKeyID, Sealed: sealed, MadeAt: r.clock.Now()})
}

// add stores a key and takes whatever stands in the database afterwards, which
// is another process's key when that one was first.
func (r *Ring) add(ctx context.Context, k WrappedKey) error {
	if err := r.keys.Add(ctx, k); err != nil && !errors.Is(err, models.ErrDuplicate) {
		return fmt.Errorf("pii: keep key %s: %w", k.ID, err)
	}
	return r.load(ctx)
}

func (r *Ring) load(ctx context.Context) error {
	wrapped, err := r.keys.Load(ctx)
	if err != nil {
		return fmt.Errorf("pii: load keys: %w", err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, k := range wrapped {
		if k.ID == indexKeyID {
			if r.index, err = r.kek.wrap.Decrypt(k.Sealed, keyBinding(k.ID)); err != nil {
				return errWrongKEK
			}
			continue
		}
		if _, have := r.data[k.ID]; have {
			continue
		}
		handle, err := keyset.ReadWithAssociatedData(keyset.NewBinaryReader(bytes.NewReader(k.Sealed)), r.kek.wrap, keyBinding(k.ID))
		if err != nil {
			return errWrongKEK
		}
		if r.data[k.ID], err = aead.New(handle); err != nil {
			return fmt.Errorf("pii: data key %s: %w", k.ID, err)
		}
		r.current = max(r.current, k.ID) // ids of months sort by time
	}
	return nil
}

var errWrongKEK = errors.New("pii: the key-encryption key does not open the keys of this database; restore the key file that belongs to it")

func keyBinding(id string) []byte { return []byte("pii_key|" + id) }

func binding(owner models.ID, column, key string) []byte {
	return []byte(column + "|" + string(owner) + "|" + key)
}

// Seal implements Vault.
func (r *Ring) Seal(owner models.ID, column string, plain []byte) ([]byte, error) {
	if strings.ContainsRune(column, '|') || strings.ContainsRune(string(owner), '|') {
		return nil, errors.New("pii: a column or owner with a separator in it")
	}
	r.mu.RLock()
	id, cipher := r.current, r.data[r.current]
	r.mu.RUnlock()
	sealed, err := cipher.Encrypt(plain, binding(owner, column, id))
	if err != nil {
		return nil, fmt.Errorf("pii: seal %s: %w", column, err)
	}
	frame := append(make([]byte, 0, 2+len(id)+len(sealed)), frameVersion, byte(len(id)))
	return append(append(frame, id...), sealed...), nil
}

// Open implements Vault.
func (r *Ring) Open(owner models.ID, column string, sealed []byte) ([]byte, error) {
	if len(sealed) < 2 || sealed[0] != frameVersion || len(sealed) < 2+int(sealed[1]) {
		return nil, fmt.Errorf("pii: %s: not a sealed value", column)
	}
	id := string(sealed[2 : 2+int(sealed[1])])
	cipher, err := r.key(id)
	if err != nil {
		return nil, err
	}
	plain, err := cipher.Decrypt(sealed[2+len(id):], binding(owner, column, id))
	if err != nil {
		return nil, fmt.Errorf("pii: %s: sealed for another owner or column, or damaged", column)
	}
	return plain, nil
}

const keyLoadTime = 3 * time.Second

func (r *Ring) key(id string) (tink.AEAD, error) {
	r.mu.RLock()
	cipher, have := r.data[id]
	r.mu.RUnlock()
	if have {
		return cipher, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), keyLoadTime)
	defer cancel()
	if err := r.load(ctx); err != nil {
		return nil, err
	}
	r.mu.RLock()
	defer r.mu.RUnlock()
	if cipher, have = r.data[id]; !have {
		return nil, errors.New("pii: sealed under a key that does not exist")
	}
	return cipher, nil
}

// Index implements Vault: HMAC-SHA-256 under a key derived for the column.
func (r *Ring) Index(column, value string) string {
	h := hmac.New(sha256.New, r.columnKey(column))
	h.Write([]byte(value))
	return hex.EncodeToString(h.Sum(nil))
}

func (r *Ring) columnKey(column string) []byte {
	r.mu.RLock()
	key, have := r.columns[column]
	r.mu.RUnlock()
	if have {
		return key
	}
	key, err := hkdf.Key(sha256.New, r.index, nil, "onevisit blind index|"+column, sha256.Size)
	if err != nil { // only for a length no hash can give
		panic("pii: derive index key: " + err.Error())
	}
	r.mu.Lock()
	r.columns[column] = key
	r.mu.Unlock()
	return key
}
