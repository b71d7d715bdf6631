package kiosk_test

import (
	"os"
	"testing"

	"onevisit/api/internal/webtest"
)

func TestMain(m *testing.M) {
	os.Exit(webtest.Main(m, os.Stderr, "kiosk", map[string]string{
		"kiosk.sendPapers":   "the screens' tests in a browser; models/papers for the entry",
		"kiosk.touchSession": "the screens' tests in a browser; it leaves none",
		"kiosk.withdraw":     "models/application for the entry",
	}))
}
