package audit_test

import (
	"strings"
	"testing"

	"onevisit/models"
	"onevisit/models/audit"
)

func TestCatalogue_saysEveryActionInBothLanguages(t *testing.T) {
	for _, action := range audit.Actions() {
		texts := action.Describe()
		if strings.TrimSpace(texts["zh-CN"]) == "" || strings.TrimSpace(texts["en"]) == "" || len(texts) != 2 {
			t.Errorf("%s: %v", action, texts)
		}
		if noun, verb, ok := strings.Cut(string(action), "."); !ok || noun == "" || verb == "" {
			t.Errorf("%q is not noun.verb", action)
		}
	}
}

func good() audit.Entry {
	return audit.Entry{
		Action: audit.StepSaved, Actor: models.Actor{Kind: models.ActorCitizen, ID: "p"},
		Subjects: []audit.Ref{{Kind: "application", ID: "06h0rfghz1pxjzc4dpak6ncv4e"}},
		Fields:   []string{"mobile", "answers.address"},
		Notes:    map[string]string{"step": "delivery", "version": "12", "from": "draft", "cause": "R05"},
	}
}

// Whatever field of an entry is tried, there is no room for a personal value.
func TestCheck_refusesPersonalValues(t *testing.T) {
	if err := good().Check(); err != nil {
		t.Fatalf("a good entry: %v", err)
	}
	values := []string{
		"110101199003074477", "11010119900307447X", "13800138000", "张三", "ZHANG SAN", "粤B12345", "深圳市南山区科技路1号",
		"C12345678 ", "a@b.cn", "", "x\ny", "id:110101199003074477", "n-13800138000", "审批通过",
	}
	for _, number := range []string{"C12345678", "E1234567"} { // permit, passport
		e := good()
		e.Notes["reason"] = number
		if e.Check() == nil {
			t.Errorf("%q was taken as a note", number)
		}
	}
	for _, value := range values {
		places := map[string]func(*audit.Entry){
			"action":       func(e *audit.Entry) { e.Action = audit.Action(value) },
			"subject":      func(e *audit.Entry) { e.Subjects[0].ID = value },
			"subject kind": func(e *audit.Entry) { e.Subjects[0].Kind = value },
			"field":        func(e *audit.Entry) { e.Fields[0] = value },
			"note":         func(e *audit.Entry) { e.Notes["step"] = value },
			"note key":     func(e *audit.Entry) { e.Notes[value] = "x" },
		}
		for place, put := range places {
			e := good()
			put(&e)
			err := e.Check()
			if err == nil && !(value == "" && place == "note") {
				t.Errorf("%q was taken as %s", value, place)
			} else if err != nil && place != "action" && place != "subject kind" && place != "note key" && value != "" && strings.Contains(err.Error(), value) {
				t.Errorf("the refusal of a %s repeats %q", place, value)
			}
		}
	}
}
