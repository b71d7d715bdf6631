package register

import (
	"encoding/json"
	"fmt"
	"reflect"

	"onevisit/models"
)

// Encode writes gathered facts for sealing with an application. Facts hold
// personal data in the clear: the bytes go into a vault and nowhere else.
func Encode(facts map[string]any) ([]byte, error) {
	types := FactTypes()
	for name, value := range facts {
		if want, ok := types[name]; !ok || reflect.TypeOf(value) != want {
			return nil, fmt.Errorf("register: fact %q has the type %T", name, value)
		}
	}
	data, err := json.Marshal(facts)
	if err != nil {
		return nil, fmt.Errorf("register: encode facts: %w", err)
	}
	return data, nil
}

// Decode reads what Encode wrote, each fact in its own type again. A fact this
// binary no longer knows is an error, not a gap.
func Decode(data []byte) (map[string]any, error) {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		return nil, models.E(models.KindInternal, "internal").Because(fmt.Errorf("register: decode facts: %w", err))
	}
	types := FactTypes()
	facts := make(map[string]any, len(raw))
	for name, text := range raw {
		t, ok := types[name]
		if !ok {
			return nil, fmt.Errorf("register: unknown fact %q", name)
		}
		v := reflect.New(t)
		if err := json.Unmarshal(text, v.Interface()); err != nil {
			return nil, fmt.Errorf("register: decode fact %q: %w", name, err)
		}
		facts[name] = v.Elem().Interface()
	}
	return facts, nil
}
