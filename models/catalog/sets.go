package catalog

import (
	"fmt"
	"slices"
)

// The closed sets of the language: what the linter holds a definition against and
// what an editor offers.

// Outcomes are what a rule of the pre-check can come to.
func Outcomes() []string { return []string{"no", "window", "only-with", "later"} }

// UnknownOutcomes are what an undecided rule can come to.
func UnknownOutcomes() []string { return append([]string{"unknown", "pass"}, Outcomes()...) }

// Units are what a setting counts.
func Units() []string { return []string{unitFen, "days", "points", "count", "list"} }

const unitFen = "fen"

// Routes are the ways of a review.
func Routes() []string { return []string{routeAtOnce, routeClerk, routeFourEyes, routeWindow} }

// ResultKinds are what can come of a matter.
func ResultKinds() []string {
	return []string{"decision", "permit-write", "print", "produce", "post", resultAnswer}
}

// PaperKinds are what a print puts on paper.
func PaperKinds() []string {
	return []string{"decision", "payment", "collection", "acceptance", paperProof}
}

// paperProof is the paper whose lines a definition words.
const paperProof = "proof"

// resultAnswer is what is said at once and handed out to nobody.
const resultAnswer = "answer"

// ReportEntries are what a register can be told at the moment of handing in.
func ReportEntries() []string { return []string{"exit-entry/loss", "household/loss"} }

// CountsNo says of a definition that it makes no matter of its own.
const CountsNo = "no"

// Stages are when a result is carried out.
func Stages() []string { return []string{"before-payment", "after-payment"} }

// Decisions are what a clerk needs a reason for.
func Decisions() []string { return []string{"reject", "hand-over", "correct"} }

// FieldKinds are the kinds of fields, in alphabetical order.
func FieldKinds() []string {
	var out []string
	for kind := range fieldKinds() {
		out = append(out, kind)
	}
	slices.Sort(out)
	return out
}

// Causes are the codes of second visits (mission: the one-visit rate).
func Causes() []string {
	out := []string{"R99"}
	for i := 1; i <= 20; i++ {
		out = append(out, fmt.Sprintf("R%02d", i))
	}
	return out
}
