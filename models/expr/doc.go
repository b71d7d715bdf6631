// Package expr evaluates the conditions of service definitions, written in CEL.
//
// An expression is compiled and type-checked once, against the facts, answers
// and names a definition declares: a misspelt field is an error at load, not a
// condition that is never true. Its worst-case cost is estimated at the same
// time and refused above a limit; expressions that loop carry that limit at run
// time too.
//
// Evaluation has three values. A fact whose register did not answer is unknown:
// `true || unknown` is true, `false && unknown` is false, a lone unknown stays
// unknown. CEL's partial evaluation does this by itself once a variable resolves
// to its unknown value, so the scope hands out that value for a missing fact.
// An error at run time (a date that is none, a number that overflows, a table
// without the row asked for) is "not decided" and therefore Unknown as well,
// never false: a rule that could not be computed must not let anybody pass or
// turn anybody away.
//
// Facts are plain Go structs; their fields are written in snake case. The package
// is the only importer of cel-go.
package expr
