package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
)

// reading opens MariaDB connections whose transactions see one state of
// everything, whatever the server's default is. The server is told once a
// connection: a transaction that asks for it itself takes a round trip more.
type reading struct{ driver.Connector }

// Connect implements driver.Connector.
func (r reading) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := r.Connector.Connect(ctx)
	if err != nil {
		return nil, err //nolint:wrapcheck // the driver's errors are told apart by their type
	}
	execer, ok := conn.(driver.ExecerContext)
	if !ok {
		return nil, errors.Join(errors.New("store: an unknown MySQL driver"), conn.Close())
	}
	if _, err := execer.ExecContext(ctx, "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ", nil); err != nil {
		return nil, errors.Join(fmt.Errorf("store: isolation of a reading connection: %w", err), conn.Close())
	}
	return conn, nil
}
