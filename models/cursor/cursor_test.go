package cursor_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"testing"

	"onevisit/models/cursor"
)

type fakeSigner struct{ key string }

func (s fakeSigner) Index(column, value string) string {
	sum := sha256.Sum256([]byte(s.key + column + value))
	return hex.EncodeToString(sum[:])
}

type position struct {
	At int64
	ID string
}

func TestCursor_continuesWhereItWasMade(t *testing.T) {
	list := cursor.For("matters", fakeSigner{"k"})
	text, err := list.Encode("filter", position{7, "x"})
	if err != nil {
		t.Fatal(err)
	}
	var got position
	found, err := list.Decode(text, "filter", &got)
	if err != nil || !found || got != (position{7, "x"}) {
		t.Fatalf("%v %v %v", got, found, err)
	}
	if found, err := list.Decode("", "filter", &got); err != nil || found {
		t.Fatalf("empty cursor: %v %v", found, err)
	}
}

func TestCursor_refusesForgedAndForeign(t *testing.T) {
	list := cursor.For("matters", fakeSigner{"k"})
	good, err := list.Encode("filter", position{7, "x"})
	if err != nil {
		t.Fatal(err)
	}
	changed := []byte(good)
	changed[len(changed)-1] ^= 1
	for name, tc := range map[string]struct {
		list         cursor.Maker
		text, filter string
	}{
		"another filter":  {list, good, "other"},
		"another list":    {cursor.For("queue", fakeSigner{"k"}), good, "filter"},
		"another key":     {cursor.For("matters", fakeSigner{"l"}), good, "filter"},
		"changed payload": {list, string(changed), "filter"},
		"cut off":         {list, good[:20], "filter"},
		"no base64":       {list, good[:32] + "!!", "filter"},
		"words":           {list, "1 OR 1=1", "filter"},
	} {
		t.Run(name, func(t *testing.T) {
			var got position
			if _, err := tc.list.Decode(tc.text, tc.filter, &got); !errors.Is(err, cursor.ErrBad) {
				t.Fatalf("err = %v", err)
			}
		})
	}
}
