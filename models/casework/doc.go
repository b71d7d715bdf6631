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
// A decision ([Decisions]) is provisional for some seconds, in which its clerk can
// undo it; then a job makes it final and carries it out. The queue's row, the
// decision's row, the job, what it was made on, the audit entry and the reply are
// one transaction, so that nothing that dies in between loses a decision, and an
// undo and the end of the time cannot both win: each names the state it changes
// from. Two decisions that count in one round and stage of a case are refused by
// a unique key. Nothing is erased: an undone decision stays as a row, and leaves
// two entries. A final one is withdrawn by a supervisor only, with a reason, until
// money was paid or a result left the office.
//
// Where the definition asks for four eyes, an approval needs another clerk's: not
// the first's, nor anybody's who had the case in hand before, by deciding it,
// revealing a value or opening a picture. A share of the other approvals, drawn by
// lot in the deciding transaction, is looked at again by somebody who does not see
// the first decision. Where two disagree a supervisor decides, and what was
// decided otherwise counts as overturned. Whatever sends a citizen away is carried
// out on one signature: it can be put right at a window, or withdrawn.
//
// In bulk, up to fifty cases of one service and one check result are decided
// alike. Approving in bulk is for cases in which the machine's checks found
// nothing to look at; the clerk states the mandatory lines of the check-list once
// for all of them. Four eyes are never given in bulk.
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
