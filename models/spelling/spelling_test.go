package spelling_test

import (
	"testing"

	"onevisit/models/spelling"
)

func TestTyped_givesWhatAKeyboardTypes(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"护照", "hu zhao"},
		{"驾驶证", "jia shi zheng"},
		{"Renew your licence (C1)", "renew your licence c1"},
		{"香港、深圳", "xiang gang/hong shen zhen/quan"},
		{"绿", "lv/lu"},
		{"𠮷", ""},
		{"", ""},
		{"——", ""},
	} {
		if got := spelling.Typed(c.text); got != c.want {
			t.Errorf("%s: %q, want %q", c.text, got, c.want)
		}
	}
}

func TestTyped_knowsBothReadingsOfACharacter(t *testing.T) {
	for text, want := range map[string]string{"重": "zhong/chong", "还": "hai/huan"} {
		if got := spelling.Typed(text); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
