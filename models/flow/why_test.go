package flow_test

import (
	"strings"
	"testing"
)

// What is typed is put in its normal form first; what cannot stand then says why,
// in both languages, and nothing of it is lost for the window.
func TestAnswer_saysWhatIsWrongWithTheForm(t *testing.T) {
	in := start(t, endorsement)
	answer(t, &in, "destination", map[string]any{"destinations": []any{"HKG"}})
	answer(t, &in, "category", map[string]any{"category": "G"})
	answer(t, &in, "hong-kong", map[string]any{"hk_form": "3m-1"})
	for typed, why := range map[string]string{
		"1390000000": "mobile.short", "139000000011": "mobile.long", "１２３００００００００": "mobile.beginning", "+852 5123 4567": "mobile.not-mainland", "139-0000-oooo": "mobile.characters",
	} {
		got := answer(t, &in, "phone", map[string]any{"mobile": typed})
		if len(got.Problems) != 1 || got.Problems[0].Code != "mobile" || got.Problems[0].Params["why"] != why {
			t.Errorf("%s: %+v, want %s", typed, got.Problems, why)
			continue
		}
		if text := got.Problems[0].Text; text["zh-CN"] == "" || text["en"] == "" || strings.Contains(text["en"], typed) {
			t.Errorf("%s: %v", typed, text)
		}
	}
	if got := answer(t, &in, "phone", map[string]any{"mobile": " １３９-0000 0001 "}); len(got.Problems) != 0 || in.Answers["mobile"] != "13900000001" {
		t.Errorf("%+v %v", got.Problems, in.Answers["mobile"])
	}
}
