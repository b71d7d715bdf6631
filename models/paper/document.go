package paper

import "time"

// Format is the shape of a document.
type Format string

// The formats: a sheet, and the roll of a receipt printer, which is cut where the
// text ends.
const (
	A4Sheet Format = "a4"
	Roll80  Format = "80mm"
)

// Line is a text in Chinese and, below or beside it, in the reader's language;
// Sub is empty where the reader's is Chinese.
type Line struct {
	Text string `json:"t"`
	Sub  string `json:"s,omitempty"`
}

// Row is a label and what stands under it. Half rows stand two in a line on a
// sheet, a whole one alone.
type Row struct {
	Label Line `json:"l"`
	Value Line `json:"v"`
	Half  bool `json:"h,omitempty"`
}

// Kind is what a block of a document is.
type Kind string

// The kinds of blocks.
const (
	Head   Kind = "head"   // Lines: who speaks, small and centred
	Title  Kind = "title"  // Lines: centred, large
	Part   Kind = "part"   // Lines: heading of a part
	Text   Kind = "text"   // Lines: paragraphs
	Note   Kind = "note"   // Lines: small
	Strong Kind = "strong" // Lines: paragraphs in bold
	Figure Kind = "figure" // Lines: one text in very large letters, centred
	Rows   Kind = "rows"   // Rows: a grid on a sheet, lines on a roll
	Boxes  Kind = "boxes"  // Lines, each with an empty box to tick
	Codes  Kind = "codes"  // Bar, and QR with places to sign or seal (Rows) and what is said of it (Lines)
	Rule   Kind = "rule"   // a line across
)

// Block is one part of a document, below the one before.
type Block struct {
	Kind  Kind   `json:"k"`
	Lines []Line `json:"lines,omitempty"`
	Rows  []Row  `json:"rows,omitempty"`
	QR    string `json:"qr,omitempty"`
	Bar   string `json:"bar,omitempty"` // Code 128
}

// Document is a paper described: what stands on it from the top down, and
// nothing of where. The same document makes the same bytes.
type Document struct {
	Format   Format
	Language string // of the reader: zh-CN or en
	Name     string // the file's own title
	Foot     Line   // at the foot of every page
	Blocks   []Block
	Made     time.Time
	Inside   string // kept in the file's metadata, so that the file can be checked
}
