// Package format knows how the numbers and names of the office look: it
// normalises what people type, and checks what came out. It is pure, and
// tolerant first: spaces, dashes, full-width forms and invisible characters are
// taken away before anything is refused.
//
// For each kind there is a normaliser and a check of the normalised form:
//
//	s = format.Mobile(typed)
//	ok := format.IsMobile(s)
//
// Explain says what is wrong with a value, with a stable code and a sentence in
// both languages ("id-number.check": one place is mistyped), never only that it
// is. Some faults are hints: a VIN that does not check may be an imported car's.
// What a number cannot prove is not refused here either: area codes are hints
// (Identity.Area), and the kind of vehicle is the person's to say (TypesOf).
//
// Register gives the checks to validator/v10 as tags; the tag's name is the
// problem code the citizen's page has a sentence for. No other package of the
// business imports the validator.
//
// Sources: GB 11643-1999 (ID numbers), GA 36-2018 (plates), GB/T 28039-2011
// (pinyin of names), joint notice 民委发〔2016〕33号 (names), ICAO 9303 parts 3 to 6 (machine-readable zones, 7-3-1).
package format
