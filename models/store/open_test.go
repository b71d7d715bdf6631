package store_test

import (
	"testing"

	"onevisit/models/store/storetest"
)

func TestOpen_migratesTwiceWithoutChange(t *testing.T) {
	db := storetest.Open(t)
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatalf("second migration: %v", err)
	}
	if err := db.CheckSchema(t.Context()); err != nil {
		t.Fatalf("check: %v", err)
	}
}
