package catalog

import (
	_ "embed"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"reflect"
	"slices"
	"strings"

	"onevisit/models"
	"onevisit/models/expr"
	"onevisit/models/register"
)

// The sources of the types, whose comments are what an editor shows.
var (
	//go:embed definition.go
	definitionSource string
	//go:embed scenario.go
	scenarioSource string
	//go:embed menu.go
	menuSource string
)

// Schema gives the JSON Schema (draft 2020-12) of definition files, generated
// from the types here and their closed sets, for editors to complete and check
// by. It says what a file may contain; what makes sense, Lint tells.
func Schema() ([]byte, error) {
	s := &schemer{defs: map[string]any{}, words: map[string]string{}}
	for _, source := range []string{definitionSource, scenarioSource, menuSource} {
		if err := s.comments(source); err != nil {
			return nil, err
		}
	}
	root := s.object(reflect.TypeFor[Definition]())
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = "OneVisit service definition"
	root["$defs"] = s.defs
	return json.MarshalIndent(root, "", "  ")
}

type schemer struct {
	defs  map[string]any
	words map[string]string // comment by "Type" and "Type.Field"
}

// comments reads what is written about the types and their fields.
func (s *schemer) comments(source string) error {
	file, err := parser.ParseFile(token.NewFileSet(), "", source, parser.ParseComments)
	if err != nil {
		return err
	}
	for _, decl := range file.Decls {
		group, ok := decl.(*ast.GenDecl)
		if !ok || group.Tok != token.TYPE {
			continue
		}
		for _, spec := range group.Specs {
			t := spec.(*ast.TypeSpec)
			s.words[t.Name.Name] = sentenceOf(group.Doc.Text())
			fields, ok := t.Type.(*ast.StructType)
			if !ok {
				continue
			}
			for _, f := range fields.Fields.List {
				for _, name := range f.Names {
					s.words[t.Name.Name+"."+name.Name] = sentenceOf(f.Comment.Text())
				}
			}
		}
	}
	return nil
}

func sentenceOf(comment string) string { return strings.Join(strings.Fields(comment), " ") }

// object describes a struct: its keys and no others.
func (s *schemer) object(t reflect.Type) map[string]any {
	keys := map[string]any{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if name == "" || name == "-" {
			continue
		}
		key := s.value(f.Type, t.Name()+"."+f.Name)
		if about := s.words[t.Name()+"."+f.Name]; about != "" {
			key["description"] = about
		}
		keys[name] = key
	}
	out := map[string]any{"type": "object", "properties": keys, "additionalProperties": false}
	if about := s.words[t.Name()]; about != "" {
		out["description"] = about
	}
	if need := required()[t.Name()]; len(need) > 0 {
		out["required"] = need
	}
	return out
}

func (s *schemer) value(t reflect.Type, field string) map[string]any {
	switch t {
	case reflect.TypeFor[expr.Expr]():
		return map[string]any{"type": []string{"string", "boolean", "integer"}, "minLength": 1}
	case reflect.TypeFor[models.Texts](), reflect.TypeFor[Template]():
		s.defs["texts"] = map[string]any{
			"type": "object", "required": []string{"zh-CN", "en"}, "additionalProperties": false,
			"properties": map[string]any{"zh-CN": text(), "en": text()},
		}
		return map[string]any{"$ref": "#/$defs/texts"}
	case reflect.TypeFor[Given]():
		return given()
	}
	switch t.Kind() {
	case reflect.Pointer:
		return s.value(t.Elem(), field)
	case reflect.Struct:
		if _, known := s.defs[t.Name()]; !known {
			s.defs[t.Name()] = nil // it may contain itself
			s.defs[t.Name()] = s.object(t)
		}
		return map[string]any{"$ref": "#/$defs/" + t.Name()}
	case reflect.Slice:
		return s.list(t, field)
	case reflect.Map:
		return map[string]any{"type": "object"}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int, reflect.Int64:
		return bounds(field)
	default:
	}
	return s.scalar(field)
}

func text() map[string]any { return map[string]any{"type": "string", "pattern": `\S`} }

// list describes the elements; steps and their fields are limited as the linter
// limits them.
func (s *schemer) list(t reflect.Type, field string) map[string]any {
	out := map[string]any{"type": "array", "items": s.value(t.Elem(), field)}
	switch field {
	case "Step.Fields":
		out["minItems"], out["maxItems"] = 1, 3
	case "Definition.Steps", "Definition.Law", "Definition.Review", "Definition.Results", "Definition.Checklist", "Reason.For":
		out["minItems"] = 1
	}
	return out
}

func (s *schemer) scalar(field string) map[string]any {
	if values := closedSets()[field]; len(values) > 0 {
		return map[string]any{"type": "string", "enum": values}
	}
	out := map[string]any{"type": "string"}
	if pattern := patterns()[field]; pattern != "" {
		out["pattern"] = pattern
	}
	return out
}

// bounds are those of the linter.
func bounds(field string) map[string]any {
	out := map[string]any{"type": "integer"}
	most := map[string]int{
		"Policy.Decide": longestDays, "Policy.Sign": longestDays, "Policy.Warn": longestDays, "Policy.Answer": longestDays,
		"Policy.Sample": 100, "Policy.Corrections": mostCorrections,
	}
	if n, ok := most[field]; ok {
		out["minimum"], out["maximum"] = 0, n
	}
	switch field {
	case "Row.Value", "Targets.WorkingDays", "Expect.Fee":
		out["minimum"] = 0
	case "Suggestion.Rank":
		out["minimum"], out["maximum"] = firstRank, lastRank
	case "Targets.Minutes", "Menu.Place", "Field.MaxLength", "Photo.MinWidth", "Photo.MinHeight":
		out["minimum"] = 1
	}
	return out
}

// given are facts by name, with the fields the registers have.
func given() map[string]any {
	facts := map[string]any{}
	for name, t := range register.FactTypes() {
		keys := map[string]any{}
		for i := range t.NumField() {
			if f := t.Field(i); f.IsExported() {
				keys[expr.FieldName(f)] = map[string]any{}
			}
		}
		facts[name] = map[string]any{"type": "object", "properties": keys, "additionalProperties": false}
	}
	return map[string]any{"type": "object", "properties": facts, "additionalProperties": false}
}

func factNames() []string {
	return slices.Sorted(maps.Keys(register.FactTypes()))
}

// closedSets are the values of fields of which there are only so many.
func closedSets() map[string][]string {
	facts := factNames()
	causes := Causes()
	slices.Sort(causes)
	return map[string][]string{
		"Definition.Facts": facts, "Definition.Changes": facts, "Definition.Images": facts, "Scenario.Missing": facts,
		"Setting.Unit": Units(), "Rule.Outcome": Outcomes(), "Rule.Unknown": UnknownOutcomes(),
		"Rule.Cause": causes, "Reason.Cause": causes, "Field.Kind": FieldKinds(), "Review.Route": Routes(),
		"Report.Entry": ReportEntries(), "Definition.Counts": {CountsNo}, "Result.Kind": ResultKinds(), "Paper.Kind": PaperKinds(), "Result.Stage": Stages(), "Reason.For": Decisions(),
		"Fetch.Fact":     facts,
		"Expect.Verdict": append([]string{"yes", "unknown"}, Outcomes()...), "Expect.Route": Routes(), "Expect.Cause": causes,
	}
}

func patterns() map[string]string {
	const day = `^\d{4}-\d{2}-\d{2}$`
	return map[string]string{
		"Definition.Service": serviceName.String(), "Step.Name": stepName.String(), "Field.Name": fieldName.String(),
		"Law.From": day, "Row.From": day, "Row.To": day, "Scenario.Today": day, "Row.Region": `^\d{2,6}$`,
		"Rule.First": serviceName.String(), "Rule.Instead": serviceName.String(), "Term.Name": `^[a-z][a-z0-9_]*$`, "OptionList.As": `^[a-z][a-z0-9_]*$`, "Option.Value": `\S`,
	}
}

// required are the keys without which the linter refuses, by type.
func required() map[string][]string {
	return map[string][]string{
		"Definition": {"service", "group", "title", "summary", "fee-text", "submit-text", "law", "targets", "menu", "steps", "review", "results", "checklist", "scenarios"},
		"Menu":       {"place", "needs", "words"}, "Suggestion": {"code", "rank", "when", "text"},
		"Group": {"code", "title"}, "Law": {"name", "from"}, "Targets": {"minutes"},
		"Setting": {"name", "unit", "law"}, "Row": {"from"}, "Term": {"name", "is"},
		"Rule": {"code", "when", "outcome", "text"}, "Step": {"name", "title", "fields"}, "Field": {"name", "kind", "label"},
		"Photo": {"min-width", "min-height"}, "Fetch": {"fact", "by"}, "Option": {"value", "label"}, "Refusal": {"code", "when"},
		"OptionList": {"list", "as", "value", "label"}, "Detail": {"label", "value"}, "FieldCheck": {"code", "when", "text"},
		"Fee": {"code", "text", "amount"}, "Document": {"code", "text"}, "Review": {"route"}, "Result": {"kind", "stage", "title"},
		"Datum": {"name", "is"}, "Report": {"entry", "data"}, "Paper": {"kind"}, "Check": {"code", "text"}, "Reason": {"code", "for", "text", "cause"},
		"Scenario": {"name", "today", "expect"}, "Act": {"step"}, "Expect": {"verdict"},
	}
}
