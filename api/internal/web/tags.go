package web

import (
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"

	"github.com/go-playground/validator/v10"

	"onevisit/models"
)

// TagRules registers a product's own validator tags.
type TagRules func(*validator.Validate) error

// tagChecker runs the validate tags that the contracts carry.
type tagChecker struct{ validate *validator.Validate }

func newTagChecker(own TagRules) (*tagChecker, error) {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		return name
	})
	if own != nil {
		if err := own(v); err != nil {
			return nil, fmt.Errorf("web: validator tags: %w", err)
		}
	}
	return &tagChecker{v}, nil
}

func (s *Server) checkTags(request any) error {
	err := s.tags.validate.Struct(request)
	var broken validator.ValidationErrors
	if err == nil {
		return nil
	}
	if !errors.As(err, &broken) {
		var notAStruct *validator.InvalidValidationError
		if errors.As(err, &notAStruct) {
			return nil // a request without parts
		}
		return fmt.Errorf("web: validator: %w", err)
	}
	fields := make([]models.FieldError, len(broken))
	for i, b := range broken {
		fields[i] = models.FieldError{Field: cut(fieldPath(b.Namespace())), Code: tagCode(b.Tag())}
	}
	return refuse(http.StatusUnprocessableEntity, "invalid-input").about(fields...)
}

// fieldPath drops the request object and its Body or Params from a namespace:
// "EnrolDeviceRequestObject.Body.code" is the client's "code".
func fieldPath(namespace string) string {
	parts := strings.Split(namespace, ".")
	for len(parts) > 1 && (strings.HasSuffix(parts[0], "RequestObject") || parts[0] == "Body" || parts[0] == "Params") {
		parts = parts[1:]
	}
	return strings.Join(parts, ".")
}

// tagCode names a broken tag. Our own tags are codes already: "field.mobile".
func tagCode(tag string) string {
	switch tag {
	case "required":
		return "field.required"
	case "min", "max", "len":
		return "field.length"
	case "gte", "lte", "gt", "lt":
		return "field.range"
	case "oneof":
		return "field.choice"
	default:
		return "field.format"
	}
}
