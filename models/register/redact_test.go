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
			mark(v.Field(i))
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

func TestFacts_partsPrintNothing(t *testing.T) {
	parts := map[string]any{
		"endorsement": PermitEndorsement{Destination: marked}, "application": PendingApplication{Number: marked},
		"Taiwan endorsement": TaiwanEndorsement{Category: marked}, "ready": ReadyDocument{Number: marked},
		"vehicle": Vehicle{Plate: marked}, "violation": Violation{Place: marked},
	}
	if out := fmt.Sprintf("%v %+v %#v", parts, parts, parts); strings.Contains(out, marked) {
		t.Error(out)
	}
}
