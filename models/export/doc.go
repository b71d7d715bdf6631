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
// What a bundle proves: that this hall signed these rows as what the figure was
// counted from, and that each row's audit entry (when, what sort of act, in which
// hall) stands in the log at the place given. What it cannot prove: that a row
// says what happened, which only the hall's own records can.
//
// A file is written whole to a place of its own before anybody gets a byte of it.
// So its SHA-256 can be in the audit entry, a failure is an answer instead of half
// a file, and memory does not grow with its length.
//
// What it refuses: personal data (there is none in a contribution), a bundle of
// more rows than MostProven, and anything without the audit entry.
package export
