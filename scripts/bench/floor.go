package main

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	_ "github.com/go-sql-driver/mysql" // the floor's drivers
	_ "modernc.org/sqlite"
)

// floorClients is how many applications the floor's tables hold.
const floorClients = 128

// The floor does in one durable transaction what a step save does. Lean is the
// least a step save can be: read session and application, write the answers on
// the version, append to the audit log; it is the floor the targets are set by.
// Same does all that a step save has to find out and keep: the device with its
// site and parts, the session, the look for a stored reply, the application; then
// the answers, the session's sign of life, the audit entry with its subjects, and
// the reply for a repetition. The product writes all of the latter, but answers
// most of the former from memory while a citizen is filling in a form, so its
// ratio to same counts that memory in as well as the shared commits.
const (
	sqlDevice   = "SELECT id, site FROM floor_device WHERE credential = ?"
	sqlSite     = "SELECT name FROM floor_site WHERE code = ?"
	sqlParts    = "SELECT kind FROM floor_part WHERE device = ?"
	sqlSession  = "SELECT person FROM floor_session WHERE token = ?"
	sqlLook     = "SELECT count(*) FROM floor_once WHERE actor = ? AND request = ?"
	sqlCase     = "SELECT version, answers FROM floor_application WHERE id = ?"
	sqlUpdate   = "UPDATE floor_application SET answers = ?, version = version + 1, updated_at = ? WHERE id = ? AND version = ?"
	sqlTouch    = "UPDATE floor_session SET seen = ? WHERE token = ?"
	sqlAudit    = "INSERT INTO floor_audit (at, actor, action, subject, fields) VALUES (?, ?, 'step.saved', ?, 'mobile,address')"
	sqlSubjects = "INSERT INTO floor_subject (kind, subject, entry) VALUES ('application', ?, ?), ('matter', ?, ?), ('person', ?, ?)"
	sqlOnce     = "INSERT INTO floor_once (actor, request, digest, reply, at) VALUES (?, ?, ?, ?, ?)"
)

// floorStatements are all of them.
func floorStatements() []string {
	return []string{sqlDevice, sqlSite, sqlParts, sqlSession, sqlLook, sqlCase, sqlUpdate, sqlTouch, sqlAudit, sqlSubjects, sqlOnce}
}

type floor struct {
	db       *sql.DB
	prepared map[string]*sql.Stmt
}

func serveFloor(ctx context.Context, o options) error {
	f, err := openFloor(ctx, o)
	if err != nil {
		return err
	}
	defer f.db.Close()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /readyz", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("PUT /lean/{id}", f.put(false))
	mux.HandleFunc("PUT /same/{id}", f.put(true))
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	fmt.Printf("  kiosk    http://%s/\n", listener.Addr())
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func openFloor(ctx context.Context, o options) (*floor, error) {
	f := &floor{prepared: map[string]*sql.Stmt{}}
	var err error
	ddl := floorTables
	if o.floorFile != "" {
		f.db, err = sql.Open("sqlite", "file:"+o.floorFile+"?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate")
		ddl = strings.ReplaceAll(ddl, "bigint AUTO_INCREMENT PRIMARY KEY", "integer PRIMARY KEY")
		ddl = strings.ReplaceAll(ddl, "mediumblob", "blob")
		if err == nil {
			f.db.SetMaxOpenConns(1)
		}
	} else {
		f.db, err = sql.Open("mysql", o.floorDSN)
		if err == nil {
			f.db.SetMaxOpenConns(48)
			f.db.SetMaxIdleConns(48)
		}
	}
	if err != nil {
		return nil, err
	}
	for _, statement := range strings.Split(ddl, ";") {
		if strings.TrimSpace(statement) == "" {
			continue
		}
		if _, err := f.db.ExecContext(ctx, statement); err != nil {
			return nil, fmt.Errorf("floor: %w", err)
		}
	}
	if err := f.seed(ctx); err != nil {
		return nil, err
	}
	for _, text := range floorStatements() {
		if f.prepared[text], err = f.db.PrepareContext(ctx, text); err != nil {
			return nil, fmt.Errorf("floor: %w", err)
		}
	}
	return f, nil
}

const floorTables = `
CREATE TABLE floor_device (credential varchar(64) PRIMARY KEY, id varchar(26) NOT NULL, site varchar(40) NOT NULL);
CREATE TABLE floor_site (code varchar(40) PRIMARY KEY, name varchar(60) NOT NULL);
CREATE TABLE floor_part (device varchar(26) NOT NULL, kind varchar(20) NOT NULL, PRIMARY KEY (device, kind));
CREATE TABLE floor_session (token varchar(64) PRIMARY KEY, person varchar(26) NOT NULL, seen bigint NOT NULL);
CREATE TABLE floor_application (id varchar(26) PRIMARY KEY, version bigint NOT NULL, answers mediumblob NOT NULL, updated_at bigint NOT NULL);
CREATE TABLE floor_once (actor varchar(64) NOT NULL, request varchar(255) NOT NULL, digest char(64) NOT NULL, reply mediumblob NOT NULL, at bigint NOT NULL, PRIMARY KEY (actor, request));
CREATE TABLE floor_audit (id bigint AUTO_INCREMENT PRIMARY KEY, at bigint NOT NULL, actor varchar(64) NOT NULL, action varchar(40) NOT NULL, subject varchar(26) NOT NULL, fields varchar(200) NOT NULL);
CREATE TABLE floor_subject (kind varchar(20) NOT NULL, subject varchar(26) NOT NULL, entry bigint NOT NULL, PRIMARY KEY (kind, subject, entry))`

func (f *floor) seed(ctx context.Context) error {
	if _, err := f.db.ExecContext(ctx, "INSERT INTO floor_site VALUES ('s', 'hall')"); err != nil {
		return fmt.Errorf("floor: %w", err)
	}
	for i := range floorClients {
		name := strconv.Itoa(i)
		for _, s := range []string{
			"INSERT INTO floor_device VALUES ('d" + name + "', 'd" + name + "', 's')",
			"INSERT INTO floor_part VALUES ('d" + name + "', 'camera'), ('d" + name + "', 'id-reader'), ('d" + name + "', 'printer')",
			"INSERT INTO floor_session VALUES ('s" + name + "', 'p" + name + "', 0)",
			"INSERT INTO floor_application VALUES ('a" + name + "', 0, 'x', 0)",
		} {
			if _, err := f.db.ExecContext(ctx, s); err != nil {
				return fmt.Errorf("floor: %w", err)
			}
		}
	}
	return nil
}

func (f *floor) put(same bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 64<<10))
		if err == nil {
			err = f.transaction(r.Context(), save{
				device: r.Header.Get("X-Device"), session: r.Header.Get("X-Session"), key: r.Header.Get("Idempotency-Key"),
				application: r.PathValue("id"), body: body, same: same,
			})
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "floor:", err)
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"ok":true}`))
	}
}

// save is one request.
type save struct {
	device, session, key, application string
	body                              []byte
	same                              bool
}

func (f *floor) transaction(ctx context.Context, s save) error {
	tx, err := f.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if s.same {
		if err := f.recognise(ctx, tx, s); err != nil {
			return err
		}
	}
	var person string
	var version int64
	var answers []byte
	if err := f.row(ctx, tx, sqlSession, s.session).Scan(&person); err != nil {
		return err
	}
	if s.same {
		var repeated int
		if err := f.row(ctx, tx, sqlLook, person, s.key).Scan(&repeated); err != nil || repeated > 0 {
			return fmt.Errorf("repeated: %d %w", repeated, err)
		}
	}
	if err := f.row(ctx, tx, sqlCase, s.application).Scan(&version, &answers); err != nil {
		return err
	}
	if err := f.write(ctx, tx, s, person, version); err != nil {
		return err
	}
	return tx.Commit()
}

// recognise reads the device with its site and parts.
func (f *floor) recognise(ctx context.Context, tx *sql.Tx, s save) error {
	var device, site, name string
	if err := f.row(ctx, tx, sqlDevice, s.device).Scan(&device, &site); err != nil {
		return err
	}
	if err := f.row(ctx, tx, sqlSite, site).Scan(&name); err != nil {
		return err
	}
	parts, err := tx.StmtContext(ctx, f.prepared[sqlParts]).QueryContext(ctx, device)
	if err != nil {
		return err
	}
	defer parts.Close()
	for parts.Next() {
		var kind string
		if err := parts.Scan(&kind); err != nil {
			return err
		}
	}
	return parts.Err()
}

func (f *floor) write(ctx context.Context, tx *sql.Tx, s save, person string, version int64) error {
	now := time.Now().UnixMilli()
	done, err := f.exec(ctx, tx, sqlUpdate, s.body, now, s.application, version)
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n != 1 {
		return fmt.Errorf("stale version: %d %w", n, err)
	}
	entry, err := f.exec(ctx, tx, sqlAudit, now, person, s.application)
	if err != nil || !s.same {
		return err
	}
	id, err := entry.LastInsertId()
	if err != nil {
		return err
	}
	if _, err := f.exec(ctx, tx, sqlSubjects, s.application, id, s.application, id, person, id); err != nil {
		return err
	}
	if _, err := f.exec(ctx, tx, sqlTouch, now, s.session); err != nil {
		return err
	}
	digest := sha256.Sum256(s.body)
	_, err = f.exec(ctx, tx, sqlOnce, person, s.key, hex.EncodeToString(digest[:]), s.body, now)
	return err
}

func (f *floor) row(ctx context.Context, tx *sql.Tx, text string, args ...any) *sql.Row {
	return tx.StmtContext(ctx, f.prepared[text]).QueryRowContext(ctx, args...)
}

func (f *floor) exec(ctx context.Context, tx *sql.Tx, text string, args ...any) (sql.Result, error) {
	return tx.StmtContext(ctx, f.prepared[text]).ExecContext(ctx, args...)
}
