package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/labstack/echo/v4"

	"onevisit/models"
)

// validate compares a request with its contract and leaves the validated body
// for the generated server to bind, so that what a handler gets is what was
// checked.
func (o *operation) validate(c echo.Context) error {
	if err := o.checkQuery(c.Request().URL); err != nil {
		return err
	}
	params := make(map[string]string, len(o.pathNames))
	for _, name := range o.pathNames {
		value, err := url.PathUnescape(c.Param(name))
		if err != nil {
			return models.ErrNotFound
		}
		params[name] = value
	}
	err := openapi3filter.ValidateRequest(c.Request().Context(), &openapi3filter.RequestValidationInput{
		Request: c.Request(), PathParams: params, Route: &o.route,
		Options: &openapi3filter.Options{
			MultiError: true, KeepValidatedValue: true, ExcludeRequestBody: o.body != jsonType,
			AuthenticationFunc:      openapi3filter.NoopAuthenticationFunc,
			SchemaValidationOptions: []openapi3.SchemaValidationOption{openapi3.WithStringFormatValidator("date", dateFormat{})},
		},
	})
	if err == nil {
		return nil
	}
	if ctxErr := c.Request().Context().Err(); errors.Is(ctxErr, context.DeadlineExceeded) {
		return ctxErr
	}
	return explain(err)
}

// dateFormat refuses dates that have the form but do not exist.
type dateFormat struct{}

func (dateFormat) Validate(value string) error {
	_, err := time.Parse(time.DateOnly, value)
	return err
}

// checkQuery refuses a key twice and a key the contract does not have.
func (o *operation) checkQuery(u *url.URL) error {
	values, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return refuse(http.StatusBadRequest, "malformed-query")
	}
	var unknown []models.FieldError
	for name, list := range values {
		if len(list) > 1 {
			return refuse(http.StatusBadRequest, "duplicate-parameter").about(models.FieldError{Field: cut(name), Code: "field.duplicate"})
		}
		if !o.queryNames[name] {
			unknown = append(unknown, models.FieldError{Field: cut(name), Code: "field.unknown"})
		}
	}
	if len(unknown) > 0 {
		return refuse(http.StatusUnprocessableEntity, "unknown-field").about(unknown...)
	}
	return nil
}

// findings are the validator's errors in our words.
type findings struct {
	first  *refusal // a refusal that stands before all field errors
	fields map[string]models.FieldError
	codes  map[string]bool
}

// explain turns the validator's errors into one refusal. Its own texts are
// dropped: they repeat the schema and the value.
func explain(err error) error {
	f := &findings{fields: map[string]models.FieldError{}, codes: map[string]bool{}}
	f.walk(err, "")
	if f.first != nil {
		return f.first
	}
	code := "invalid-input"
	switch {
	case f.codes["field.unknown"]:
		code = "unknown-field"
	case f.codes["field.type"]:
		code = "wrong-type"
	}
	list := make([]models.FieldError, 0, len(f.fields))
	for _, e := range f.fields {
		list = append(list, e)
	}
	slices.SortFunc(list, func(a, b models.FieldError) int { return strings.Compare(a.Field, b.Field) })
	return refuse(http.StatusUnprocessableEntity, code).about(list...)
}

func (f *findings) walk(err error, parameter string) {
	switch e := err.(type) { //nolint:errorlint // the validator nests its errors by value
	case openapi3.MultiError:
		for _, one := range e {
			f.walk(one, parameter)
		}
	case *openapi3filter.RequestError:
		f.request(e)
	case *openapi3.SchemaError:
		f.schema(e, parameter)
	default:
		f.add(parameter, "field.type")
	}
}

func (f *findings) add(field, code string) {
	f.codes[code] = true
	if _, have := f.fields[field]; !have {
		f.fields[field] = models.FieldError{Field: cut(field), Code: code}
	}
}

func (f *findings) request(e *openapi3filter.RequestError) {
	switch {
	case e.Parameter == nil && errors.Is(e.Err, openapi3filter.ErrInvalidRequired):
		f.before(refuse(http.StatusBadRequest, "malformed-json"))
	case e.Parameter == nil && e.Err == nil:
		f.before(refuse(http.StatusUnsupportedMediaType, "unsupported-media-type"))
	case e.Parameter == nil:
		f.walk(e.Err, "")
	case e.Parameter.In == openapi3.ParameterInPath:
		f.before(&refusal{status: http.StatusNotFound, why: models.ErrNotFound})
	case e.Parameter.In == openapi3.ParameterInHeader:
		f.before(header(e))
	case errors.Is(e.Err, openapi3filter.ErrInvalidRequired):
		f.add(e.Parameter.Name, "field.required")
	default:
		f.walk(e.Err, e.Parameter.Name)
	}
}

func (f *findings) before(r *refusal) {
	if f.first == nil || r.status < f.first.status {
		f.first = r
	}
}

// header explains a missing or malformed header by what it is for.
func header(e *openapi3filter.RequestError) *refusal {
	missing := errors.Is(e.Err, openapi3filter.ErrInvalidRequired)
	switch name := e.Parameter.Name; {
	case name == "If-Match" && missing:
		return refuse(http.StatusPreconditionRequired, "precondition-required")
	case name == "If-Match":
		return &refusal{status: http.StatusPreconditionFailed, why: models.ErrStale}
	case strings.HasPrefix(name, "X-Provider-"):
		return refuse(http.StatusUnauthorized, "callback-signature")
	default:
		return refuse(http.StatusBadRequest, "header-invalid").about(models.FieldError{Field: name, Code: "field.format"})
	}
}

func (f *findings) schema(e *openapi3.SchemaError, parameter string) {
	path := strings.Join(e.JSONPointer(), ".")
	if parameter != "" {
		path = parameter
	}
	if e.SchemaField == "properties" {
		for _, name := range unknownNames(e) {
			f.add(join(path, name), "field.unknown")
		}
		return
	}
	f.add(path, fieldCode(e.SchemaField))
}

// unknownNames lists the members of an object its schema does not have.
func unknownNames(e *openapi3.SchemaError) []string {
	object, _ := e.Value.(map[string]any)
	var names []string
	for name := range object {
		if e.Schema == nil || e.Schema.Properties[name] == nil {
			names = append(names, name)
		}
	}
	return names
}

// fieldCode names a broken rule of a schema.
func fieldCode(keyword string) string {
	switch keyword {
	case "type", "nullable", "anyOf", "oneOf", "allOf":
		return "field.type"
	case "required":
		return "field.required"
	case "enum":
		return "field.choice"
	case "minLength", "maxLength", "minItems", "maxItems", "maxProperties", "minProperties":
		return "field.length"
	case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf":
		return "field.range"
	default:
		return "field.format"
	}
}
