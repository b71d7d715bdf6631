package catalog

import "regexp"

// What the readers of YAML and of expressions say, by its form. What they say is
// English; what the office reads is put here into sentences that have a Chinese
// form. A sentence none of these fits is shown as it is.
var (
	saysUndeclared = regexp.MustCompile(`^undeclared reference to '([^']+)'(?: \(did you mean '([^']+)'\?\))?`)
	saysNoField    = regexp.MustCompile(`^undefined field '([^']+)'`)
	saysOverload   = regexp.MustCompile(`^found no matching overload for '([^']+)' applied to '\(([^']*)\)'`)
	saysType       = regexp.MustCompile(`^is (\S+), has to be (\S+)$`)
	saysNoSetting  = regexp.MustCompile(`^there is no setting "(.*)"$`)
	saysNoFact     = regexp.MustCompile(`^there is no fact "(.*)"$`)
	saysNoKind     = regexp.MustCompile(`^there is no field kind "(.*)"$`)
	saysNoData     = regexp.MustCompile(`^there is no reference data "(.*)"$`)
	saysBoth       = regexp.MustCompile(`^has rows of its own beside the reference "(.*)"$`)
	saysStep       = regexp.MustCompile(`^step name "(.*)" is missing or taken$`)
	saysField      = regexp.MustCompile(`^field name "(.*)" is missing or taken$`)
	saysTerm       = regexp.MustCompile(`^the name "(.*)" is taken$`)
	saysDay        = regexp.MustCompile(`^needs a first day: date "(.*)"`)
	saysNoList     = regexp.MustCompile(`cannot be range of a comprehension`)
	saysNoElement  = regexp.MustCompile(`^a list needs a name for its element`)
	saysSyntax     = regexp.MustCompile(`^Syntax error: (?:mismatched|extraneous|no viable alternative at) input '(.*?)'(?: expecting .*)?$`)
	saysToken      = regexp.MustCompile(`^Syntax error: token recognition error at: '(.*)'$`)
	saysKey        = regexp.MustCompile(`^unknown field "(.*)"$`)
	saysTwice      = regexp.MustCompile(`^mapping key "(.*)" already defined at \[(\d+):`)
	saysCost       = regexp.MustCompile(`^may cost (\d+), the limit is (\d+)$`)
	saysText       = regexp.MustCompile(`^an expression is one line of text$`)
)

// worded makes the finding of a defect, in words of both languages.
func worded(one *Defect, text string) Finding {
	if f, ok := wordedExpression(one, text); ok {
		return f
	}
	if f, ok := wordedStructure(one, text); ok {
		return f
	}
	return newFinding(one.File, one.Line, one.Path, one.Code, "cannot be read: %s", text)
}

func wordedExpression(one *Defect, text string) (Finding, bool) {
	if m := saysUndeclared.FindStringSubmatch(text); m != nil {
		if m[2] != "" {
			return newFinding(one.File, one.Line, one.Path, one.Code, "uses %q, which nothing declares; %q is there", m[1], m[2]), true
		}
		return newFinding(one.File, one.Line, one.Path, one.Code, "uses %q, which nothing declares", m[1]), true
	}
	if m := saysNoField.FindStringSubmatch(text); m != nil {
		return newFinding(one.File, one.Line, one.Path, one.Code, "asks for %q, which that fact does not have", m[1]), true
	}
	if m := saysOverload.FindStringSubmatch(text); m != nil {
		return newFinding(one.File, one.Line, one.Path, one.Code, "%q does not go with %q", m[1], m[2]), true
	}
	if m := saysType.FindStringSubmatch(text); m != nil {
		return newFinding(one.File, one.Line, one.Path, one.Code, "comes to a %q and has to be a %q", m[1], m[2]), true
	}
	if m := saysNoSetting.FindStringSubmatch(text); m != nil {
		return newFinding(one.File, one.Line, one.Path, one.Code, "there is no setting %q", m[1]), true
	}
	if saysNoList.MatchString(text) {
		return newFinding(one.File, one.Line, one.Path, one.Code, "goes through something that is no list"), true
	}
	if m := saysToken.FindStringSubmatch(text); m != nil {
		return newFinding(one.File, one.Line, one.Path, one.Code, "cannot be read from %q on: a quotation mark or a sign is wrong", m[1]), true
	}
	if m := saysSyntax.FindStringSubmatch(text); m != nil {
		if m[1] == "<EOF>" {
			return newFinding(one.File, one.Line, one.Path, one.Code, "breaks off: something is missing at its end"), true
		}
		return newFinding(one.File, one.Line, one.Path, one.Code, "cannot go on with %q there", m[1]), true
	}
	if m := saysCost.FindStringSubmatch(text); m != nil {
		return newFinding(one.File, one.Line, one.Path, one.Code, "takes too long to work out: %s of at most %s", m[1], m[2]), true
	}
	return Finding{}, false
}

func wordedStructure(one *Defect, text string) (Finding, bool) {
	if m := saysNoFact.FindStringSubmatch(text); m != nil {
		return newFinding(one.File, one.Line, one.Path, one.Code, "no register has the fact %q", m[1]), true
	}
	if m := saysNoKind.FindStringSubmatch(text); m != nil {
		return newFinding(one.File, one.Line, one.Path, one.Code, "there is no kind of field %q", m[1]), true
	}
	if m := saysNoData.FindStringSubmatch(text); m != nil {
		return newFinding(one.File, one.Line, one.Path, one.Code, "there is no reference data %q", m[1]), true
	}
	if m := saysBoth.FindStringSubmatch(text); m != nil {
		return newFinding(one.File, one.Line, one.Path, one.Code, "has rows of its own beside the reference %q", m[1]), true
	}
	if m := saysStep.FindStringSubmatch(text); m != nil {
		return newFinding(one.File, one.Line, one.Path, one.Code, "the step's name %q is missing or taken", m[1]), true
	}
	if m := saysField.FindStringSubmatch(text); m != nil {
		return newFinding(one.File, one.Line, one.Path, one.Code, "the field's name %q is missing or taken", m[1]), true
	}
	if m := saysTerm.FindStringSubmatch(text); m != nil {
		return newFinding(one.File, one.Line, one.Path, one.Code, "the term's name %q is taken", m[1]), true
	}
	if m := saysDay.FindStringSubmatch(text); m != nil {
		return newFinding(one.File, one.Line, one.Path, one.Code, "needs a first day, YYYY-MM-DD, and has %q", m[1]), true
	}
	if saysNoElement.MatchString(text) {
		return newFinding(one.File, one.Line, one.Path, one.Code, "a list needs a name for its element: as"), true
	}
	if m := saysKey.FindStringSubmatch(text); m != nil {
		return newFinding(one.File, one.Line, one.Path, one.Code, "the language has no key %q here", m[1]), true
	}
	if m := saysTwice.FindStringSubmatch(text); m != nil {
		return newFinding(one.File, one.Line, one.Path, one.Code, "the key %q stands there twice, first in line %s", m[1], m[2]), true
	}
	if saysText.MatchString(text) {
		return newFinding(one.File, one.Line, one.Path, one.Code, "an expression is one line of text"), true
	}
	if one.Code == "type" {
		return newFinding(one.File, one.Line, one.Path, one.Code, "another kind of value belongs there: %s", text), true
	}
	if one.Code == "yaml" {
		return newFinding(one.File, one.Line, one.Path, one.Code, "is no YAML there: %s", text), true
	}
	return Finding{}, false
}
