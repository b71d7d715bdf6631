package catalog

import (
	"fmt"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// MostDraft is the size in bytes of the largest draft that is read.
const MostDraft = 1 << 20

// Draft compiles a definition that nobody published, without keeping it: it is
// in no menu and no application can begin with it. It may come from outside the
// process, so it is bounded: at most MostDraft bytes, and no alias inside what
// an anchor names, by which a small file could grow to a huge one.
func (c *Catalog) Draft(name string, source []byte) (*Definition, error) {
	if len(source) > MostDraft {
		return nil, fmt.Errorf("%s: %d bytes, at most %d are read", name, len(source), MostDraft)
	}
	file, err := parser.ParseBytes(source, 0)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	guard := &aliasGuard{}
	for _, doc := range file.Docs {
		if doc.Body != nil {
			ast.Walk(guard, doc.Body)
		}
	}
	if guard.line > 0 {
		return nil, fmt.Errorf("%s:%d: an anchor may not contain an alias", name, guard.line)
	}
	return compile(c.base, c.data, name, source)
}

// aliasGuard finds an alias inside an anchored node.
type aliasGuard struct {
	inside bool
	line   int
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
		return nil
	case *ast.AliasNode:
		if g.inside && g.line == 0 {
			g.line = max(1, n.GetToken().Position.Line)
		}
	}
	return g
}
