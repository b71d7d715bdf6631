package kiosk_test

import (
	"slices"
	"testing"

	"onevisit/api/internal/webtest"
)

// menuSaid is the menu as the screen gets it.
type menuSaid struct {
	Late   bool
	Groups []struct {
		Code, Title string
		Services    []struct {
			Service, Title, Summary, Needs, Verdict, FeeText, ApplicationID string
			Quick, Late                                                     bool
			Minutes                                                         int
			Terms                                                           []struct{ Text, Typed string }
			Reasons                                                         []struct{ Code, Text, Instead, Title, Number string }
		}
	}
	Suggestions []struct{ Service, Code, Text string }
}

func (h *hall) menu(options ...webtest.Option) menuSaid {
	h.t.Helper()
	for {
		var m menuSaid
		h.Do("GET", "/api/kiosk/menu", nil, options...).Want(200).Into(&m)
		if !m.Late {
			return m
		}
	}
}

// Every service stands in a group a citizen thinks in, with what it is found by in
// pinyin and words, whether it can be done now, what it costs and how long it
// takes; and no more than three are pointed out, by what the registers say.
func TestMenu_saysOfEveryServiceWhatACitizenAsksFirst(t *testing.T) {
	h := newHall(t).identify()
	zh, en := h.menu(), h.menu(webtest.English())
	var groups []string
	services := 0
	for i, g := range zh.Groups {
		groups = append(groups, g.Code)
		if g.Title == "" || en.Groups[i].Title == g.Title {
			t.Errorf("group %s: %q in both languages", g.Code, g.Title)
		}
		for j, s := range g.Services {
			services++
			other := en.Groups[i].Services[j]
			if s.Title == "" || s.Title == other.Title || s.FeeText == "" || s.Minutes < 1 || s.Needs == other.Needs || s.Late {
				t.Errorf("%s: %+v", s.Service, s)
			}
			if !slices.Contains([]string{"yes", "later", "only-with", "window", "no", "unknown"}, s.Verdict) {
				t.Errorf("%s: verdict %q", s.Service, s.Verdict)
			}
			if (s.Verdict == "yes") != (len(s.Reasons) == 0) {
				t.Errorf("%s: %s with %d reasons", s.Service, s.Verdict, len(s.Reasons))
			}
			pinyin := slices.ContainsFunc(s.Terms, func(term struct{ Text, Typed string }) bool { return term.Typed != "" && term.Text != term.Typed })
			if len(s.Terms) < 2 || !pinyin {
				t.Errorf("%s is found by %v", s.Service, s.Terms)
			}
		}
	}
	if want := []string{"exit-entry", "traffic", "household"}; !slices.Equal(groups, want) || services < 28 {
		t.Errorf("%d services in %v", services, groups)
	}
	if n := len(zh.Suggestions); n == 0 || n > 3 {
		t.Errorf("%d services are pointed out", n)
	}
	if !slices.ContainsFunc(zh.Suggestions, func(s struct{ Service, Code, Text string }) bool {
		return s.Service == renewal && s.Code == "ending" && s.Text != ""
	}) {
		t.Errorf("a passport that ends soon is not pointed out: %+v", zh.Suggestions)
	}
}
