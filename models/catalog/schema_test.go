package catalog_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"onevisit/models/catalog"
)

func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	text, err := catalog.Schema()
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("definition.json", document); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("definition.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// plain reads YAML as an editor does: into what JSON can say.
func plain(source []byte) (any, error) {
	var v any
	if err := yaml.Unmarshal(source, &v); err != nil {
		return nil, err
	}
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return jsonschema.UnmarshalJSON(bytes.NewReader(text))
}

func TestSchema_takesTheDeliveredDefinitions(t *testing.T) {
	s := schema(t)
	names, err := fs.Glob(catalog.Embedded(), "*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatalf("%v %v", names, err)
	}
	for _, name := range names {
		source, err := fs.ReadFile(catalog.Embedded(), name)
		if err != nil {
			t.Fatal(err)
		}
		v, err := plain(source)
		if err == nil {
			err = s.Validate(v)
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSchema_refusesEveryStructuralDefectAndNothingElse(t *testing.T) {
	s := schema(t)
	good, list := corpus(t)
	list = append(list, broken{Name: "good"})
	structural := 0
	for _, b := range list {
		v, err := plain([]byte(b.source(t, good)))
		if err == nil {
			err = s.Validate(v)
		}
		if b.Schema {
			structural++
		}
		if (err != nil) != b.Schema {
			t.Errorf("%s: %v", b.Name, err)
		}
	}
	if structural < 15 {
		t.Errorf("only %d structural defects", structural)
	}
}
