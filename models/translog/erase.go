package translog

import (
	"encoding/json"
	"strconv"
)

// EntryKind is the kind of a subject that is an audit entry, in an erasure.
const EntryKind = "entry"

// EntryID writes an entry's number as a subject's id. The base keeps it clear
// of everything that looks like a personal number.
func EntryID(seq int64) string { return "e" + strconv.FormatInt(seq, 36) }

// entrySeq reads what EntryID wrote.
func entrySeq(id string) (int64, bool) {
	if len(id) < 2 || id[0] != 'e' {
		return 0, false
	}
	seq, err := strconv.ParseInt(id[1:], 36, 64)
	return seq, err == nil
}

// erasedBy returns the numbers of the entries an erasure names.
func erasedBy(r *Row) []int64 {
	var pairs [][2]string
	if json.Unmarshal(r.Subjects, &pairs) != nil {
		return nil // the row is not what was committed to, and is reported for that
	}
	var seqs []int64
	for _, p := range pairs {
		if seq, ok := entrySeq(p[1]); ok && p[0] == EntryKind {
			seqs = append(seqs, seq)
		}
	}
	return seqs
}
