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

// The floor does what a step save does and nothing else: who is the device, who
// is the session, where does the application stand, write its answers on the
// version, keep the reply for a repetition, append to the audit log.
const (
	sqlDevice  = "SELECT id FROM floor_device WHERE credential = ?"
	sqlSession = "SELECT person FROM floor_session WHERE token = ?"
	sqlCase    = "SELECT version, answers FROM floor_application WHERE id = ?"
	sqlUpdate  = "UPDATE floor_application SET answers = ?, version = version + 1, updated_at = ? WHERE id = ? AND version = ?"
	sqlOnce    = "INSERT INTO floor_once (actor, request, digest, reply, at) VALUES (?, ?, ?, ?, ?)"
	sqlAudit   = "INSERT INTO floor_audit (at, actor, action, subject, fields) VALUES (?, ?, 'step.saved', ?, 'mobile,address')"
)

type floor struct {
	db                                     *sql.DB
	device, session, read, save, once, log *sql.Stmt
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
	mux.HandleFunc("PUT /applications/{id}", f.put)
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
	f := &floor{}
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
	for _, p := range []struct {
		into **sql.Stmt
		text string
	}{{&f.device, sqlDevice}, {&f.session, sqlSession}, {&f.read, sqlCase}, {&f.save, sqlUpdate}, {&f.once, sqlOnce}, {&f.log, sqlAudit}} {
		if *p.into, err = f.db.PrepareContext(ctx, p.text); err != nil {
			return nil, fmt.Errorf("floor: %w", err)
		}
	}
	return f, nil
}

const floorTables = `
CREATE TABLE floor_device (credential varchar(64) PRIMARY KEY, id varchar(26) NOT NULL);
CREATE TABLE floor_session (token varchar(64) PRIMARY KEY, person varchar(26) NOT NULL);
CREATE TABLE floor_application (id varchar(26) PRIMARY KEY, version bigint NOT NULL, answers mediumblob NOT NULL, updated_at bigint NOT NULL);
CREATE TABLE floor_once (actor varchar(64) NOT NULL, request varchar(255) NOT NULL, digest char(64) NOT NULL, reply mediumblob NOT NULL, at bigint NOT NULL, PRIMARY KEY (actor, request));
CREATE TABLE floor_audit (id bigint AUTO_INCREMENT PRIMARY KEY, at bigint NOT NULL, actor varchar(64) NOT NULL, action varchar(40) NOT NULL, subject varchar(26) NOT NULL, fields varchar(200) NOT NULL)`

func (f *floor) seed(ctx context.Context) error {
	for i := range floorClients {
		name := strconv.Itoa(i)
		for _, s := range []string{
			"INSERT INTO floor_device VALUES ('d" + name + "', 'd" + name + "')",
			"INSERT INTO floor_session VALUES ('s" + name + "', 'p" + name + "')",
			"INSERT INTO floor_application VALUES ('a" + name + "', 0, 'x', 0)",
		} {
			if _, err := f.db.ExecContext(ctx, s); err != nil {
				return fmt.Errorf("floor: %w", err)
			}
		}
	}
	return nil
}

func (f *floor) put(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 64<<10))
	if err == nil {
		err = f.transaction(r.Context(), r, body)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "floor:", err)
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write([]byte(`{"ok":true}`))
}

func (f *floor) transaction(ctx context.Context, r *http.Request, body []byte) error {
	tx, err := f.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	id, now := r.PathValue("id"), time.Now().UnixMilli()
	var device, person string
	var version int64
	var answers []byte
	if err := tx.StmtContext(ctx, f.device).QueryRowContext(ctx, r.Header.Get("X-Device")).Scan(&device); err != nil {
		return err
	}
	if err := tx.StmtContext(ctx, f.session).QueryRowContext(ctx, r.Header.Get("X-Session")).Scan(&person); err != nil {
		return err
	}
	if err := tx.StmtContext(ctx, f.read).QueryRowContext(ctx, id).Scan(&version, &answers); err != nil {
		return err
	}
	done, err := tx.StmtContext(ctx, f.save).ExecContext(ctx, body, now, id, version)
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n != 1 {
		return fmt.Errorf("stale version: %d %w", n, err)
	}
	digest := sha256.Sum256(body)
	if _, err := tx.StmtContext(ctx, f.once).ExecContext(ctx, person, r.Header.Get("Idempotency-Key"), hex.EncodeToString(digest[:]), body, now); err != nil {
		return err
	}
	if _, err := tx.StmtContext(ctx, f.log).ExecContext(ctx, now, person, id); err != nil {
		return err
	}
	return tx.Commit()
}
