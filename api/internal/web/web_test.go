package web

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"onevisit/api/internal/gen/kioskapi"
	"onevisit/models"
)

func TestStatusOf_hasAStatusForEveryKind(t *testing.T) {
	seen := map[int]models.Kind{}
	for _, kind := range models.Kinds() {
		status := statusOf(kind)
		if status < 400 || (status == 500) != (kind == models.KindInternal) {
			t.Errorf("kind %d has status %d", kind, status)
		}
		if other, twice := seen[status]; twice {
			t.Errorf("kinds %d and %d share status %d", kind, other, status)
		}
		seen[status] = kind
	}
}

func TestTexts_haveTheSameCodesAndParametersInBothLanguages(t *testing.T) {
	table, err := loadTexts()
	if err != nil {
		t.Fatal(err)
	}
	parameter := regexp.MustCompile(`\{[^}]*\}`)
	for code, zh := range table[Chinese] {
		en, ok := table[English][code]
		if !ok || strings.TrimSpace(zh) == "" || strings.TrimSpace(en) == "" {
			t.Errorf("%s has no text in both languages", code)
		}
		a, b := parameter.FindAllString(zh, -1), parameter.FindAllString(en, -1)
		if strings.Join(a, "") != strings.Join(b, "") {
			t.Errorf("%s has other parameters in the other language: %v %v", code, a, b)
		}
	}
	for code := range table[English] {
		if table[Chinese][code] == "" {
			t.Errorf("%s has no Chinese text", code)
		}
	}
}

// Every code that any package can answer with has a text: the sources are read
// for the places where codes are made.
func TestTexts_coverEveryCodeInTheSources(t *testing.T) {
	table, err := loadTexts()
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for code, where := range codesInSources(t) {
		found++
		if table[Chinese][code] == "" {
			t.Errorf("%s: code %q has no text", where, code)
		}
	}
	if found < 50 {
		t.Errorf("only %d codes found; has the way of making errors changed?", found)
	}
}

func codesInSources(t *testing.T) map[string]string {
	t.Helper()
	codes := map[string]string{}
	for _, root := range []string{"../../../models", "../../../api"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") ||
				strings.Contains(path, "/gen/") || strings.Contains(path, "/connect/") || strings.Contains(path, "/modelstest/") {
				return err
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, text, 0)
			if err != nil {
				return nil //nolint:nilerr // somebody is in the middle of a change; the compiler will say so
			}
			ast.Inspect(file, func(n ast.Node) bool {
				for _, code := range codesIn(n) {
					codes[code] = path
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return codes
}

// codesIn returns the codes a call of E, Invalid or refuse is given, and those
// of a FieldError.
func codesIn(n ast.Node) []string {
	switch x := n.(type) {
	case *ast.CallExpr:
		index := map[string]int{"E": 1, "Invalid": 0, "refuse": 1}
		name := ""
		switch f := x.Fun.(type) {
		case *ast.Ident:
			name = f.Name
		case *ast.SelectorExpr:
			if p, ok := f.X.(*ast.Ident); !ok || p.Name != "models" {
				return nil
			}
			name = f.Sel.Name
		}
		if i, ok := index[name]; ok && i < len(x.Args) {
			return literal(x.Args[i])
		}
	case *ast.CompositeLit:
		if s, ok := x.Type.(*ast.SelectorExpr); !ok || s.Sel.Name != "FieldError" {
			return nil
		}
		for _, element := range x.Elts {
			if pair, ok := element.(*ast.KeyValueExpr); ok {
				if key, ok := pair.Key.(*ast.Ident); ok && key.Name == "Code" {
					return literal(pair.Value)
				}
			}
		}
	}
	return nil
}

func literal(e ast.Expr) []string {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return nil
	}
	text, err := strconv.Unquote(lit.Value)
	if err != nil {
		return nil
	}
	return []string{text}
}

func TestVersion(t *testing.T) {
	for text, want := range map[string]int{`"0"`: 0, `"12"`: 12, `W/"3"`: 3, `12`: -1, `""`: -1, `"-1"`: -1, `*`: -1, `"1", "2"`: -1, "": -1} {
		got, err := Version(text)
		if want < 0 && err == nil || want >= 0 && (err != nil || got != want) {
			t.Errorf("%q: %d %v", text, got, err)
		}
	}
	if got, err := Version(ETag(7)); got != 7 || err != nil {
		t.Error(got, err)
	}
}

func TestRender_isWhatTheGeneratedServerWrites(t *testing.T) {
	etag, cookie := ETag(3), "a=b"
	reply, err := render(kioskapi.BeginSession201JSONResponse{
		Body: kioskapi.Session{Id: "s"}, Headers: kioskapi.BeginSession201ResponseHeaders{SetCookie: &cookie},
	}, 0)
	if err != nil || reply.Status != 201 || reply.Header["Set-Cookie"] != cookie || !strings.Contains(string(reply.Body), `"id":"s"`) {
		t.Fatalf("%+v %v", reply, err)
	}
	reply, err = render(kioskapi.SaveStep200JSONResponse{Headers: kioskapi.SaveStep200ResponseHeaders{ETag: &etag}}, 0)
	if err != nil || reply.Header["Etag"] != etag {
		t.Fatalf("%+v %v", reply, err)
	}
	reply, err = render(map[string]int{"a": 1}, 202)
	if err != nil || reply.Status != 202 || string(reply.Body) != "{\"a\":1}\n" {
		t.Fatalf("%+v %v", reply, err)
	}
	reply, err = render(kioskapi.Rate204Response{}, 0)
	if err != nil || reply.Status != 204 || len(reply.Body) != 0 {
		t.Fatalf("%+v %v", reply, err)
	}
}

func TestAcceptable(t *testing.T) {
	types := []string{"application/json", "image/*"}
	for accept, want := range map[string]bool{
		"": true, "*/*": true, "application/*": true, "application/json;q=0.1": true, "text/html, */*;q=0.1": true,
		"image/png": true, "application/json;q=0": false, "text/html": false, "application/xml": false, ";;": false,
	} {
		if got := acceptable(accept, types); got != want {
			t.Errorf("%q: %v", accept, got)
		}
	}
}

func TestBuckets_forgetIdleKeys(t *testing.T) {
	now := time.Unix(1000, 0)
	b := newBuckets(models.ClockFunc(func() time.Time { return now }), 1, 2)
	for i := range bucketsKept {
		if err := b.take(strconv.Itoa(i)); err != nil {
			t.Fatal(err)
		}
	}
	now = now.Add(3 * time.Second)
	if err := b.take("new"); err != nil || len(b.byKey) != 1 {
		t.Fatalf("%v, %d keys kept", err, len(b.byKey))
	}
}

func FuzzCheckJSON(f *testing.F) {
	for _, seed := range []string{`{}`, `{"a":[1,2,{"b":null}]}`, `{"a":1,"a":2}`, "\xef\xbb\xbf{}", `[[[[`, `1e9`, `"\ud800"`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		err := checkJSON(body)
		if err == nil {
			return
		}
		if status := known(err).status; status != http.StatusBadRequest && status != http.StatusUnprocessableEntity {
			t.Errorf("status %d for %q", status, body)
		}
	})
}
