package demo_test

import (
	"os"
	"testing"

	"onevisit/api/internal/webtest"
)

func TestMain(m *testing.M) {
	os.Exit(webtest.Main(m, os.Stderr, "demo", map[string]string{"demo.demoPay": "the journeys through a whole hall (cmd)"}))
}
