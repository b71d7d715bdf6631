package translog

import (
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// publicKey derives the verifier's text from a signer's.
func publicKey(text string, signer note.Signer) (string, error) {
	parts := strings.SplitN(text, "+", 5) // the last may have a plus sign in it
	if len(parts) != 5 {
		return "", errKey
	}
	secret, err := base64.StdEncoding.DecodeString(parts[4])
	if err != nil || len(secret) != 1+ed25519.SeedSize {
		return "", errKey
	}
	public, ok := ed25519.NewKeyFromSeed(secret[1:]).Public().(ed25519.PublicKey)
	if !ok {
		return "", errKey
	}
	verifier, err := note.NewEd25519VerifierKey(signer.Name(), public)
	if err != nil {
		return "", fmt.Errorf("translog: public key: %w", err)
	}
	return verifier, nil
}
