package papers

import (
	"strconv"
	"strings"
	"time"

	"onevisit/models"
)

func number(n int) string { return strconv.Itoa(n) }

// zone is the law's time in all of China.
func zone() *time.Location { return time.FixedZone("CST", 8*60*60) }

// moment is a local date and time.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(zone()).Format("2006-01-02 15:04")
}

// written is a date as legal papers write it.
func written(d models.Date) models.Texts {
	parts := strings.Split(string(d), "-")
	if len(parts) != 3 {
		return same(string(d))
	}
	plain := func(s string) string { return strings.TrimLeft(s, "0") }
	return both(parts[0]+"年"+plain(parts[1])+"月"+plain(parts[2])+"日", string(d))
}

func yuan(f models.Fen) string { return f.String() }

func sex(code string) models.Texts {
	return map[string]models.Texts{"male": both("男", "Male"), "female": both("女", "Female")}[code]
}

// join writes texts after each other in every language.
func join(list []models.Texts, zh, en string) models.Texts {
	var a, b []string
	for _, t := range list {
		a, b = append(a, t["zh-CN"]), append(b, t.In("en"))
	}
	return both(strings.Join(a, zh), strings.Join(b, en))
}

// or is the text, or another one where it says nothing.
func or(t, other models.Texts) models.Texts {
	if t["zh-CN"] == "" {
		return other
	}
	return t
}
