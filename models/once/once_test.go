package once_test

import (
	"context"
	"testing"

	"onevisit/models"
	"onevisit/models/once"
)

func TestFrom_returnsWhatWithPut(t *testing.T) {
	if _, ok := once.From(context.Background()); ok {
		t.Error("a request out of nowhere")
	}
	want := once.Request{Actor: "a", Operation: "kiosk.submit", Key: "k", Digest: "d"}
	if got, ok := once.From(once.With(context.Background(), want)); !ok || got != want {
		t.Errorf("%+v %v", got, ok)
	}
}

func TestErrors_haveTheKindsOfTheMatrix(t *testing.T) {
	if models.KindOf(once.ErrReused) != models.KindInvalid || models.KindOf(once.ErrInProgress) != models.KindConflict {
		t.Error("kinds")
	}
}
