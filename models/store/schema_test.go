package store_test

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"onevisit/models"
	"onevisit/models/store"
	"onevisit/models/store/storetest"
)

func refused(err error, code string) bool {
	var e *models.Error
	return errors.As(err, &e) && e.Code == code
}

func TestMigrate_refusesANewerSchema(t *testing.T) {
	db := storetest.Open(t)
	must(t, store.Exec(db, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, 1)"))
	if err := db.Migrate(t.Context()); !refused(err, "schema.newer_than_binary") {
		t.Errorf("migrate: %v", err)
	}
	if err := db.CheckSchema(t.Context()); !refused(err, "schema.newer_than_binary") {
		t.Errorf("check: %v", err)
	}
}

func TestMigrate_refusesAChangedMigration(t *testing.T) {
	db := storetest.Open(t)
	must(t, store.Exec(db, "UPDATE schema_checksum SET sha256 = 'changed' WHERE name LIKE '00010%'"))
	if err := db.Migrate(t.Context()); !refused(err, "schema.migration_changed") {
		t.Errorf("migrate: %v", err)
	}
	if err := db.CheckSchema(t.Context()); !refused(err, "schema.migration_changed") {
		t.Errorf("check: %v", err)
	}
}

func TestCheckSchema_refusesAnOlderSchema(t *testing.T) {
	db, err := store.Open(t.Context(), storetest.Config(t))
	must(t, err)
	t.Cleanup(func() { _ = db.Close() })
	if err := db.CheckSchema(t.Context()); !refused(err, "schema.older_than_binary") {
		t.Errorf("check: %v", err)
	}
}

// The two dialects' files say the same, statement by statement, apart from a
// closed list of spellings.
func TestMigrations_areTheSameInBothDialects(t *testing.T) {
	lite, my := migrations(t, "sqlite"), migrations(t, "mysql")
	for name := range my {
		if _, ok := lite[name]; !ok {
			t.Errorf("%s is missing for SQLite", name)
		}
	}
	for name, text := range lite {
		other, ok := my[name]
		if !ok {
			t.Errorf("%s is missing for MySQL", name)
			continue
		}
		a, b := plain(text), plain(other)
		for i := range max(len(a), len(b)) {
			if i >= len(a) || i >= len(b) || a[i] != b[i] {
				t.Errorf("%s differs at statement %d:\n sqlite: %s\n mysql:  %s", name, i+1, at(a, i), at(b, i))
				break
			}
		}
	}
}

func at(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return "(none)"
}

func migrations(t *testing.T, dialect string) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("migrate", dialect, "*.sql"))
	must(t, err)
	texts := map[string]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		must(t, err)
		texts[filepath.Base(file)] = string(text)
	}
	return texts
}

var (
	comment = regexp.MustCompile(`(?m)--.*$`)
	trigger = regexp.MustCompile(`(?is)CREATE TRIGGER .*?END;`)
	table   = regexp.MustCompile(`(?i) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin| WITHOUT ROWID`)
	space   = regexp.MustCompile(`\s+`)
	dropped = regexp.MustCompile(`(?i)(DROP INDEX \w+) ON \w+`)
)

// plain drops what the dialects may spell differently.
func plain(text string) []string {
	text, _, _ = strings.Cut(text, "-- +goose Down") // where dropping an index is spelled differently
	text = trigger.ReplaceAllString(comment.ReplaceAllString(text, ""), "")
	text = dropped.ReplaceAllString(table.ReplaceAllString(text, ""), "$1")
	text = strings.NewReplacer(
		"mediumblob", "blob", "longblob", "blob", // SQLite has one size of it
		"integer NOT NULL PRIMARY KEY AUTOINCREMENT", "AUTO", "bigint NOT NULL AUTO_INCREMENT PRIMARY KEY", "AUTO",
	).Replace(text)
	var statements []string
	for statement := range strings.SplitSeq(text, ";") {
		if s := strings.TrimSpace(space.ReplaceAllString(statement, " ")); s != "" {
			statements = append(statements, s)
		}
	}
	return statements
}

var (
	create = regexp.MustCompile(`(?is)CREATE TABLE (\w+) \((.*?)\n\)`)
	alter  = regexp.MustCompile(`(?i)ALTER TABLE (\w+) ADD COLUMN (\w+ \w+)`)
	column = regexp.MustCompile(`^\s*(\w+)\s+(\w+)`)
)

// Every column has a field in its row and every field a column of a fitting type.
func TestRows_matchTheSchema(t *testing.T) {
	tables := map[string]map[string]string{} // table -> column -> SQL type
	texts := migrations(t, "sqlite")
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		up, _, _ := strings.Cut(texts[name], "-- +goose Down")
		up = comment.ReplaceAllString(up, "")
		for _, m := range create.FindAllStringSubmatch(up, -1) {
			// A table that is made anew, to change what cannot be changed in place,
			// is called so until it takes the old one's name.
			tables[strings.TrimSuffix(m[1], "_new")] = columnsOf(m[2])
		}
		for _, m := range alter.FindAllStringSubmatch(up, -1) {
			if c := column.FindStringSubmatch(m[2]); c != nil {
				tables[m[1]][c[1]] = strings.ToLower(c[2])
			}
		}
	}
	rows := rowStructs(t)
	for table, columns := range tables {
		fields, ok := rows[table]
		if !ok {
			t.Errorf("table %s has no row", table)
			continue
		}
		for name, kind := range columns {
			goType, ok := fields[name]
			if !ok {
				t.Errorf("%s.%s has no field in its row", table, name)
				continue
			}
			if !fits(kind, goType) {
				t.Errorf("%s.%s is %s in the schema and %s in the row", table, name, kind, goType)
			}
			delete(fields, name)
		}
		for name := range fields {
			t.Errorf("%s.%s has a field and no column", table, name)
		}
		delete(rows, table)
	}
	for table := range rows {
		t.Errorf("row of %s has no table", table)
	}
}

func columnsOf(body string) map[string]string {
	columns := map[string]string{}
	for line := range strings.SplitSeq(body, "\n") {
		m := column.FindStringSubmatch(line)
		if m == nil || slices.Contains([]string{"PRIMARY", "UNIQUE", "CHECK", "FOREIGN", "CONSTRAINT", "AND", "OR"}, strings.ToUpper(m[1])) {
			continue
		}
		columns[m[1]] = strings.ToLower(m[2])
	}
	return columns
}

func fits(sqlType, goType string) bool {
	goType = strings.TrimPrefix(goType, "*")
	switch sqlType {
	case "bigint":
		return goType == "int64"
	case "integer", "int":
		return goType == "int" || goType == "int64"
	case "smallint":
		return goType == "int" || goType == "bool"
	case "varchar", "char", "text", "mediumtext", "longtext":
		return goType == "string"
	case "blob", "mediumblob", "longblob", "varbinary":
		return goType == "[]byte"
	}
	return false
}

// rowStructs reads package row: table -> column -> Go type.
func rowStructs(t *testing.T) map[string]map[string]string {
	t.Helper()
	structs, names := map[string]map[string]string{}, map[string]string{}
	files, err := filepath.Glob(filepath.Join("internal", "row", "*.go"))
	must(t, err)
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		must(t, err)
		for _, d := range tree.Decls {
			switch x := d.(type) {
			case *ast.FuncDecl:
				if x.Name.Name == "TableName" && x.Recv != nil {
					names[fmt.Sprint(x.Recv.List[0].Type)] = tableName(x)
				}
			case *ast.GenDecl:
				readStructs(x, structs)
			}
		}
	}
	byTable := map[string]map[string]string{}
	for name, fields := range structs {
		if names[name] != "" {
			byTable[names[name]] = fields
		}
	}
	return byTable
}

func tableName(f *ast.FuncDecl) string {
	for _, s := range f.Body.List {
		if r, ok := s.(*ast.ReturnStmt); ok {
			if lit, ok := r.Results[0].(*ast.BasicLit); ok {
				return strings.Trim(lit.Value, `"`)
			}
		}
	}
	return ""
}

func readStructs(d *ast.GenDecl, structs map[string]map[string]string) {
	for _, spec := range d.Specs {
		s, ok := spec.(*ast.TypeSpec)
		if !ok {
			continue
		}
		body, ok := s.Type.(*ast.StructType)
		if !ok {
			continue
		}
		fields := map[string]string{}
		for _, f := range body.Fields.List {
			if f.Tag == nil {
				continue
			}
			tag := reflect.StructTag(strings.Trim(f.Tag.Value, "`")).Get("gorm")
			for part := range strings.SplitSeq(tag, ";") {
				if name, ok := strings.CutPrefix(part, "column:"); ok {
					fields[name] = goType(f.Type)
				}
			}
		}
		structs[s.Name.Name] = fields
	}
}

func goType(e ast.Expr) string {
	switch x := e.(type) {
	case *ast.Ident:
		return x.Name
	case *ast.ArrayType:
		return "[]" + goType(x.Elt)
	case *ast.StarExpr:
		return "*" + goType(x.X)
	}
	return fmt.Sprintf("%T", e)
}
