package document_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"

	"onevisit/models"
	"onevisit/models/document"
	"onevisit/models/modelstest"
)

func TestArchive_sealsCountsAndFindsOnlyItsOwn(t *testing.T) {
	o := modelstest.NewOffice(t)
	archive := document.NewArchive(o.Documents, o.Vault, o.Clock, o.IDs)
	application := o.IDs.New()
	keep := func(content []byte) (document.Attachment, error) {
		a, err := archive.Seal(application, "photo", o.IDs.New(), document.Picture{Content: content, MediaType: "image/jpeg", Width: 1, Height: 1})
		if err != nil {
			return a, err
		}
		return a, o.DB.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error { return archive.Keep(ctx, tx, a) })
	}
	first, err := keep([]byte("pixels of a face"))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(first.Content, []byte("face")) {
		t.Fatal("stored in the clear")
	}
	opened, err := archive.Open(t.Context(), application, first.ID)
	if err != nil || string(opened.Content) != "pixels of a face" {
		t.Fatalf("%q, %v", opened.Content, err)
	}
	if _, err := archive.Open(t.Context(), o.IDs.New(), first.ID); !errors.Is(err, models.ErrNotFound) {
		t.Fatalf("another application's: %v", err)
	}
	for i := 1; i < document.MaxFiles; i++ {
		if _, err := keep([]byte(fmt.Sprint(i))); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := keep([]byte("one more")); !errors.Is(err, document.ErrFileLimit) {
		t.Fatalf("the 13th file: %v", err)
	}
	if list, err := archive.List(t.Context(), application); err != nil || len(list) != document.MaxFiles || len(list[0].Content) != 0 {
		t.Fatalf("%d files, %v", len(list), err)
	}
}

func TestArchive_seenTwiceIsOnce(t *testing.T) {
	o := modelstest.NewOffice(t)
	archive := document.NewArchive(o.Documents, o.Vault, o.Clock, o.IDs)
	application := o.IDs.New()
	for range 2 {
		if err := o.DB.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
			return archive.MarkSeen(ctx, tx, application, "e1.jpg")
		}); err != nil {
			t.Fatal(err)
		}
	}
	if seen, err := archive.Seen(t.Context(), application); err != nil || len(seen) != 1 {
		t.Fatalf("%v, %v", seen, err)
	}
}
