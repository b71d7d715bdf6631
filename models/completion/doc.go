// Package completion computes the one-visit rate and everything shown beside
// it. It only reads: nothing here writes a matter or a visit.
//
// The rate's meaning is data with a version and a date (Definitions): the unit,
// the window, what is a visit, what ends a matter, what is left out and what is
// divided by are fields that the computation follows, so that a version is
// changed by writing another one and not by editing code. A report names the
// version it followed, and a new version never changes a figure already
// published, because a report's period must lie inside one version; version 1's
// name is pinned by a test. Propose reads a version that nobody has published
// from a file that an official can write, and Compare shows the same happenings
// under two versions side by side, for deciding about it.
//
// Three layers, each testable without the one below:
//
//	Assemble   events of persons -> matters with their presences and their end
//	Count      matters           -> tallies (how many ended how, with how many visits)
//	Compute    tallies           -> figures: numerator, denominator, Wilson interval
//
// The store counts tallies by SQL from the tables of matters; Assemble and
// Count exist beside it so that officials can check the counting by hand
// (testdata/histories.txt, under version 1 and a proposed version 2) and so that
// a stored matter can be recomputed from its presences. What the SQL counts
// follows version 1's way of making matters; a version that makes others
// (Definition.SameMatters) has to be assembled from what happened.
//
// Always true, and held by tests that themselves are tested against broken
// counts: a rate lies between 0 and 1; the honest rate has the experienced one's
// numerator and at least its denominator; what is counted by service, site or
// month sums to the whole; the order in which events are given says nothing; a
// further matter done in one visit lowers neither rate; every visit after the
// first has exactly one cause, the first none.
//
// What it refuses: a rate for a zero denominator (there is no figure, neither
// 0 % nor 100 %), test data in any figure, periods over 366 days, and figures
// on fewer than ten matters for whoever may not see the matters themselves.
package completion
