package expr

import (
	"fmt"
	"reflect"
)

// NewFact builds a fact from fields in snake case, as scenarios write them. A
// field the fact does not have is an error.
func (e *Env) NewFact(name string, fields map[string]any) (any, error) {
	t, ok := e.facts[name]
	if !ok {
		return nil, fmt.Errorf("there is no fact %q in this definition", name)
	}
	v := reflect.New(t).Elem()
	if err := fill(v, fields); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return v.Interface(), nil
}

func fill(v reflect.Value, from any) error {
	switch v.Kind() {
	case reflect.Struct:
		return fillStruct(v, from)
	case reflect.Slice:
		list, ok := from.([]any)
		if !ok {
			return fmt.Errorf("%v is no list", from)
		}
		out := reflect.MakeSlice(v.Type(), len(list), len(list))
		for i, x := range list {
			if err := fill(out.Index(i), x); err != nil {
				return fmt.Errorf("[%d]: %w", i, err)
			}
		}
		v.Set(out)
		return nil
	}
	x := reflect.ValueOf(from)
	if !x.IsValid() || !x.CanConvert(v.Type()) || x.Kind() == reflect.String != (v.Kind() == reflect.String) {
		return fmt.Errorf("%v is no %s", from, v.Type())
	}
	v.Set(x.Convert(v.Type()))
	return nil
}

func fillStruct(v reflect.Value, from any) error {
	fields, ok := from.(map[string]any)
	if !ok {
		return fmt.Errorf("%v is no mapping", from)
	}
	index := make(map[string]int, v.NumField())
	for i := range v.NumField() {
		if f := v.Type().Field(i); f.IsExported() {
			index[FieldName(f)] = i
		}
	}
	for name, x := range fields {
		i, ok := index[name]
		if !ok {
			return fmt.Errorf("there is no field %q", name)
		}
		if err := fill(v.Field(i), x); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}
