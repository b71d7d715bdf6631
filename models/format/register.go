package format

import (
	"context"
	"errors"

	"github.com/go-playground/validator/v10"

	"onevisit/models"
)

// tags are our own validator tags. The name is also the problem code.
func tags() map[string]func(string) bool {
	return map[string]func(string) bool{
		"act-code":            IsActCode,
		"address":             IsAddress,
		"camera-record":       IsRecord,
		"decision-number-raw": IsDecision15,
		"engine-number":       IsEngine6,
		"mrz":                 IsMRZ,
		"passport-any":        IsAnyPassport,
		"phone":               IsPhone,
		"taiwan-home-permit":  IsTaiwanHomePermit,
		"violation-number":    IsViolation,
		"archive-number":      IsArchive,
		"date":                IsDate,
		"decision-number":     IsDecision16,
		"hkm-permit":          IsHKMPermit,
		"home-permit":         IsHomePermit,
		"mobile":              IsMobile,
		"name":                IsName,
		"passport":            IsPassport,
		"pinyin":              IsPinyin,
		"plain-text":          IsText,
		"plate":               IsPlate,
		"plate-type":          IsPlateType,
		"postcode":            IsPostcode,
		"taiwan-permit":       IsTaiwanPermit,
		"vin":                 IsVIN,
	}
}

type todayKey struct{}

// WithToday tells the checks that compare with the day which day it is.
func WithToday(ctx context.Context, today models.Date) context.Context {
	return context.WithValue(ctx, todayKey{}, today)
}

// Register adds the tags to a validator. The tag id-number refuses birth dates
// in the future where the context has a day (WithToday).
func Register(v *validator.Validate) error {
	for name, check := range tags() {
		if err := v.RegisterValidation(name, func(f validator.FieldLevel) bool { return check(f.Field().String()) }); err != nil {
			return err
		}
	}
	err := v.RegisterValidationCtx("hmt-residence", func(ctx context.Context, f validator.FieldLevel) bool {
		today, _ := ctx.Value(todayKey{}).(models.Date)
		return IsHMTResidence(f.Field().String(), today)
	})
	if err != nil {
		return err
	}
	err = v.RegisterValidationCtx("foreign-permit", func(ctx context.Context, f validator.FieldLevel) bool {
		today, _ := ctx.Value(todayKey{}).(models.Date)
		return IsForeignPermit(f.Field().String(), today)
	})
	if err != nil {
		return err
	}
	return v.RegisterValidationCtx("id-number", func(ctx context.Context, f validator.FieldLevel) bool {
		today, _ := ctx.Value(todayKey{}).(models.Date)
		return IsIDNumber(f.Field().String(), today)
	})
}

// Checker checks single values against validator tags.
type Checker struct{ v *validator.Validate }

// NewChecker makes a checker that knows the standard tags and ours.
func NewChecker() *Checker {
	v := validator.New(validator.WithRequiredStructEnabled())
	if err := Register(v); err != nil {
		panic("format: " + err.Error()) // a tag name the validator refuses: seen by the first test
	}
	return &Checker{v: v}
}

// Check answers the name and parameter of the first tag the value breaks, ""
// where it breaks none.
func (c *Checker) Check(ctx context.Context, value any, rules string) (tag, param string) {
	if rules == "" {
		return "", ""
	}
	err := c.v.VarCtx(ctx, value, rules)
	var broken validator.ValidationErrors
	if errors.As(err, &broken) && len(broken) > 0 {
		return broken[0].Tag(), broken[0].Param()
	}
	if err != nil {
		return "rules", ""
	}
	return "", ""
}

// Why explains the tag a value breaks, the zero Fault where nothing more than
// the tag's own name can be said. The day comes from the context (WithToday).
func (c *Checker) Why(ctx context.Context, value any, tag string) Fault {
	s, ok := value.(string)
	if !ok {
		return Fault{}
	}
	today, _ := ctx.Value(todayKey{}).(models.Date)
	if fault := Explain(tag, s, today); !fault.Hint {
		return fault
	}
	return Fault{}
}

// KnownRules tells whether the validator understands rules for a value of the
// kind of sample. It panics on a tag it does not know, which is caught here.
func (c *Checker) KnownRules(sample any, rules string) (ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	_ = c.v.VarCtx(context.Background(), sample, rules)
	return true
}

// Normal puts what was typed for a kind of field into its normal form.
func Normal(kind, s string) string {
	switch kind {
	case "name":
		return Name(s)
	case "mobile":
		return Mobile(s)
	case "digits":
		return Digits(s)
	case "date":
		return Date(s)
	case "plate":
		return Plate(s)
	case "address":
		return Address(s)
	case "spelling":
		return Pinyin(s)
	case "text":
		return Text(s)
	}
	return s
}

// Well tells whether a normalised value has the form its kind of field asks for,
// before any rule of the definition.
func Well(kind, s string) bool {
	switch kind {
	case "name":
		return IsName(s)
	case "mobile":
		return IsMobile(s)
	case "date":
		return IsDate(s)
	case "plate":
		return IsPlate(s)
	case "address":
		return IsAddress(s)
	case "spelling":
		return IsPinyin(s)
	case "digits":
		return IsKeypad(s)
	default:
		return IsText(s)
	}
}
