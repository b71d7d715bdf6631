// Package window is the counter where a citizen stands before a clerk: somebody
// the kiosk or a clerk sent there, somebody who comes to collect, or who only
// asks. Everything the kiosk knows arrives with the scan of the slip, so that
// nothing is asked or typed twice, and one act records what happened.
//
// An act is one transaction: the presence of the person at the hall today, its
// place and cause in the ledger of visits, what becomes of the application or
// the matter, the audit entry and the stored reply stand or fall together. One
// person, one hall, one local day stays one visit, whether a kiosk, a window or
// both served it.
//
// A citizen may go to any window. What lies in another hall is found by what
// the citizen brings (the slip's signed code, the ID number), never by a number
// read out over the telephone; the answers are shown where this window can go
// on with the case: an own one, or one that was handed over to "a window". The
// rest shows where it stands and what to bring. Documents are collected, and
// machines repaired, where they lie. The visit is counted at the hall where the
// person stands, which is the one they travelled to.
//
// A citizen who lost a paper has it printed again here (Print), counted together
// with the kiosk's prints, marked as a reprint and noted in the log. A clerk sees
// only the prints they made themselves.
//
// What it refuses: a clerk's own matters and those of relatives and of the
// household, an act the state does not allow, a rejection without a reason of
// the closed list, and a look-up without its audit entry.
package window
