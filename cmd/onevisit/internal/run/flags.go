package run

import (
	"fmt"
	"reflect"
	"strings"

	"onevisit/cmd/onevisit/internal/config"
)

// flags are the options as flags of every command. The struct kong wants is
// made from the option table, so that a row there is all an option needs.
type flags struct {
	options []config.Option
	value   reflect.Value // pointer to a struct with one *string or *bool an option
}

func newFlags() *flags {
	f := &flags{}
	var fields []reflect.StructField
	for _, o := range config.Options() {
		if o.Secret {
			continue
		}
		kind, placeholder := reflect.TypeFor[*string](), strings.ToUpper(o.Name)
		if o.Bool {
			kind = reflect.TypeFor[*bool]()
		}
		tag := fmt.Sprintf(`name:%q help:%q placeholder:%q group:"Options"`, o.Name, describe(o), placeholder)
		fields = append(fields, reflect.StructField{Name: fmt.Sprintf("Option%d", len(fields)), Type: kind, Tag: reflect.StructTag(tag)})
		f.options = append(f.options, o)
	}
	fields = append(fields, reflect.StructField{
		Name: "Config", Type: reflect.TypeFor[*string](),
		Tag: `name:"config" placeholder:"FILE" help:"a YAML file of options (ONEVISIT_CONFIG)" group:"Options"`,
	})
	f.value = reflect.New(reflect.StructOf(fields))
	return f
}

func describe(o config.Option) string {
	if o.Default == "" || o.Bool {
		return fmt.Sprintf("%s (%s)", o.Help, o.Variable())
	}
	return fmt.Sprintf("%s (%s, default %s)", o.Help, o.Variable(), o.Default)
}

// given are the flags that stood on the command line.
func (f *flags) given() map[string]string {
	given := map[string]string{}
	for i, o := range f.options {
		switch v := f.value.Elem().Field(i).Interface().(type) {
		case *string:
			if v != nil {
				given[o.Name] = *v
			}
		case *bool:
			if v != nil {
				given[o.Name] = fmt.Sprint(*v)
			}
		}
	}
	return given
}

// file is the file of options: the flag, or the variable.
func (f *flags) file(environ []string) string {
	if v, ok := f.value.Elem().FieldByName("Config").Interface().(*string); ok && v != nil {
		return *v
	}
	for _, e := range environ {
		if name, found := strings.CutPrefix(e, "ONEVISIT_CONFIG="); found {
			return name
		}
	}
	return ""
}
