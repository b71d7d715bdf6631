package run_test

import (
	"database/sql"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"onevisit/models/store/storetest"
)

// The setting is the server's, so this runs only where the test may change it.
func TestServeUnsafe_isRefusedUnlessAllowed(t *testing.T) {
	server := os.Getenv(storetest.DSNVariable)
	if server == "" || os.Getenv("ONEVISIT_TEST_MAY_SET_GLOBALS") == "" {
		t.Skip("needs a MariaDB of the test's own")
	}
	admin, err := sql.Open("mysql", server)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	set := func(value string) {
		if _, err := admin.ExecContext(t.Context(), "SET GLOBAL innodb_flush_log_at_trx_commit="+value); err != nil {
			t.Fatal(err)
		}
	}
	set("2")
	defer set("1")
	environ := []string{"ONEVISIT_DSN=" + storetest.Config(t).DSN}
	args := []string{"serve", "--demo", "--listen", "127.0.0.1:0", "--data", t.TempDir()}

	code, _, complaint := onevisit(environ, args...)
	if code != 1 || !strings.Contains(complaint, "innodb_flush_log_at_trx_commit=2") || !strings.Contains(complaint, "SET GLOBAL") {
		t.Errorf("exit code %d: %s", code, complaint)
	}

	p := start(environ, append(args, "--allow-unsafe-durability")...)
	reply, err := http.Get(p.url(t) + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	body, err := io.ReadAll(reply.Body)
	if err != nil || reply.StatusCode != http.StatusOK || !strings.Contains(string(body), "innodb_flush_log_at_trx_commit=2") {
		t.Errorf("readyz answers %d %s %v", reply.StatusCode, body, err)
	}
	p.stop(t)
}
