package device

import (
	"context"
	"encoding/base64"

	"onevisit/models"
)

// Sign signs an instruction for a device's agent with the agent's own key, in
// the form of Token: base64url of the text, a dot, base64url of its HMAC. The
// agent carries out nothing that is unsigned or signed for another device.
func (h *Hall) Sign(ctx context.Context, device models.ID, instruction []byte) (string, error) {
	key, err := h.AgentKey(ctx, device)
	if err != nil {
		return "", err
	}
	text := base64.RawURLEncoding.EncodeToString(instruction)
	return text + "." + base64.RawURLEncoding.EncodeToString(mac(key, text)), nil
}
