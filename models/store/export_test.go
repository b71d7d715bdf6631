package store

import "context"

// Exec runs a raw statement, for tests of what the schema itself refuses.
func Exec(db *DB, statement string) error {
	return db.write.WithContext(context.Background()).Exec(statement).Error
}
