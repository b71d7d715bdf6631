package catalog

import "testing"

func TestAnswerType_agreesWithTheTableOfKinds(t *testing.T) {
	for kind, want := range fieldKinds() {
		if f := (&Field{Kind: kind}); f.AnswerType() != want {
			t.Errorf("%s: %s, want %s", kind, f.AnswerType(), want)
		}
	}
}
