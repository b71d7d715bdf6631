package api_test

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/labstack/echo/v4"

	"onevisit/api/internal/web"
	"onevisit/api/internal/webtest"
)

// The generated servers carry a copy of their contract. It has to be the one
// that stands in the tree: run scripts/generate.sh after changing a contract.
func TestContracts_areWhatTheServersWereGeneratedFrom(t *testing.T) {
	files, err := filepath.Glob("contract/*.yaml")
	if err != nil || len(files) != len(webtest.Specs()) {
		t.Fatalf("%d contracts, %d servers, %v", len(files), len(webtest.Specs()), err)
	}
	for _, file := range files {
		audience := strings.TrimSuffix(filepath.Base(file), ".yaml")
		written, err := openapi3.NewLoader().LoadFromFile(file)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if err := written.Validate(t.Context()); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		generated, err := webtest.Specs()[audience]()
		if err != nil {
			t.Fatal(err)
		}
		if a, b := canonical(t, written), canonical(t, generated); a != b {
			t.Errorf("%s: the generated server is of another version of the contract", file)
		}
	}
}

// canonical drops what the generator changes on purpose.
func canonical(t *testing.T, spec *openapi3.T) string {
	t.Helper()
	for _, item := range spec.Paths.Map() {
		for _, operation := range item.Operations() {
			operation.OperationID = web.OperationID(operation)
		}
	}
	text, err := json.Marshal(spec)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Routes, contracts and nothing else: what is not in a contract is a page, an
// asset or a health answer.
func TestRoutes_areTheContractsAndTheScreens(t *testing.T) {
	h := newHall(t, withDemo)
	var got, want []string
	for _, route := range h.handler.(webtest.StandIn).Handler.(*echo.Echo).Routes() {
		if strings.HasPrefix(route.Path, "/api/") {
			got = append(got, route.Method+" "+route.Path)
		} else if route.Method != "GET" && route.Method != "HEAD" {
			t.Errorf("%s %s changes something outside every contract", route.Method, route.Path)
		}
	}
	for audience, load := range webtest.Specs() {
		spec, err := load()
		if err != nil {
			t.Fatal(err)
		}
		for path, item := range spec.Paths.Map() {
			for method := range item.Operations() {
				want = append(want, method+" /api/"+audience+strings.NewReplacer("{", ":", "}", "").Replace(path))
			}
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("routes:\n%s\ncontracts:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Every request schema says what it does not take, so that a field nobody
// asked for is refused and not ignored.
func TestContracts_refuseUnknownFieldsInEveryRequest(t *testing.T) {
	for audience, load := range webtest.Specs() {
		spec, err := load()
		if err != nil {
			t.Fatal(err)
		}
		for path, item := range spec.Paths.Map() {
			for method, operation := range item.Operations() {
				if operation.RequestBody == nil || audience == "provider" { // the provider may say more than we read
					continue
				}
				media := operation.RequestBody.Value.Content["application/json"]
				if media == nil {
					continue
				}
				if extra := media.Schema.Value.AdditionalProperties; extra.Has == nil || *extra.Has {
					t.Errorf("%s %s%s takes unknown fields", method, audience, path)
				}
			}
		}
	}
}
