package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"

	mysqldriver "github.com/go-sql-driver/mysql"
	sqlitedriver "modernc.org/sqlite"

	"onevisit/models"
)

// Result codes of an engine that cannot take a change now, whoever asks.
const (
	sqliteReadOnly     = 8
	sqliteIO           = 10
	sqliteFull         = 13
	sqliteCannotOpen   = 14
	mysqlDiskFull      = 1021
	mysqlTooMany       = 1040
	mysqlShuttingDown  = 1053
	mysqlTableFull     = 1114
	mysqlReadOnly      = 1290
	mysqlConnKilled    = 1927
	mysqlStatementTime = 1969
)

// outage tells whether an error means that the database cannot serve: it does
// not answer, or its disk is full. The caller's request may then be tried again
// with the same key; what became of a commit whose reply was lost is told by
// the reply stored under that key.
func outage(err error) (*models.Error, bool) {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return nil, false
	}
	var m *mysqldriver.MySQLError
	if errors.As(err, &m) {
		switch m.Number {
		case mysqlDiskFull, mysqlTableFull:
			return models.E(models.KindUnavailable, "storage-full"), true
		case mysqlTooMany, mysqlShuttingDown, mysqlReadOnly, mysqlConnKilled, mysqlStatementTime, mysqlNodeNotReady:
			return models.E(models.KindUnavailable, "database.unavailable"), true
		}
		return nil, false
	}
	var s *sqlitedriver.Error
	if errors.As(err, &s) {
		switch s.Code() & 0xff { // the primary code of an extended one
		case sqliteFull:
			return models.E(models.KindUnavailable, "storage-full"), true
		case sqliteBusy, sqliteReadOnly, sqliteIO, sqliteCannotOpen:
			return models.E(models.KindUnavailable, "database.unavailable"), true
		}
		return nil, false
	}
	var n net.Error
	lost := errors.Is(err, driver.ErrBadConn) || errors.Is(err, mysqldriver.ErrInvalidConn) || errors.Is(err, sql.ErrConnDone) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &n)
	return models.E(models.KindUnavailable, "database.unavailable"), lost
}

// settle gives an error that left a transaction its kind. Errors that have one
// stay as they are.
func settle(err error) error {
	var known *models.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	if e, ok := outage(err); ok {
		return e.Because(err)
	}
	return err
}

// driverLog takes the driver's own remarks about lost connections into our log.
type driverLog struct{ log *slog.Logger }

// Print implements the driver's Logger.
func (d driverLog) Print(v ...any) { d.log.Warn("database driver", "remark", fmt.Sprint(v...)) }
