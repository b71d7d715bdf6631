package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"time"

	mysqldriver "github.com/go-sql-driver/mysql"
	"gorm.io/driver/mysql"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// Dialect names the SQL engine in use.
type Dialect string

// The two engines.
const (
	SQLite Dialect = "sqlite"
	MySQL  Dialect = "mysql" // MariaDB and MySQL
)

// Config says which database to open.
type Config struct {
	DSN         string // a MySQL/MariaDB DSN; empty means SQLite
	Path        string // the SQLite file
	Log         *slog.Logger
	AllowUnsafe bool // serve although an acknowledged write could be lost
	Reports     int  // connections for reports, at least fewestReports; 0 means defaultReports
}

// How many connections reports may have. Whoever checks the audit log holds one
// for the entries while it asks for their batches through another.
const (
	fewestReports  = 2
	defaultReports = 4
)

// DB is an open database: one pool to write, one to read, and one for reports,
// so that however many of those are asked for, citizens and clerks find a
// connection free.
type DB struct {
	dialect Dialect
	write   *gorm.DB
	read    *gorm.DB
	report  *gorm.DB
	log     *slog.Logger
	path    string // of the SQLite file
}

// Open connects and checks that the engine answers. It does not migrate.
func Open(ctx context.Context, cfg Config) (*DB, error) {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Reports == 0 {
		cfg.Reports = defaultReports
	}
	cfg.Reports = max(cfg.Reports, fewestReports)
	db := &DB{log: cfg.Log}
	var err error
	if cfg.DSN == "" {
		err = db.openSQLite(cfg)
	} else {
		err = db.openMySQL(cfg)
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	for _, pool := range db.pools() {
		raw, err := pool.DB()
		if err == nil {
			err = raw.PingContext(ctx)
		}
		if err != nil {
			return nil, errors.Join(fmt.Errorf("store: no answer from the database: %w", err), db.Close())
		}
	}
	return db, nil
}

// Dialect tells which engine this is.
func (db *DB) Dialect() Dialect { return db.dialect }

func (db *DB) pools() []*gorm.DB { return []*gorm.DB{db.write, db.read, db.report} }

// Close ends every pool.
func (db *DB) Close() error {
	var errs []error
	for _, pool := range db.pools() {
		if pool == nil {
			continue
		}
		raw, err := pool.DB()
		if err == nil {
			err = raw.Close()
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

func (db *DB) openSQLite(cfg Config) (err error) {
	db.dialect, db.path = SQLite, cfg.Path
	if err := os.MkdirAll(filepath.Dir(cfg.Path), 0o700); err != nil {
		return fmt.Errorf("store: data folder: %w", err)
	}
	dsn := func(extra ...string) string {
		q := url.Values{}
		for _, p := range append([]string{"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)"}, extra...) {
			q.Add("_pragma", p)
		}
		q.Set("_txlock", "immediate")
		return "file:" + cfg.Path + "?" + q.Encode()
	}
	// The writer keeps the journal of a single statement in memory: it serves to
	// undo that statement, never to recover from a crash. Pages of the log are
	// carried over less often, so that a page changed again and again is carried once.
	if db.write, err = db.gorm(newSQLiteDialector(dsn("temp_store(MEMORY)", "wal_autocheckpoint(4000)", "cache_size(-8000)"))); err != nil {
		return fmt.Errorf("store: open %s: %w", cfg.Path, err)
	}
	if err := limitPool(db.write, 1, 1); err != nil {
		return err
	}
	// One connection for good: the engine counts others' commits on it.
	raw, err := db.write.DB()
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	raw.SetConnMaxLifetime(0)
	if db.read, err = db.gorm(newSQLiteDialector(dsn("query_only(1)"))); err != nil {
		return fmt.Errorf("store: open %s for reading: %w", cfg.Path, err)
	}
	readers := max(4, runtime.NumCPU())
	if err := limitPool(db.read, readers, readers); err != nil {
		return err
	}
	if db.report, err = db.gorm(newSQLiteDialector(dsn("query_only(1)"))); err != nil {
		return fmt.Errorf("store: open %s for reports: %w", cfg.Path, err)
	}
	return limitPool(db.report, cfg.Reports, cfg.Reports)
}

func (db *DB) openMySQL(cfg Config) error {
	db.dialect = MySQL
	dsn, err := mysqldriver.ParseDSN(cfg.DSN)
	if err != nil {
		// The parser's text repeats the DSN and with it the password.
		return errors.New("store: ONEVISIT_DSN is not a valid MySQL DSN (user:password@tcp(host:port)/database)")
	}
	tuneDSN(dsn)
	dsn.Logger = driverLog{db.log}
	open := func(size int, wrap func(driver.Connector) driver.Connector) (*gorm.DB, error) {
		connector, err := mysqldriver.NewConnector(dsn)
		if err != nil {
			return nil, fmt.Errorf("store: MySQL connector: %w", err)
		}
		pool, err := db.gorm(mysql.New(mysql.Config{Conn: openConnector(wrap(connector)), SkipInitializeWithVersion: true}))
		if err != nil {
			return nil, fmt.Errorf("store: open MySQL: %w", err)
		}
		return pool, limitPool(pool, size, size)
	}
	asItIs := func(c driver.Connector) driver.Connector { return c }
	toRead := func(c driver.Connector) driver.Connector { return reading{c} }
	if db.write, err = open(24, asItIs); err != nil {
		return err
	}
	if db.read, err = open(24, toRead); err != nil {
		return err
	}
	dsn.ReadTimeout = slowestReport
	db.report, err = open(cfg.Reports, toRead)
	return err
}

// slowestReport is how long the database may work on a report before the first
// row comes.
const slowestReport = time.Minute

// tuneDSN sets what correctness and speed need, whatever the operator wrote.
func tuneDSN(dsn *mysqldriver.Config) {
	dsn.ParseTime = true // the migration locker keeps its lease in a timestamp; our own columns are integers
	dsn.Loc = time.UTC
	dsn.Collation = "utf8mb4_bin"
	dsn.ClientFoundRows = true   // affected rows count matches, as on SQLite
	dsn.InterpolateParams = true // one round trip a statement
	dsn.Timeout, dsn.ReadTimeout, dsn.WriteTimeout = 5*time.Second, 10*time.Second, 10*time.Second
	if dsn.Params == nil {
		dsn.Params = map[string]string{}
	}
	dsn.Params["time_zone"] = "'+00:00'"
	dsn.Params["innodb_lock_wait_timeout"] = "2"
}

func (db *DB) gorm(d gorm.Dialector) (*gorm.DB, error) {
	return gorm.Open(d, &gorm.Config{
		SkipDefaultTransaction: true,
		TranslateError:         true,
		Logger:                 logger.Discard,
		// gorm asks on every insert; rows carry their own times, so it gets none.
		NowFunc: func() time.Time { return time.Unix(0, 0) },
	})
}

func limitPool(pool *gorm.DB, open, idle int) error {
	raw, err := pool.DB()
	if err != nil {
		return fmt.Errorf("store: pool: %w", err)
	}
	raw.SetMaxOpenConns(open)
	raw.SetMaxIdleConns(idle)
	raw.SetConnMaxLifetime(30 * time.Minute)
	return nil
}
