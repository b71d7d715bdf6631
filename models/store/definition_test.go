package store_test

import (
	"bytes"
	"testing"

	"onevisit/models/catalog"
	"onevisit/models/store"
	"onevisit/models/store/storetest"
)

func TestDefinitions_everyVersionStaysAsItWasRead(t *testing.T) {
	db := storetest.Open(t)
	kept := store.NewDefinitions(db, newHand(), store.NewAudit(db, newHand()))
	version := func(hash, source string) []*catalog.Definition {
		return []*catalog.Definition{{Hash: hash, Service: "a.b", Path: "a.yaml", Source: []byte(source)}}
	}
	old, current := version("1111", "service: a.b # 旧"), version("2222", "service: a.b # 新")
	for range 2 { // a second start keeps nothing new
		must(t, kept.Keep(t.Context(), old))
	}
	must(t, kept.Keep(t.Context(), current))
	must(t, kept.Keep(t.Context(), version("1111", "something else under the same hash")))

	others, err := kept.Others(t.Context(), current)
	must(t, err)
	if len(others) != 1 || others[0].Hash != "1111" || !bytes.Equal(others[0].Source, old[0].Source) {
		t.Errorf("got %+v", others)
	}
}
