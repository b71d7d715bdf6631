package store

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"

	mysqldriver "github.com/go-sql-driver/mysql"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	sqlitedriver "modernc.org/sqlite"

	"onevisit/models"
)

func openConnector(c driver.Connector) *sql.DB { return sql.OpenDB(c) }

// sqliteDialector is gorm's SQLite dialect over the pure Go driver, whose
// errors the dialect does not know.
type sqliteDialector struct{ *sqlite.Dialector }

func newSQLiteDialector(dsn string) gorm.Dialector {
	return sqliteDialector{&sqlite.Dialector{Conn: openConnector(sqliteConnector{dsn})}}
}

// SQLite's extended result codes (sqlite.org/rescode.html).
const (
	sqliteBusy             = 5
	sqliteCheck            = 275
	sqliteForeignKey       = 787
	sqlitePrimaryKey       = 1555
	sqliteTriggerAbort     = 1811
	sqliteUnique           = 2067
	sqliteBusySnapshot     = 517
	mysqlSnapshotConflict  = 1020
	mysqlNodeNotReady      = 1047
	mysqlDuplicate         = 1062
	mysqlLockWait          = 1205
	mysqlDeadlock          = 1213
	mysqlDuplicateWithName = 1586
)

// Translate maps the driver's codes to gorm's errors.
func (d sqliteDialector) Translate(err error) error {
	var e *sqlitedriver.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code() {
	case sqlitePrimaryKey, sqliteUnique:
		return fmt.Errorf("%w: %w", gorm.ErrDuplicatedKey, err)
	case sqliteForeignKey, sqliteTriggerAbort:
		return fmt.Errorf("%w: %w", gorm.ErrForeignKeyViolated, err)
	case sqliteCheck:
		return fmt.Errorf("%w: %w", gorm.ErrCheckConstraintViolated, err)
	}
	return err
}

// translate turns a driver's or gorm's error into the kernel's, with the
// operation's name in front. nil stays nil.
func translate(op string, err error) error {
	var known *models.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known):
		return err
	case errors.Is(err, gorm.ErrRecordNotFound):
		return models.ErrNotFound.Because(errors.New(op))
	case isDuplicate(err):
		return models.ErrDuplicate.Because(fmt.Errorf("%s: %w", op, err))
	}
	if e, ok := outage(err); ok {
		return e.Because(fmt.Errorf("%s: %w", op, err))
	}
	return fmt.Errorf("store: %s: %w", op, err)
}

func isDuplicate(err error) bool {
	var m *mysqldriver.MySQLError
	if errors.As(err, &m) {
		return m.Number == mysqlDuplicate || m.Number == mysqlDuplicateWithName
	}
	return errors.Is(err, gorm.ErrDuplicatedKey)
}

// retryable tells whether a whole transaction may be run again: the engine
// undid it because of a neighbour, not because of what it asked.
func retryable(err error) bool {
	var m *mysqldriver.MySQLError
	if errors.As(err, &m) {
		switch m.Number {
		case mysqlSnapshotConflict, mysqlNodeNotReady, mysqlLockWait, mysqlDeadlock:
			return true
		}
		return false
	}
	var s *sqlitedriver.Error
	if errors.As(err, &s) {
		return s.Code() == sqliteBusy || s.Code() == sqliteBusySnapshot
	}
	return false
}
