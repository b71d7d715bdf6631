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
// # What is not said
//
// A slip names nobody and no service's particulars. Receipts mask names and
// numbers. Only what has legal force without masks, a decision and a proof, shows
// them whole. No code holds a name or a number of a person.
package papers
