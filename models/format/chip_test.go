package format

import (
	"strings"
	"testing"
)

func TestSameName_longNamesAreCutOnTheChip(t *testing.T) {
	long := "阿卜杜热合曼·麦麦提图尔荪尼亚孜" // 16 characters
	rare := strings.Repeat("𠮷", 8)
	for _, c := range []struct {
		recorded, given string
		want            bool
	}{
		{"张三", "张三", true}, {"张三", " 张 三 ", true}, {"张三丰", "张三", false}, {"张三", "", false},
		{"阿卜杜拉·买买提", "阿卜杜拉•买买提", true}, {long, ChipName(long), true}, {long, long[:len(long)-6], false},
		{rare, strings.Repeat("𠮷", 7), true}, {rare, strings.Repeat("𠮷", 6), false},
	} {
		if got := SameName(c.recorded, c.given); got != c.want {
			t.Errorf("SameName(%s, %s) = %v", c.recorded, c.given, got)
		}
	}
	if got := len([]rune(ChipName(long))); got != 15 {
		t.Errorf("the chip holds %d characters of 16", got)
	}
	if ChipName("张三") != "张三" {
		t.Error("a short name is not cut")
	}
}

func FuzzChipName(f *testing.F) {
	f.Add("阿卜杜热合曼·麦麦提图尔荪尼亚孜")
	f.Add(strings.Repeat("𠮷", 9))
	f.Fuzz(func(t *testing.T, name string) {
		cut := ChipName(Name(name))
		if !strings.HasPrefix(Name(name), cut) || ChipName(cut) != cut {
			t.Errorf("%q is cut to %q", name, cut)
		}
	})
}
