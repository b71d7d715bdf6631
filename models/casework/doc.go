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
// Claims of many clerks who ask at once share a commit ([ClaimLine]); each keeps
// its own condition and outcome, and nobody is answered before the commit. What
// one may take follows from the roster ([Roster], [Taker]): the hall, the skill,
// the citizen's language as long as a colleague on duty speaks it, and nobody's
// own people. A supervisor can take a case over or assign it, with a reason of a
// closed list; the former holder's fence is dead from then on.
//
// # The order, and how long a case can wait
//
// Each case has a place in virtual time, worked out when it comes in, so that an
// index serves the order and nothing has to be worked out again at midnight:
//
//	place = the beginning of the day from which its deadline is near (WarnOn),
//	        for a citizen in the hall the moment it was handed in, if that is earlier,
//	        at the latest ten days (MostWait) after it was handed in,
//	        and never before the day it was handed in began.
//
// Smaller places are served first; equal ones by citizens in the hall, then by
// age. So a broken or near deadline comes before the citizens in the hall, whose
// places are of today, and these before the cases of people who went home, whose
// places lie ahead; and every case grows older into the front. A case of a
// citizen who leaves the hall takes the place of those who went home. One that
// comes back with a correction, goes to a second signature or is withdrawn keeps
// its place or gets an earlier one.
//
// The bound: a case handed in on day d has a place of d or later. So from the end
// of the day of its place on, nothing that comes in is placed before a case:
//
//	longest wait W <= (end of the day of the place - handed in) + Q / mu
//	with end of the day of the place - handed in <= MostWait + 1 day,
//
// where Q is the number of cases placed before it at that moment, which only
// shrinks, and mu how many cases a day the clerks decide who may take them. For a
// citizen in the hall the first term is the rest of the day; for a case with a
// deadline it ends with the day the deadline is first warned of; for any other
// with the tenth day after. No class can starve, whatever keeps coming.
// A property test holds this against a million simulated arrivals, and two orders
// without ageing that must fail it. What is handed out from memory may be half a
// second behind the order.
//
// # Deadlines
//
// Each stage has its own in working days ([Timer]), from the definition's policy;
// the clock stands still while the citizen has to act, and due and promised date
// move by the working days it stood. A deadline that comes near is noted, one
// that is broken is told to the supervisor, each once. All of it are entries of
// the record, and so lines of the case's timeline.
//
// # Live
//
// The [Feed] tells the hall's screens of changes: what this process did after its
// commit, what another did within a second. Presences are of one process; at
// several, colleagues see each other's claims at once and looking not at all.
//
// # Decisions
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
// A supervisor may answer for several halls ([Halls]). One is looked at at a time,
// kept with the session, and is the actor's Site for everything: no rule knows of
// more than one hall, so none can reach across. Only the [Board] counts the others.
//
// What it refuses: a case of another hall (it does not exist there), a clerk's
// own, a relative's or the household's case, more than five cases held by one
// clerk, an end without a reason of the closed list, and showing a personal value
// without naming who asked and why.
package casework
