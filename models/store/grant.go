package store

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	mysqldriver "github.com/go-sql-driver/mysql"
	"gorm.io/gorm"
)

// The refusals of Grant.
var (
	ErrNoGrants   = errors.New("store: an embedded database has no accounts; its triggers keep the audit tables append-only")
	ErrAccount    = errors.New("store: the account must be user@host")
	ErrNoAccount  = errors.New("store: there is no such account; create it first")
	ErrTooMighty  = errors.New("store: the account has privileges beyond the tables (revoke them first)")
	accountForm   = regexp.MustCompile(`^'?([A-Za-z0-9_.-]{1,80})'?@'?([A-Za-z0-9_.:%-]{1,255})'?$`)
	grantOfTables = regexp.MustCompile("^GRANT USAGE ON \\*\\.\\* |^GRANT [A-Z, ]+ ON `[^`]+`\\.`[^`]+` ")
)

// privileges are what the application's account gets on a table. The audit
// tables it may read and add to and nothing else, so that not even the product
// itself, taken over, can change what it said. The head moves, a salt is
// destroyed by an erasure, and of a witness the last word is kept: these three
// may be updated. The schema's own tables are for reading.
func privileges(table string) string {
	switch {
	case slices.Contains([]string{"audit_head", "audit_salt", "audit_witness"}, table):
		return "SELECT, INSERT, UPDATE"
	case strings.HasPrefix(table, "audit_"):
		return "SELECT, INSERT"
	case strings.HasPrefix(table, "goose_"), table == "schema_checksum":
		return "SELECT"
	}
	return "SELECT, INSERT, UPDATE, DELETE"
}

// Grant gives an existing account exactly what the application needs, table by
// table, and takes what it had on them before. An account that has more by
// another way, on the whole database or server, is refused.
func (db *DB) Grant(ctx context.Context, account string) error {
	if db.dialect != MySQL {
		return ErrNoGrants
	}
	parts := accountForm.FindStringSubmatch(account)
	if parts == nil {
		return ErrAccount
	}
	who := fmt.Sprintf("'%s'@'%s'", parts[1], parts[2])
	g := db.write.WithContext(ctx)
	if err := fit(g, who); err != nil {
		return err
	}
	var tables []string
	if err := g.Raw("SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' ORDER BY table_name").Scan(&tables).Error; err != nil {
		return translate("list tables", err)
	}
	for _, table := range tables {
		if err := g.Exec("REVOKE ALL PRIVILEGES ON `" + table + "` FROM " + who).Error; err != nil && !isCode(err, mysqlNoGrant) {
			return translate("revoke on "+table, err)
		}
		if err := g.Exec("GRANT " + privileges(table) + " ON `" + table + "` TO " + who).Error; err != nil {
			return translate("grant on "+table, err)
		}
	}
	return nil
}

// fit refuses an account that is not there, which GRANT might make without a
// password, and one whose privileges do not come table by table.
func fit(g *gorm.DB, who string) error {
	var lines []string
	err := g.Raw("SHOW GRANTS FOR " + who).Scan(&lines).Error
	if isCode(err, mysqlNoSuchGrant) {
		return ErrNoAccount
	}
	if err != nil {
		return translate("read grants", err)
	}
	for _, line := range lines {
		if !grantOfTables.MatchString(line) || strings.Contains(line, "WITH GRANT OPTION") {
			return ErrTooMighty
		}
	}
	return nil
}

const (
	mysqlNoSuchGrant = 1141
	mysqlNoGrant     = 1147
)

func isCode(err error, code uint16) bool {
	var m *mysqldriver.MySQLError
	return errors.As(err, &m) && m.Number == code
}
