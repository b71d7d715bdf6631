package run_test

import (
	"context"
	"database/sql"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"

	"onevisit/models/store/storetest"
)

// again starts the hall anew on the same data.
func (h *hall) again(t *testing.T, args ...string) {
	t.Helper()
	h.program = start(h.environ, append([]string{"serve", "--demo", "--listen", "127.0.0.1:0", "--data", h.data, "--log-level", "debug"}, args...)...)
	h.base = h.url(t)
}

func (h *hall) command(args ...string) (code int, out, err string) {
	return onevisit(h.environ, append(args, "--data", h.data)...)
}

// key is the log's public key, as a person hands it to a witness.
func (h *hall) key(t *testing.T) string {
	t.Helper()
	code, out, err := h.command("audit", "key")
	if code != 0 {
		t.Fatal(err)
	}
	return strings.TrimSpace(out)
}

func fetch(t *testing.T, url string) (int, string) {
	t.Helper()
	reply, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	text, err := io.ReadAll(reply.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply.StatusCode, string(text)
}

// until waits for something to become true.
func until(t *testing.T, within time.Duration, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(within); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		if is() {
			return
		}
	}
	t.Fatalf("not within %s: %s", within, what)
}

// signed waits for the first checkpoint.
func (h *hall) signed(t *testing.T) {
	t.Helper()
	until(t, 15*time.Second, "a checkpoint", func() bool {
		status, _ := fetch(t, h.base+"/log/checkpoint")
		return status == http.StatusOK
	})
}

func TestAudit_provedWitnessedAndFoundWhenChanged(t *testing.T) {
	h := startHall(t)
	ctx := minute(t)
	k := h.kiosk(ctx, t)
	who := h.person(ctx, t, "三项都能办")
	if err := k.Begin(ctx, who.ID, "id-card"); err != nil {
		t.Fatal(err)
	}
	h.signed(t)
	key, folder := h.key(t), t.TempDir()
	if _, served := fetch(t, h.base+"/log/key"); strings.TrimSpace(served) != key {
		t.Errorf("the hall says its key is %s", served)
	}
	look := []string{"audit", "witness", "--log", h.base, "--log-key", key, "--state", filepath.Join(folder, "w"), "--once"}
	code, out, complaint := onevisit(nil, look...)
	if code == 0 || !strings.Contains(complaint, "403") {
		t.Fatalf("a witness the hall does not know: %d %s %s", code, out, complaint)
	}
	witness, _, _ := strings.Cut(strings.TrimPrefix(out, "witness  "), "\n")

	proof := filepath.Join(folder, "proof")
	if code, _, complaint := h.command("audit", "prove", "3", "--out", proof); code != 0 {
		t.Fatal(complaint)
	}
	if code, out, complaint := onevisit(nil, "audit", "check", proof, "--log-key", key); code != 0 || !strings.Contains(out, "the proof holds: place 2") {
		t.Fatalf("%d %s %s", code, out, complaint)
	}
	if code, _, _ := onevisit(nil, "audit", "check", proof, "--log-key", witness); code == 0 {
		t.Error("the proof held under another key")
	}
	h.stop(t)
	h.again(t, "--witnesses", witness)
	look[3] = h.base
	h.signed(t)
	if code, out, complaint := onevisit(nil, look...); code != 0 || !strings.Contains(out, "countersigned") {
		t.Fatalf("%d %s %s", code, out, complaint)
	}
	if _, note := fetch(t, h.base+"/log/checkpoint"); strings.Count(note, "\n— ") != 2 {
		t.Errorf("the checkpoint is not countersigned:\n%s", note)
	}
	if code, out, complaint := h.command("audit", "verify", "--checkpoint", filepath.Join(folder, "w", "audit-log.checkpoint")); code != 0 || !strings.Contains(out, "everything is sound") {
		t.Fatalf("%d %s %s", code, out, complaint)
	}

	// Somebody with the database changes an entry.
	db := h.database(t)
	if len(h.environ) == 0 {
		if _, err := db.Exec("DROP TRIGGER audit_entry_no_update"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.Exec("UPDATE audit_entry SET action = 'staff.signed_in' WHERE seq = 2"); err != nil {
		t.Fatal(err)
	}
	until(t, time.Minute, "the serving process finds it", func() bool {
		return strings.Contains(h.program.err.String(), "THE AUDIT LOG WAS TAMPERED WITH")
	})
	if code, out, _ := h.command("audit", "verify"); code != 1 || !strings.Contains(out, "row-changed: entry 2") {
		t.Errorf("verify: %d %s", code, out)
	}
	if code, _, complaint := h.command("audit", "prove", "2"); code == 0 || !strings.Contains(complaint, "not what the log holds") {
		t.Errorf("the changed entry was proven: %s", complaint)
	}
	if code, out, _ := h.command("doctor", "--demo"); code != 1 || !strings.Contains(out, "TAMPERED WITH: row-changed") {
		t.Errorf("doctor: %d %s", code, out)
	}
	var entries int
	if err := db.QueryRow("SELECT count(*) FROM audit_entry WHERE action = 'log.tampered'").Scan(&entries); err != nil || entries != 1 {
		t.Errorf("%d entries say so, %v", entries, err)
	}
	if err := h.kiosk(ctx, t).Begin(ctx, who.ID, "id-card"); err != nil { // serving goes on
		t.Error(err)
	}
	h.stop(t)
}

// The database file of an earlier hour is put in the place of today's.
func TestAudit_putBackIsFound(t *testing.T) {
	if storetest.Config(t).DSN != "" {
		t.Skip("done with files; the store's own tests put tables back on both engines")
	}
	h := startHall(t)
	ctx := minute(t)
	h.signed(t)
	key, state := h.key(t), filepath.Join(t.TempDir(), "w")
	h.stop(t)
	yesterday := t.TempDir()
	copyFolder(t, h.data, yesterday)

	_, out, _ := onevisit(nil, "audit", "witness", "--log", "http://127.0.0.1:1", "--log-key", key, "--state", state, "--once")
	witness, _, _ := strings.Cut(strings.TrimPrefix(out, "witness  "), "\n")
	h.again(t, "--witnesses", witness)
	h.kiosk(ctx, t)
	h.stop(t) // signs the rest
	h.again(t, "--witnesses", witness)
	look := func() (int, string) {
		code, _, complaint := onevisit(nil, "audit", "witness", "--log", h.base, "--log-key", key, "--state", state, "--once")
		return code, complaint
	}
	if code, complaint := look(); code != 0 {
		t.Fatal(complaint)
	}
	h.stop(t)

	// The database alone: the hall finds it by itself.
	copyFile(t, filepath.Join(yesterday, "onevisit.db"), filepath.Join(h.data, "onevisit.db"))
	removeJournals(t, h.data)
	if code, out, _ := h.command("audit", "verify"); code != 1 || !strings.Contains(out, "rolled-back") {
		t.Errorf("verify: %d %s", code, out)
	}
	h.again(t, "--witnesses", witness)
	until(t, time.Minute, "the hall finds it", func() bool { return strings.Contains(h.program.err.String(), "rolled-back") })
	if code, out, _ := h.command("doctor", "--demo"); code != 1 || !strings.Contains(out, "rolled-back") {
		t.Errorf("doctor: %d %s", code, out)
	}
	if code, complaint := look(); code != 1 || !strings.Contains(complaint, "older than what was signed") {
		t.Errorf("the witness: %d %s", code, complaint)
	}
	h.stop(t)

	// Everything, keys and last checkpoint too: only the witness knows, and tells.
	copyFolder(t, yesterday, h.data)
	removeJournals(t, h.data)
	h.again(t, "--witnesses", witness)
	if strings.Contains(h.program.err.String(), "rolled-back") {
		t.Fatal("the hall cannot know that")
	}
	if code, complaint := look(); code != 1 || !strings.Contains(complaint, "older than what was signed") || !strings.Contains(complaint, "409") {
		t.Errorf("the witness: %d %s", code, complaint)
	}
	until(t, 5*time.Second, "the hall believes the witness", func() bool { return strings.Contains(h.program.err.String(), "rolled-back") })
	h.stop(t)
}

// Yesterday's database is put back on purpose: the log stands still until
// somebody begins it anew, and says for good that it was.
func TestAudit_begunAnewAfterARestore(t *testing.T) {
	if storetest.Config(t).DSN != "" {
		t.Skip("done with files; the store's own tests put tables back on both engines")
	}
	h := startHall(t)
	h.signed(t)
	key, state := h.key(t), filepath.Join(t.TempDir(), "w")
	h.stop(t)
	yesterday := t.TempDir()
	copyFolder(t, h.data, yesterday)
	anew := []string{"audit", "begin-anew", "--reason", "the disk failed"}
	if code, _, complaint := h.command(anew...); code == 0 || !strings.Contains(complaint, "nothing to begin anew") {
		t.Errorf("a sound log: %s", complaint)
	}
	_, out, _ := onevisit(nil, "audit", "witness", "--log", "http://127.0.0.1:1", "--log-key", key, "--state", state, "--once")
	witness, _, _ := strings.Cut(strings.TrimPrefix(out, "witness  "), "\n")
	look := func(key string, more ...string) (int, string, string) {
		return onevisit(nil, append([]string{"audit", "witness", "--log", h.base, "--log-key", key, "--state", state, "--once"}, more...)...)
	}
	h.again(t, "--witnesses", witness)
	h.kiosk(minute(t), t)
	h.stop(t) // signs the rest
	h.again(t, "--witnesses", witness)
	if code, _, complaint := look(key); code != 0 {
		t.Fatal(complaint)
	}
	h.stop(t)
	copyFile(t, filepath.Join(yesterday, "onevisit.db"), filepath.Join(h.data, "onevisit.db"))
	removeJournals(t, h.data)
	h.again(t, "--witnesses", witness)
	until(t, time.Minute, "the hall finds it", func() bool { return strings.Contains(h.program.err.String(), "rolled-back") })
	if code, _, complaint := h.command(append(anew, "--yes")...); code == 0 || !strings.Contains(complaint, "stop all of them first") {
		t.Errorf("while it serves: %s", complaint)
	}
	h.stop(t)

	if code, out, complaint := h.command(anew...); code != 0 || !strings.Contains(out, "Add --yes") {
		t.Fatal(out, complaint)
	}
	statement, known := filepath.Join(t.TempDir(), "statement"), filepath.Join(state, "audit-log.checkpoint")
	code, out, complaint := h.command(append(anew, "--yes", "--out", statement, "--checkpoint", known)...)
	if code != 0 || !strings.Contains(out, "the disk failed") {
		t.Fatal(out, complaint)
	}
	fresh := h.key(t)
	if fresh == key {
		t.Fatal("it has the old key")
	}
	code, out, _ = h.command("audit", "verify", "--checkpoint", known)
	if code != 0 || !strings.Contains(out, "BREAK    begun anew") || !strings.Contains(out, "the disk failed") {
		t.Errorf("verify: %d %s", code, out)
	}
	h.again(t, "--witnesses", witness)
	h.signed(t)
	until(t, time.Minute, "the log is signed by the new key", func() bool {
		_, note := fetch(t, h.base+"/log/checkpoint")
		origin, _, _ := strings.Cut(fresh, "+")
		return strings.HasPrefix(note, origin)
	})
	for _, k := range []string{key, fresh} {
		if code, _, _ := look(k); code == 0 {
			t.Errorf("the witness went on by itself with %s", k)
		}
	}
	if code, out, complaint := look(key, "--accept-break", statement); code != 0 || !strings.Contains(out, fresh) {
		t.Fatal(out, complaint)
	}
	if code, _, complaint := look(fresh); code != 0 {
		t.Errorf("the witness after a person told it: %s", complaint)
	}
	if code, out, _ := h.command("doctor", "--demo"); strings.Contains(out, "TAMPERED") {
		t.Errorf("doctor: %d %s", code, out)
	}
	h.stop(t)
}

// Two people have what shows the entries about somebody erased; everything that
// was proven stays proven.
func TestAudit_eraseLeavesProofsAndSaysWho(t *testing.T) {
	h := startHall(t)
	ctx := minute(t)
	who := h.person(ctx, t, "三项都能办")
	if err := h.kiosk(ctx, t).Begin(ctx, who.ID, "id-card"); err != nil {
		t.Fatal(err)
	}
	h.signed(t)
	var session, entry string
	db := h.database(t)
	if err := db.QueryRow("SELECT subject_id, audit_seq FROM audit_subject WHERE kind = 'session' LIMIT 1").Scan(&session, &entry); err != nil {
		t.Fatal(err)
	}
	h.stop(t) // everything has its place
	proof := filepath.Join(t.TempDir(), "proof")
	if code, _, complaint := h.command("audit", "prove", entry, "--out", proof); code != 0 {
		t.Fatal(complaint)
	}
	erase := func(by, second, reason string) (int, string, string) {
		return h.command("audit", "erase", "session", session, "--by", by, "--second", second, "--reason", reason)
	}
	for _, c := range [][3]string{{"supervisor", "supervisor", "request"}, {"supervisor", "nobody", "request"}, {"supervisor", "clerk", "fun"}, {"", "clerk", "order"}} {
		if code, _, _ := erase(c[0], c[1], c[2]); code == 0 {
			t.Errorf("erased by %v", c)
		}
	}
	if code, out, complaint := erase("supervisor", "clerk", "request"); code != 0 || !strings.Contains(out, "erased") {
		t.Fatal(complaint)
	}
	if code, _, complaint := erase("supervisor", "clerk", "request"); code == 0 || !strings.Contains(complaint, "no entry") {
		t.Errorf("twice: %s", complaint)
	}
	if code, out, complaint := h.command("audit", "verify"); code != 0 || strings.Contains(out, " 0 of them erased") {
		t.Errorf("verify: %s %s", out, complaint)
	}
	if code, _, complaint := onevisit(nil, "audit", "check", proof, "--log-key", h.key(t)); code != 0 {
		t.Errorf("the proof made before: %s", complaint)
	}
	if code, _, complaint := h.command("audit", "prove", entry); code != 0 {
		t.Errorf("a proof made after: %s", complaint)
	}
	var subjects, notes string
	if err := db.QueryRow("SELECT subjects, notes FROM audit_entry WHERE action = 'personal_data.erased'").Scan(&subjects, &notes); err != nil {
		t.Fatal(err)
	}
	if strings.Count(subjects, `"staff"`) != 2 || !strings.Contains(notes, `"request"`) {
		t.Errorf("%s %s", subjects, notes)
	}
}

func copyFolder(t *testing.T, from, to string) {
	t.Helper()
	if err := os.RemoveAll(to); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"keys/audit-log.key", "keys/kek.json"} { // CopyFS opens up the modes
		if err := os.Chmod(filepath.Join(to, name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	b, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func removeJournals(t *testing.T, data string) {
	t.Helper()
	for _, tail := range []string{"-wal", "-shm"} {
		if err := os.Remove(filepath.Join(data, "onevisit.db"+tail)); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
}

// What could not be proven later does not happen: without the log's key every
// change is refused, and everything is read as before.
func TestAudit_withoutTheKeyNothingChanges(t *testing.T) {
	h := startHall(t)
	ctx := minute(t)
	k := h.kiosk(ctx, t)
	who := h.person(ctx, t, "三项都能办")
	key := filepath.Join(h.data, "keys", "audit-log.key")
	if err := os.Rename(key, key+".away"); err != nil {
		t.Fatal(err)
	}
	until(t, 30*time.Second, "changes are refused", func() bool {
		err := k.Begin(ctx, who.ID, "id-card")
		return err != nil && strings.Contains(err.Error(), "audit.stalled") && strings.Contains(err.Error(), "503")
	})
	if status, _ := fetch(t, h.base+"/livez"); status != http.StatusOK {
		t.Errorf("livez: %d", status)
	}
	if code, out, _ := h.command("doctor", "--demo"); code != 1 || !strings.Contains(out, "audit log") {
		t.Errorf("doctor: %d %s", code, out)
	}
	if err := os.Rename(key+".away", key); err != nil {
		t.Fatal(err)
	}
	until(t, 30*time.Second, "changes are taken again", func() bool { return k.Begin(ctx, who.ID, "id-card") == nil })
	h.stop(t)
}

// The whole product works with an account that cannot change the audit tables.
func TestMigrate_grantsWhatServeNeeds(t *testing.T) {
	dsn := storetest.Config(t).DSN
	if dsn == "" {
		code, _, complaint := onevisit(nil, "migrate", "--data", t.TempDir(), "--grant-to", "app@%")
		if code == 0 || !strings.Contains(complaint, "triggers") {
			t.Errorf("SQLite: %d %s", code, complaint)
		}
		return
	}
	cfg, err := mysql.ParseDSN(dsn)
	if err != nil {
		t.Fatal("the test's DSN is none")
	}
	db, err := sql.Open("mysql", dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	name := "r" + cfg.DBName[len(cfg.DBName)-14:]
	exec := func(statement string) {
		if _, err := db.ExecContext(context.Background(), statement); err != nil {
			t.Fatal(err)
		}
	}
	exec("CREATE USER '" + name + "'@'%' IDENTIFIED BY 'only-here'")
	t.Cleanup(func() { exec("DROP USER '" + name + "'@'%'") })
	code, out, complaint := onevisit([]string{"ONEVISIT_DSN=" + dsn}, "migrate", "--data", t.TempDir(), "--grant-to", name+"@%")
	if code != 0 || !strings.Contains(out, "has what serve needs") {
		t.Fatalf("%d %s %s", code, out, complaint)
	}
	cfg.User, cfg.Passwd = name, "only-here"
	h := &hall{data: filepath.Join(t.TempDir(), "var"), environ: []string{"ONEVISIT_DSN=" + cfg.FormatDSN()}}
	h.again(t)
	ctx := minute(t)
	who := h.person(ctx, t, "三项都能办")
	k, clerk := h.kiosk(ctx, t), h.clerk(ctx, t)
	if err := k.Begin(ctx, who.ID, "hkm-permit"); err != nil {
		t.Fatal(err)
	}
	if a := h.finish(ctx, t, k, clerk, who.ID, "exit-entry.hkm-endorsement", marked()); a.State != "completed" {
		t.Errorf("ended as %s", a.State)
	}
	h.signed(t)
	if code, out, complaint := h.command("audit", "verify"); code != 0 {
		t.Errorf("verify: %s %s", out, complaint)
	}
	h.stop(t)
	if strings.Contains(h.program.err.String(), "denied") {
		t.Error("something was denied: see the log")
	}
}
