package ops_test

import (
	"os"
	"testing"

	"onevisit/api/internal/webtest"
)

func TestMain(m *testing.M) { os.Exit(webtest.Main(m, os.Stderr, "ops", nil)) }
