// Package whatif says what a changed rule would have done to the one-visit rate
// of a period that is over, before anybody publishes it. Its figures are expected
// ones and no figures of the hall: nothing is stored, nothing is published, and
// the only trace is an audit entry with the hashes of what was compared.
//
// # Two kinds of questions
//
// An edited service definition is replayed (Compare, Replay): each ended matter's
// attempt runs through the version in force and through the edited one, with the
// answers and facts its application kept, and the two are compared. An Assumption
// asks nothing of any definition: of the visits that had certain causes, a share
// would have fallen away.
//
// # What a definition can change about visits
//
// A person who stands at a kiosk has made that visit, whatever the pre-check
// says. So a definition spares nobody the visit in which it speaks; it spares the
// visits after it, and it costs one where it sends somebody away. From that:
//
//	saved   checked-at-once   a correction was asked for whose every field the edited
//	                          form would have refused on its page, where it can be put
//	                          right there and then: a picture by its size, a typed
//	                          answer. The visit after that request falls away, and so
//	                          do later visits for the photo (R08) where the photo is it
//	        paper-not-asked   the same where every paper or question asked for is not
//	                          wanted any more
//	        no-window         handed over by the rules then, not any more: the visit
//	                          that followed the hand-over
//	        decided-at-once   a clerk then, at once now: the visits that followed a
//	                          correction request or an approval to be paid
//	        no-collection     nothing is to be fetched any more: the visits that
//	                          followed "to be collected"
//	        nothing-to-pay    no fee any more: the visits that followed "to be paid"
//	        told-all-at-once  the edited pre-check names what to bring (only-with); the
//	                          visit in which it says so is made, and none of the later
//	                          ones with the cause of its rule. With one of those as
//	                          many visits as before, with two or more fewer
//	        refused-at-first  the pre-check says no, to a matter that came to no good
//	added   refused-only-with, refused-to-window, sent-to-window, to-be-collected
//	                          one visit more, where nothing followed that could have
//	                          been it
//	lost    refused-for-good  the pre-check says no, and the matter had been completed:
//	                          it leaves the experienced rate and stays in the honest one
//
// Everything else is unchanged, or it cannot be said.
//
// # What cannot be said
//
// Three values hold throughout: what is not known is never taken for false. A
// matter is "unknown", with the reason, where
//
//   - its answers or facts are erased or do not open;
//   - it was refused at the pre-check by a rule that the edit touches: no
//     application was opened, so no facts were kept. A rule that stands unchanged
//     refuses as it did, whatever the facts;
//   - the edited version needs a fact that was not asked for;
//   - the version in force does not lead where it led (pre-check, completeness,
//     route and amount are compared with what is recorded): then another version
//     was in force, or facts changed, and a difference would not be the edit's;
//   - an answer nobody gave decides how it goes on; a choice somebody made is no
//     longer open, so that nobody knows what they would have chosen;
//   - the answers before a correction would decide: only the last ones are kept
//     (earlier pictures are known by their size);
//   - a clerk decides where the rules did, and something is left to be done at
//     the machine: whether the decision comes while the person waits;
//   - another paper is wanted: whether it was at hand;
//   - the form was left unfinished and the path differs, there were applications
//     on several days, or visits followed of which nobody can say what they would
//     have become.
//
// The expected rate takes these matters as unchanged. Least and Most say what the
// difference would be if all of them went the worse way (completed with too many
// visits) or the better (completed with one).
//
// # Assumptions
//
// Stated, because the figures stand on them: who is told completely what to bring
// brings it and comes again; a window finishes what it is sent in one visit; a
// clerk who decides what a rule decided decides the same; what a page refuses is
// put right on that page; people behave no differently for knowing that the rules
// are others. Whether deciding at once is wise is no question of this package.
//
// # Uncertainty
//
// The matters of the period are taken as a sample of matters to come. Both rates
// carry a Wilson interval, the difference Newcombe's interval for paired
// proportions (see pairing.interval for why and the sources). Where the two
// versions differ in nothing that decides anything, the difference is exactly 0
// and has no interval: that is so by construction. With an assumption the
// interval of the share is added square by square.
//
// What it refuses: a period over 366 days or under two definitions of the rate, a
// definition over 1 MB or that does not compile, a second run of the same account
// while one runs.
package whatif
