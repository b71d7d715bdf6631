// Package translog makes the audit log tamper evident: a Merkle tree over the
// audit entries (RFC 6962), checkpoints of it signed in the C2SP formats
// (c2sp.org/tlog-checkpoint, signed-note, tlog-cosignature, tlog-proof,
// tlog-tiles), witnesses who countersign them, and the checks that find what
// somebody changed behind the product's back.
//
// # What a leaf is
//
// A leaf holds the facts of an entry that are nobody's data (when, what was
// done, by what kind of actor in which role, in which hall) and a commitment:
// SHA-256 over a salt of the entry's own and the whole entry, its number
// included. To erase what an entry says about a person its salt is destroyed:
// the leaf and every proof stay as they were, and nobody can show or guess any
// more what the commitment was to. A destroyed salt is as good as a changed
// entry unless an entry of the log itself names it (personal_data.erased);
// Verify insists on that.
//
// # Who writes
//
// Whoever acts appends rows to the audit table and knows nothing of the tree,
// so that no writer ever queues behind a last row. A Sequencer, exactly one at
// a time through a lease, gives the committed rows their places in the tree in
// batches: rows that commit late under a smaller number included, exactly once;
// numbers that were rolled back never. Between commit and batch (about a
// second) an entry is protected by the database alone.
//
// # Whose code the tree is
//
// Hashes, tree, tiles and proofs are golang.org/x/mod/sumdb/tlog, signatures
// golang.org/x/mod/sumdb/note, checkpoints, cosignatures and proof files
// github.com/transparency-dev/formats; the tests compare the tree with
// github.com/transparency-dev/merkle. Tessera was looked at and left: it is a
// server that owns its files and numbers entries as they come, while here the
// entries are rows of a transaction and tiles must stand in the same database,
// be backed up with it and be compared with it. Only Tree is ours: it hands
// tlog the hashes it asks for and cuts its results into tiles.
//
// # What is guaranteed, and what is not
//
//   - Every entry that a checkpoint covers which a witness has countersigned is
//     fixed for good: not even who holds database, key and server can change,
//     drop, add or reorder one without Verify or the witness saying so.
//   - Entries newer than the last countersigned checkpoint are fixed against
//     whoever has the database but not the log's key, because the serving
//     process keeps tree and last checkpoint in memory and on disk beside the key.
//   - An attacker who writes well-formed rows through the product's own database
//     account adds entries like the product does; the log shows that they were
//     added and when, not that they are true. Rows deleted within the second
//     before the sequencer saw them leave only a gap in the numbers.
//   - The Watch compares the newest entries every ten seconds and follows a
//     Signal to what was changed among the older ones, so that an entry that is
//     edited, deleted, inserted, moved or cut off is found within a minute in a
//     log of ten million too. On SQLite the signal is that somebody else has
//     committed, after which, and after every start, all of the log is compared
//     (ten million in about half a minute of one core); on MariaDB it is a sum
//     over each block's rows, and only blocks whose sum has changed are compared.
//     Neither is proof: bytes of SQLite's file written past the engine, a commit
//     through a debugger in our own process, and on MariaDB a change computed so
//     that its block's CRC-32 sum stays the same give no signal. For these the
//     older entries are compared in turn as well, eighty thousand a pass, some
//     twenty minutes for ten million; how long a turn takes is part of the status.
//     One run of Verify believes none of this.
//   - A database that is put back is noticed by the serving process at once and
//     by every witness at its next look. A log that was put back is never
//     signed again by its key: going on would need two trees under one. Where a
//     backup had to be put back, BeginAnew goes on under a new key with a
//     statement of both keys, that says for good what is gone; a witness takes it
//     from a person only, and only when it admits all the witness has seen.
//
// What it refuses: signing a tree that does not contain the last one signed,
// and taking a countersignature of a tree it did not sign.
package translog
