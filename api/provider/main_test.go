package provider_test

import (
	"os"
	"testing"

	"onevisit/api/internal/webtest"
)

func TestMain(m *testing.M) {
	os.Exit(webtest.Main(m, os.Stderr, "provider", map[string]string{"provider.paymentNotice": "the journeys through a whole hall (cmd)"}))
}
