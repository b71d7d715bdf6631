package casework

import (
	"strings"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/flow"
)

// Masked is what a citizen answered, as it may be shown to staff.
func Masked(file application.Dossier) []Section { return sections(file) }

func sections(file application.Dossier) []Section {
	out := make([]Section, 0, len(file.Walk.Review))
	for _, s := range file.Walk.Review {
		section := Section{Title: s.Title}
		for _, r := range s.Rows {
			section.Rows = append(section.Rows, answerRow(file, r, true))
		}
		out = append(out, section)
	}
	return out
}

// answerRow is an answer with the register's value beside it where it differs.
func answerRow(file application.Dossier, r flow.Row, masked bool) Row {
	row := Row{Field: r.Field, Label: r.Label, Value: r.Value}
	mask := maskOf(r.Kind)
	if stated, known := registered(file, r.Field); known && stated != r.Value.In("zh-CN") {
		row.Register = texts(stated, stated)
	}
	if mask == nil || !masked || r.Empty {
		return row
	}
	row.Masked = true
	row.Value = maskTexts(row.Value, mask)
	if row.Register != nil {
		row.Register = maskTexts(row.Register, mask)
	}
	return row
}

// registered is what the register says to a field that is pre-filled from one
// value of it ("person.mobile").
func registered(file application.Dossier, field string) (string, bool) {
	for _, step := range file.Definition.Steps {
		for _, f := range step.Fields {
			if f.Name != field {
				continue
			}
			for _, r := range registerRows() {
				if r.field == strings.TrimSpace(f.Prefill.Written) {
					return r.value(file.Input.Facts)
				}
			}
		}
	}
	return "", false
}

func maskTexts(t models.Texts, mask func(string) string) models.Texts {
	masked := make(models.Texts, len(t))
	for language, s := range t {
		masked[language] = mask(s)
	}
	return masked
}

// facts lists the registers' values of the facts the definition reads.
func facts(file application.Dossier, masked bool) []Row {
	var rows []Row
	for _, r := range registerRows() {
		value, known := r.value(file.Input.Facts)
		if !known || value == "" {
			continue
		}
		row := Row{Field: r.field, Label: r.label, Value: texts(value, value)}
		if r.mask != nil && masked {
			row.Masked = true
			row.Value = maskTexts(row.Value, r.mask)
		}
		rows = append(rows, row)
	}
	return rows
}

// checks is the definition's check-list with what the machine already found. A
// line is called like the pre-check rule, the step or the field it is about;
// where it is about none of these, only a person can tell.
func checks(file application.Dossier) []Check {
	out := make([]Check, 0, len(file.Definition.Checklist))
	for _, line := range file.Definition.Checklist {
		out = append(out, Check{Code: line.Code, Text: line.Text, Result: found(file, line.Code), Mandatory: line.Mandatory})
	}
	return out
}

// found is what the engine says about a line: attention where an answer no
// longer holds or differs from the register, ok where it was compared and does
// not, or where the pre-check of that name was passed.
func found(file application.Dossier, code string) CheckResult {
	for _, problem := range file.Walk.Problems {
		if problem.Code == code || problem.Field == code || problem.Step == code {
			return CheckAttention
		}
	}
	result := CheckHuman
	for _, rule := range file.Definition.Precheck {
		if rule.Code == code {
			result = CheckOK
		}
	}
	for _, section := range file.Walk.Review {
		for _, row := range section.Rows {
			if section.Step != code && row.Field != code {
				continue
			}
			stated, known := registered(file, row.Field)
			switch {
			case known && stated != row.Value.In("zh-CN"):
				return CheckAttention
			case known:
				result = CheckOK
			}
		}
	}
	return result
}
