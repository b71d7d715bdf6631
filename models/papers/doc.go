// Package papers describes the papers a hall hands out: slip, acceptance receipt,
// payment receipt, decision of the simple procedure, one-time notice, collection
// slip, and proofs. It is pure: facts in, a described paper out, which
// models/paper sets as PDF or picture. It asks nobody and keeps nothing.
//
// # Languages
//
// The Chinese text is the legal one and stands on every paper. A reader of
// another language finds theirs below each line of it; without one, Chinese
// stands alone.
//
// # What can be checked offline
//
// A paper carries a code: its kind, number, day, copy and amount, a digest of all
// it says, and an Ed25519 signature of the hall over these. Whoever has the hall's
// public key reads from the code what the paper has to show. The file itself
// holds the description it was set from; setting it again makes the same bytes,
// so a file in which one letter was changed is found out (Check).
//
// The code of a slip has the slip's own code as its number, so that one QR code
// both resumes an application and can be checked.
//
// # The decision of the simple procedure, field by field
//
//	title, number and bar code      the kind; the number is the traffic platform's
//	deciding office                 reference data (offices.csv), by the hall that decided and the day of the
//	                                decision; without a row the capturing office where it is that city's own,
//	                                else the law's general words
//	name, ID and licence number     population register
//	address                         population register
//	phone, whole                    the register's, or what the person told in the visit
//	archive number, classes, issuer driving licence register
//	plate and its type              the camera record
//	vehicle type                    vehicle register, left out where it does not know the vehicle
//	time, place, act and its code   the camera record
//	measured value and limit        the camera record, left out where nothing was measured
//	evidence                        the camera record: its number, who captured it, how many pictures; that they
//	                                were shown only where each of them was
//	provision broken, legal basis   the camera record
//	kind, amount, in capitals       the camera record; none is a warning
//	points                          the camera record
//	statement and defence           the person's answer
//	how to pay                      term and surcharge: Administrative Penalty Law art. 67 and 72; payee, bank and
//	                                account: reference data, nothing without a row
//	last day to pay                 fifteen days after it was served, moved by the calendar of working days
//	remedies                        reviewing body, court, and whether reconsideration has to come first:
//	                                reference data; without a row the law's general words and 60 days or 6 months
//	handled by, system mark         the kiosk and hall in which it was submitted, never the one that reprints
//	how and when it was served      its first print that did not fail: by a kiosk, on the spot or later, or by a
//	                                clerk at a window. Nothing is served by post or text message: a message only
//	                                says where it can be printed
//	signature or note of refusal    a place to sign
//	seal and date                   a place for the seal; the day of the decision
//	copy number                     the count of prints, beside the code, and a mark on every reprint
//
// Who took part as an officer stands nowhere, as a machine decides; a decision an
// officer makes is not printed here.
//
// # What is not said
//
// A slip names nobody and no service's particulars. Receipts mask names and
// numbers. Only what has legal force without masks, a decision and a proof, shows
// them whole. No code holds a name or a number of a person.
package papers
