// Package casework is the clerks' desk: the queue of applications that a
// machine may not decide, the claim by which one clerk takes one case, and the
// decision.
//
// A claim is exclusive, lasts five minutes unless renewed, and carries a
// fencing number that only grows. Every later write names its fence, and the
// database refuses a write whose fence is old or whose lease has run out, so
// that a screen left open over lunch can never decide a case a colleague has
// taken since. A dispenser in memory hands different candidates to clerks who
// ask at the same moment; it only saves them collisions, the conditional
// update is the one truth.
//
// A decision is one transaction: the queue's row, the application's change of
// state, the decision's row (one an application, by key) and the audit entry
// stand or fall together.
//
// What each decision was made on is kept sealed ([Records]): the definition's
// version and texts, the registers' answers, what the screen showed and what was
// ticked, with a hash in the decision's audit entry.
//
// What it refuses: a case of another hall (it does not exist there), a clerk's
// own, a relative's or the household's case, more than five cases held by one
// clerk, an end without a reason of the closed list, and showing a personal value
// without naming who asked and why.
package casework
