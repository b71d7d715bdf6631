package register

import (
	"bytes"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"
)

const marked = "marked-personal-value"

// mark fills every text of a value, and gives every list one element.
func mark(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(marked)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				mark(v.Field(i))
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		mark(v.Index(0))
	default:
	}
}

func TestFacts_printNothing(t *testing.T) {
	for name, typ := range FactTypes() {
		v := reflect.New(typ)
		mark(v.Elem())
		fact, pointer := v.Elem().Interface(), v.Interface()
		var out bytes.Buffer
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
			fmt.Fprintf(&out, verb+"\n", fact)
			fmt.Fprintf(&out, verb+"\n", pointer)
			fmt.Fprintf(&out, verb+"\n", map[string]any{name: fact})
			fmt.Fprintf(&out, verb+"\n", []any{fact})
		}
		for _, h := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
			slog.New(h).Info("fact", "fact", fact, slog.Group("in", "fact", fact))
		}
		fmt.Fprint(&out, fmt.Errorf("with %v: %+v", fact, fact))
		if strings.Contains(out.String(), marked) || strings.Contains(out.String(), fmt.Sprintf("%x", marked)) {
			t.Errorf("%s prints a value", name)
		}
		if !strings.Contains(out.String(), "[redacted]") {
			t.Errorf("%s does not say that it is redacted", name)
		}
	}
}

// parts adds the structs a type consists of.
func parts(t reflect.Type, into map[reflect.Type]bool) {
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || t == reflect.TypeFor[sealed]() || into[t] {
		return
	}
	into[t] = true
	for i := range t.NumField() {
		parts(t.Field(i).Type, into)
	}
}

// Every struct inside a fact is sealed itself: one that is taken out of a list
// prints as little as the whole.
func TestFacts_partsPrintNothing(t *testing.T) {
	types := map[reflect.Type]bool{}
	for _, typ := range FactTypes() {
		parts(typ, types)
	}
	if len(types) <= len(FactTypes()) {
		t.Fatalf("only %d types", len(types))
	}
	for typ := range types {
		if typ.NumField() == 0 || typ.Field(0).Type != reflect.TypeFor[sealed]() {
			t.Errorf("%s is not sealed", typ)
			continue
		}
		v := reflect.New(typ)
		mark(v.Elem())
		part := v.Elem().Interface()
		var out bytes.Buffer
		fmt.Fprintf(&out, "%v %+v %#v %s %x", part, part, part, v.Interface(), []any{part})
		slog.New(slog.NewJSONHandler(&out, nil)).Info("part", "part", part)
		if strings.Contains(out.String(), marked) || strings.Contains(out.String(), fmt.Sprintf("%x", marked)) {
			t.Errorf("%s prints a value: %s", typ, out.String())
		}
	}
}
