package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"

	sqlitedriver "modernc.org/sqlite"
)

// What a connection keeps. Longer texts are lists of a length that hardly comes
// again.
const (
	mostStatements   = 256
	longestStatement = 4096
)

// sqliteConnector opens connections that keep the statements they have prepared.
// To prepare one costs SQLite more than to carry out most of ours, and
// database/sql prepares anew in every transaction.
type sqliteConnector struct{ dsn string }

// Driver implements driver.Connector.
func (sqliteConnector) Driver() driver.Driver { return &sqlitedriver.Driver{} }

// Connect implements driver.Connector.
func (c sqliteConnector) Connect(context.Context) (driver.Conn, error) {
	conn, err := c.Driver().Open(c.dsn)
	if err != nil {
		return nil, fmt.Errorf("store: connect: %w", err)
	}
	known, ok := conn.(sqliteConn)
	if !ok {
		return nil, errors.Join(errors.New("store: an unknown SQLite driver"), conn.Close())
	}
	return &keepingConn{sqliteConn: known, kept: map[string]*statement{}}, nil
}

// sqliteConn is what the driver's connections can do.
type sqliteConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// keepingConn is used by one goroutine at a time, as database/sql promises.
type keepingConn struct {
	sqliteConn
	kept map[string]*statement
}

type statement struct {
	driver.Stmt
	execer  driver.StmtExecContext
	queryer driver.StmtQueryContext
	busy    bool // its rows are being read
}

// statement returns the text prepared, nil where it is not to be kept.
func (c *keepingConn) statement(ctx context.Context, text string) (*statement, error) {
	if s := c.kept[text]; s != nil || len(text) > longestStatement {
		if s != nil && s.busy {
			return nil, nil
		}
		return s, nil
	}
	prepared, err := c.PrepareContext(ctx, text)
	if err != nil {
		return nil, err //nolint:wrapcheck // the driver's errors are told apart by their type
	}
	s := &statement{Stmt: prepared}
	var execs, queries bool
	s.execer, execs = prepared.(driver.StmtExecContext)
	s.queryer, queries = prepared.(driver.StmtQueryContext)
	if !execs || !queries {
		return nil, prepared.Close() //nolint:wrapcheck // as above
	}
	if len(c.kept) >= mostStatements {
		if err := c.drop(); err != nil {
			return nil, errors.Join(err, prepared.Close())
		}
	}
	c.kept[text] = s
	return s, nil
}

// drop forgets what is not in use.
func (c *keepingConn) drop() error {
	var errs []error
	for text, s := range c.kept {
		if !s.busy {
			delete(c.kept, text)
			errs = append(errs, s.Close())
		}
	}
	return errors.Join(errs...)
}

// ExecContext implements driver.ExecerContext.
func (c *keepingConn) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.statement(ctx, text)
	switch {
	case err != nil:
		return nil, err
	case s == nil:
		return c.sqliteConn.ExecContext(ctx, text, args) //nolint:wrapcheck // as above
	}
	return s.execer.ExecContext(ctx, args) //nolint:wrapcheck // as above
}

// QueryContext implements driver.QueryerContext.
func (c *keepingConn) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.statement(ctx, text)
	switch {
	case err != nil:
		return nil, err
	case s == nil:
		return c.sqliteConn.QueryContext(ctx, text, args) //nolint:wrapcheck // as above
	}
	rows, err := s.queryer.QueryContext(ctx, args)
	if err != nil {
		return nil, err //nolint:wrapcheck // as above
	}
	known, ok := rows.(sqliteRows)
	if !ok {
		return nil, errors.Join(errors.New("store: an unknown SQLite driver"), rows.Close())
	}
	s.busy = true
	return &keptRows{known, s}, nil
}

// Close implements driver.Conn.
func (c *keepingConn) Close() error {
	return errors.Join(c.drop(), c.sqliteConn.Close())
}

// sqliteRows is what the driver's rows can do.
type sqliteRows interface {
	driver.Rows
	driver.RowsColumnTypeDatabaseTypeName
	driver.RowsColumnTypeLength
	driver.RowsColumnTypeNullable
	driver.RowsColumnTypePrecisionScale
	driver.RowsColumnTypeScanType
}

// keptRows give their statement back when they are closed.
type keptRows struct {
	sqliteRows
	of *statement
}

// Close implements driver.Rows.
func (r *keptRows) Close() error {
	r.of.busy = false
	return r.sqliteRows.Close() //nolint:wrapcheck // as above
}
