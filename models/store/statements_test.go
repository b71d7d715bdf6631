package store

import (
	"fmt"
	"testing"

	"gorm.io/gorm"
)

// fill writes ids from 1 to n.
func fill(t *testing.T, db *DB, n int) {
	t.Helper()
	for id := range n {
		if err := db.write.Exec("INSERT INTO note (id) VALUES (?)", id+1).Error; err != nil {
			t.Fatal(err)
		}
	}
}

func TestStatements_oneInUseIsNotUsedAgain(t *testing.T) {
	db := openPlain(t)
	fill(t, db, 3)
	var pairs []string
	// One transaction is one connection: the inner question finds the outer's
	// statement in the middle of its rows.
	err := db.write.Transaction(func(g *gorm.DB) error {
		const text = "SELECT id FROM note WHERE id <= ? ORDER BY id"
		outer, err := g.Raw(text, 3).Rows()
		if err != nil {
			return err
		}
		defer outer.Close()
		for outer.Next() {
			var id int
			if err := outer.Scan(&id); err != nil {
				return err
			}
			var below []int
			if err := g.Raw(text, id).Scan(&below).Error; err != nil {
				return err
			}
			pairs = append(pairs, fmt.Sprint(id, below))
		}
		return outer.Err()
	})
	if want := "[1 [1] 2 [1 2] 3 [1 2 3]]"; err != nil || fmt.Sprint(pairs) != want {
		t.Errorf("%v, %v; want %s", pairs, err, want)
	}
}

func TestStatements_seeANewColumn(t *testing.T) {
	db := openPlain(t)
	fill(t, db, 1)
	columns := func() (n int) {
		t.Helper()
		rows, err := db.write.Raw("SELECT * FROM note").Rows()
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		names, err := rows.Columns()
		if err != nil || rows.Err() != nil {
			t.Fatal(err, rows.Err())
		}
		return len(names)
	}
	before := columns()
	if err := db.write.Exec("ALTER TABLE note ADD COLUMN text text").Error; err != nil {
		t.Fatal(err)
	}
	if after := columns(); before != 1 || after != 2 {
		t.Errorf("%d columns, then %d", before, after)
	}
}

func TestStatements_areUsableAfterAFault(t *testing.T) {
	db := openPlain(t)
	fill(t, db, 1)
	for range 2 {
		if err := db.write.Exec("INSERT INTO note (id) VALUES (?)", 1).Error; !isDuplicate(err) {
			t.Errorf("the same twice: %v", err)
		}
	}
	if err := db.write.Exec("INSERT INTO note (id) VALUES (?)", 2).Error; err != nil {
		t.Error(err)
	}
	if got := notes(t, db); got != 2 {
		t.Errorf("%d rows, want 2", got)
	}
}

func TestStatements_moreThanAConnectionKeeps(t *testing.T) {
	db := openPlain(t)
	fill(t, db, 1)
	for round := range 2 {
		for i := range mostStatements + 10 {
			var got int
			if err := db.write.Raw(fmt.Sprintf("SELECT id + %d FROM note", i)).Scan(&got).Error; err != nil || got != i+1 {
				t.Fatalf("round %d: %d of %d, %v", round, got, i, err)
			}
		}
	}
}
