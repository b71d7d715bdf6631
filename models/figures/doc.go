// Package figures counts. Every standard figure of the auditor's console is a
// sum over contributions, and a contribution is a pure function of the facts
// about one subject (a matter, a session, a payment order, a device's day):
//
//	facts of a subject -> Contribution (a day, a place, a few counted cells)
//	contributions      -> sums by period, service, hall, kiosk ...   (projection)
//	sums               -> shares, parts, times                        (Reports)
//
// The projection is kept current without anybody waiting for it: whoever changes
// a fact appends an audit entry in the same transaction, as always, and nothing
// more. The audit log is the list of what changed. A fold reads the entries that
// have got their places in the log since the last pass, computes the
// contributions of the subjects they name anew, subtracts what these contributed
// before and adds what they contribute now, in one transaction. A report reads
// the sums and, in the same snapshot, the few subjects that entries after the
// fold's place name, computed there and then: so it is exact to the last commit.
//
// A contribution is kept with the size of the log from which on it holds and,
// once another took its place, up to which. So the figures can be read as they
// were at an earlier size (a pin), and the same pin gives the same figures for good.
//
// # How it is kept
//
// Sums are kept for a closed list of combinations (shapes): months by service,
// hall, both, and each further slice with either; days by service and by hall. A
// row holds all buckets and periods of one combination, measure and year (or
// month, of days), so that any standard figure is a few dozen rows. What is not
// kept is answered from the contributions of the days asked for, through an
// index. Fold, Projection, Verify and Rebuild know nothing of SQL; models/store
// keeps the book.
//
//   - Who has a cell that few have (Cell.Rare) stands in a list of that cell, by day,
//     so that the records behind a small number open as fast as those behind a
//     large one, which the days nearest to the cursor hold. The lists are written,
//     verified and rebuilt with the sums. A projection built before there were lists
//     goes without them until "report rebuild".
//   - Fold reads and computes in a snapshot and writes in a transaction of its own
//     that names the turn it was made from: a process that dies leaves everything
//     as before or as after, and whatever changed between the two is named by
//     entries still to come.
//   - A pin is answered from the same sums, less the versions that came after it,
//     with those that held then. Only sizes of the log that were folded can be
//     pinned.
//   - Verify computes everything anew from the facts, page by page in snapshots,
//     while the hall goes on. Rebuild puts right what differs, with new versions:
//     pins from before stay what they were, unless versions themselves are broken,
//     which moves the least size that can be pinned.
//   - What is written without entries (a made-up history) is counted by a rebuild.
//
// What it refuses: writing a fact, and a figure that a rebuild from the facts
// would not reproduce to the bit (Verify).
package figures
