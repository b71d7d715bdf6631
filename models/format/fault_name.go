package format

import "unicode/utf8"

func nameFault(s string) string {
	if IsName(s) {
		return ""
	}
	runes := []rune(s)
	switch {
	case s == "":
		return "name.empty"
	case !utf8.ValidString(s):
		return "name.characters"
	case len(runes) == 1:
		return "name.short"
	case len(runes) > 50:
		return "name.long"
	}
	chinese := hasHan(runes)
	for i, r := range runes {
		switch {
		case r >= '0' && r <= '9':
			return "name.digit"
		case chinese && latin(r), !chinese && r == Dot:
			return "name.mixed"
		case r == Dot && (i == 0 || i == len(runes)-1):
			return "name.dot-end"
		case r == Dot && runes[i-1] == Dot:
			return "name.dot-twice"
		case emoji(r) || !printable(r):
			return "name.unprintable"
		}
	}
	return "name.characters"
}

func pinyinFault(s string) string {
	if IsPinyin(s) {
		return ""
	}
	if s == "" {
		return "pinyin.empty"
	}
	for _, r := range s {
		switch {
		case han(r):
			return "pinyin.chinese"
		case r == 'Ü':
			return "pinyin.umlaut"
		case r < 'A' || r > 'Z':
			return "pinyin.characters"
		}
	}
	return "pinyin.long"
}
