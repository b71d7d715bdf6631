package translog_test

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/tlog"

	"onevisit/models/translog"
)

func leafData(i int64) []byte { return binary.BigEndian.AppendUint64([]byte("leaf"), uint64(i)) }

// The tree is the one another library makes, at every size, and goes on as the
// same tree after it was stored and loaded.
func TestTree_isTheOneOfAnotherLibrary(t *testing.T) {
	factory := compact.RangeFactory{Hash: rfc6962.DefaultHasher.HashChildren}
	other := factory.NewEmptyRange(0)
	tree := &translog.Tree{}
	tiles := 0
	for i := range int64(70_000) {
		tiles += len(tree.Add(translog.LeafHash(leafData(i))))
		if err := other.Append(rfc6962.DefaultHasher.HashLeaf(leafData(i)), nil); err != nil {
			t.Fatal(err)
		}
		if i > 2000 && i%1777 != 0 && i+1 != 65536 {
			continue
		}
		want, err := other.GetRootHash(nil)
		if err != nil {
			t.Fatal(err)
		}
		root, err := tree.Root()
		if err != nil || !bytes.Equal(root[:], want) {
			t.Fatalf("size %d: root %s, another library's %x, %v", i+1, root, want, err)
		}
		loaded, err := translog.Load(tree.Size(), tree.Edge())
		if err != nil {
			t.Fatalf("size %d: %v", i+1, err)
		}
		if again, err := loaded.Root(); err != nil || again != root {
			t.Fatalf("size %d: loaded root %s, want %s, %v", i+1, again, root, err)
		}
		tree = loaded
	}
	if want := 70_000/256 + 1; tiles != want {
		t.Errorf("%d full tiles, want %d", tiles, want)
	}
}

func TestLoad_refusesAnEdgeThatDoesNotFit(t *testing.T) {
	tree := &translog.Tree{}
	for i := range int64(300) {
		tree.Add(translog.LeafHash(leafData(i)))
	}
	edge := tree.Edge()
	for name, c := range map[string]struct {
		size int64
		edge []byte
	}{
		"cut off": {300, edge[:len(edge)-1]}, "another size": {299, edge}, "a level short": {300, edge[:2+44*tlog.HashSize]},
		"empty": {300, nil}, "longer": {300, append(bytes.Clone(edge), 0, 1)},
	} {
		if _, err := translog.Load(c.size, c.edge); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	if root, err := (&translog.Tree{}).Root(); err != nil || root.String() != "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=" {
		t.Errorf("the empty tree's root is %s, %v", root, err)
	}
}
