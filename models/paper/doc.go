// Package paper sets printed papers: A4 sheets as PDF with an embedded Chinese
// font, so that they look the same on every printer and their text can be
// searched and read aloud. It knows headings, text, tables and plain charts, and
// nothing of what they say.
//
// The font comes from outside (Font): the screens' build makes it, a cut of Noto
// Sans SC under the SIL Open Font License 1.1. A character that the font does not
// have is printed as 〓, the sign for it in Chinese setting, and listed at the end
// of the paper: never left out unseen. (The PDF library would stop at characters
// beyond the basic plane.)
//
// The same content makes the same bytes, so that a paper can be hashed.
package paper
