// Package audit is the record of who did what to what, appended in the same
// transaction as the change itself, never altered afterwards.
//
// An entry names actor, action, subjects and the names of fields: never a
// value of anybody's personal data, so that the record can outlive the data it
// is about. The actions are one closed catalogue with a sentence in each
// language for the auditor, and the notes an entry may carry are a closed set
// of keys with values of a narrow form; Check refuses everything else before a
// row is written.
package audit
