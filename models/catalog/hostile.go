package catalog

import (
	"bytes"
	"fmt"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// What a draft may look like before the parser sees it, and what its aliases may
// grow to. The parser takes time with the square of the nesting, so that a file
// of a megabyte could keep it busy for an hour; the delivered definitions have
// lines of 700 bytes and nest their brackets five deep.
const (
	longestLine   = 4096 // bytes
	deepestFlow   = 64   // of [ and {
	mostAliasText = 4 << 20
)

// harmless refuses what would take the parser or the decoder too long. Brackets
// inside quoted texts count too: in words they are closed again.
func harmless(name string, source []byte) error {
	if len(source) > MostDraft {
		return hostile(name, 1, "%d bytes, at most %d are read", len(source), MostDraft)
	}
	depth, number := 0, 0
	for line := range bytes.Lines(source) {
		number++
		if len(line) > longestLine {
			return hostile(name, number, "the line has more than %d bytes", longestLine)
		}
		for _, c := range line {
			switch c {
			case '[', '{':
				depth++
			case ']', '}':
				depth = max(0, depth-1)
			}
		}
		if depth > deepestFlow {
			return hostile(name, number, "nests more than %d brackets", deepestFlow)
		}
	}
	file, err := parser.ParseBytes(source, 0)
	if err != nil {
		return undecodable(name, err)
	}
	guard := &aliasGuard{sizes: map[string]int{}}
	for _, doc := range file.Docs {
		if doc.Body != nil {
			ast.Walk(guard, doc.Body)
		}
	}
	switch {
	case guard.line > 0:
		return hostile(name, guard.line, "an anchor may not contain an alias")
	case guard.grown > mostAliasText:
		return hostile(name, 1, "its aliases stand for more than %d bytes", mostAliasText)
	}
	return nil
}

func hostile(name string, line int, format string, args ...any) error {
	return &Defect{File: name, Line: line, Path: "$", Code: "yaml", Err: fmt.Errorf(format, args...)}
}

// aliasGuard finds an alias inside an anchored node, and adds up what aliases
// stand for.
type aliasGuard struct {
	inside bool
	line   int
	sizes  map[string]int // of what an anchor names
	grown  int
}

// Visit implements ast.Visitor.
func (g *aliasGuard) Visit(n ast.Node) ast.Visitor {
	switch n := n.(type) {
	case *ast.AnchorNode:
		inner := &aliasGuard{inside: true}
		ast.Walk(inner, n.Value)
		if inner.line > 0 && g.line == 0 {
			g.line = inner.line
		}
		if g.sizes != nil && n.Name != nil {
			g.sizes[n.Name.String()] = len(n.Value.String())
		}
		return nil
	case *ast.AliasNode:
		if g.inside && g.line == 0 {
			g.line = max(1, n.GetToken().Position.Line)
		}
		if g.sizes != nil && n.Value != nil {
			g.grown += g.sizes[n.Value.String()]
		}
	}
	return g
}
