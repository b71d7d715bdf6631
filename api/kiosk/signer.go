package kiosk

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"

	"onevisit/models"
)

// AgentKeys gives the key a device's agent shares with the server.
type AgentKeys interface {
	AgentKey(ctx context.Context, device models.ID) ([]byte, error)
}

// Signer signs instructions for a device's agent, in the form the agent itself
// signs readings in: base64url of the text, a dot, base64url of its HMAC-SHA-256.
type Signer struct{ Keys AgentKeys }

// Sign implements application.Signer.
func (s Signer) Sign(ctx context.Context, device models.ID, instruction []byte) (string, error) {
	key, err := s.Keys.AgentKey(ctx, device)
	if err != nil {
		return "", err
	}
	text := base64.RawURLEncoding.EncodeToString(instruction)
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text))
	return text + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil)), nil
}
