// Package completion computes the one-visit rate and everything shown beside
// it. It only reads: nothing here writes a matter or a visit.
//
// The rate's meaning is data with a version and a date (Definitions); a report
// names the version it followed, and a new version never changes a figure
// already published, because a report's period must lie inside one version.
//
// Three layers, each testable without the one below:
//
//	Assemble   events of persons -> matters with their presences and their end
//	Count      matters           -> tallies (how many ended how, with how many visits)
//	Compute    tallies           -> figures: numerator, denominator, Wilson interval
//
// The store counts tallies by SQL from the tables of matters; Assemble and
// Count exist beside it so that officials can check the counting by hand
// (testdata/histories.txt) and so that a stored matter can be recomputed from
// its presences.
//
// What it refuses: a rate for a zero denominator (there is no figure, neither
// 0 % nor 100 %), test data in any figure, periods over 366 days, and figures
// on fewer than ten matters for whoever may not see the matters themselves.
package completion
