// Package store speaks to the database; nothing else does. It holds the
// repositories of every context, the transactions, and the translation of two
// SQL dialects' errors into the kernel's. gorm is named here and below only.
//
// Two engines, one code path: SQLite (one process, one hall; WAL,
// synchronous=FULL, one writing connection and a pool of readers) and
// MySQL/MariaDB (several processes). Columns are the same on both: instants are
// int64 milliseconds since the epoch, local dates char(10), money int64 fen,
// closed sets varchar with a CHECK, ids 26-character strings.
//
// What it refuses: AutoMigrate (SQL migrations own the schema), Save (under a
// stale version it would insert), struct conditions (a zero value is no
// condition), and read-modify-write that trusts isolation. Every update states
// the version it expects and checks the affected rows.
package store
