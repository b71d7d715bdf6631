// Package export writes what auditors carry away: the records behind a figure as
// a table (CSV or XLSX) or as a bundle that proves itself, and the printable
// report of a period.
//
// A table is for reading on: RFC 4180 with a byte order mark, so that every
// spreadsheet program reads the Chinese in it, and formula-safe, because a cell
// that begins like a formula is one to such a program.
//
// A bundle is for believing: an archive of
//
//	manifest.txt    a statement signed with the log's key: the question, the
//	                answer, and the SHA-256 of every other file
//	rows.csv        the contributions that were counted, by codes
//	rows.sum        the SHA-256 of each row with its name, so that whoever alters,
//	                drops or adds one is told which
//	definition.json the rate's definition the figure follows
//	checkpoint.txt  the signed checkpoint that covers the rows' audit entries,
//	                with the witnesses' countersignatures
//	evidence.txt    the leaves of these entries and the hashes that tie them to
//	                the checkpoint
//
// Check verifies it with nothing but the log's public key: no database, no
// network. It recomputes the figure from the rows.
//
// What a bundle proves, and by what:
//
//   - by the hall's signature alone: which rows were counted, what each says (whose
//     it is by number, day, place, cells), and that the entry named in it is the one
//     it came from. Whoever holds the log's key could sign other rows.
//   - by the leaf, whoever holds the key: that an entry of that number stands at that
//     place of the log, and when it was made, what sort of act it is, by what kind of
//     actor in which role, in which hall. A row that names an entry of another hall,
//     or none of the log, is found.
//   - not at all: that the entry is about the row's subject. The leaf commits to it,
//     but only with everything else in the entry and under its salt (translog, What a
//     leaf is). To open that commitment is to hand out the salt and the numbers of
//     the person, the session and the account that stand in the entry: a bundle
//     would carry what it refuses to, and an erasure later could not take it back.
//     Who has to know compares at the hall, where `onevisit audit verify` opens every
//     commitment and `onevisit report verify` computes every row from the facts.
//   - nor that what a row says has happened, which only the hall's own records can.
//
// A file is written whole to a place of its own before anybody gets a byte of it.
// So its SHA-256 can be in the audit entry, a failure is an answer instead of half
// a file, and memory does not grow with its length.
//
// What it refuses: personal data (there is none in a contribution), a bundle of
// more rows than MostProven, and anything without the audit entry.
package export
