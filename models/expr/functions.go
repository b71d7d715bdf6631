package expr

import (
	"fmt"
	"strings"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"

	"onevisit/models"
)

// functions are what expressions can call besides CEL's own:
//
//	age_on(birth, day)       completed years
//	days(from, to)           calendar days, negative backwards
//	add_days(day, n)         the day n days later
//	add_months(day, n)       the same day n months later, the month's last where it has no such day
//	sum(list)                of numbers
//	only_letters(text, set)  every letter of text is in set, and there is one
//	covers(a, b)             the lists share an element
//	yuan(fen)                "¥15" or "¥1.50"
//	workday(day)             the day, or the next on which offices work
//	overdue(received, n, day)
//	                         days overdue on a day of what had to be paid within n days of receipt
//	surcharge(fine, days, per_mille, percent)
//	                         what an unpaid fine has grown by: so many thousandths a day, at most so many percent
func functions(o Office) []cel.EnvOption {
	s, n, b := cel.StringType, cel.IntType, cel.BoolType
	return []cel.EnvOption{
		binary("age_on", s, s, n, func(l, r ref.Val) ref.Val {
			return age(string(l.(types.String)), string(r.(types.String)))
		}),
		binary("days", s, s, n, func(l, r ref.Val) ref.Val {
			from, to, err := dates(l, r)
			if err != nil {
				return types.WrapErr(err)
			}
			return types.Int(from.DaysTo(to))
		}),
		binary("add_days", s, n, s, func(l, r ref.Val) ref.Val { return shift(l, r, addDays) }),
		binary("add_months", s, n, s, func(l, r ref.Val) ref.Val { return shift(l, r, addMonths) }),
		binary("only_letters", s, s, b, onlyLetters),
		binary("covers", cel.ListType(s), cel.ListType(s), b, covers),
		cel.Function("sum", cel.Overload("sum_list", []*cel.Type{cel.ListType(n)}, n, cel.UnaryBinding(sum))),
		cel.Function("yuan", cel.Overload("yuan_int", []*cel.Type{n}, s, cel.UnaryBinding(yuan))),
		cel.Function("workday", cel.Overload("workday_string", []*cel.Type{s}, s, cel.UnaryBinding(o.workday))),
		cel.Function("overdue", cel.Overload("overdue_3", []*cel.Type{s, n, s}, n, cel.FunctionBinding(o.overdue))),
		cel.Function("surcharge", cel.Overload("surcharge_4", []*cel.Type{n, n, n, n}, n, cel.FunctionBinding(o.surcharge))),
	}
}

// Office is the arithmetic of the office that expressions can call: the law's
// formulas and the table of holidays have one home, which is not this package.
type Office struct {
	// Workday gives the day itself, or the next on which offices work.
	Workday func(day models.Date) (models.Date, error)
	// Overdue counts the days a day lies after the last on which something received
	// on another had to be paid, none below zero.
	Overdue func(received models.Date, payDays int, day models.Date) (int, error)
	// Surcharge is what a fine in fen has grown by after so many days overdue.
	Surcharge func(fine models.Fen, days, perMille, percent int) models.Fen
}

func (o Office) workday(v ref.Val) ref.Val {
	day, err := date(v)
	if err == nil && o.Workday == nil {
		err = fmt.Errorf("no table of holidays")
	}
	if err == nil {
		day, err = o.Workday(day)
	}
	if err != nil {
		return types.WrapErr(err)
	}
	return types.String(day)
}

func (o Office) overdue(args ...ref.Val) ref.Val {
	received, day, err := dates(args[0], args[2])
	n := int64(args[1].(types.Int))
	if err == nil && (o.Overdue == nil || n < 0 || n > 10_000) {
		err = fmt.Errorf("overdue after %d days cannot be told", n)
	}
	days := 0
	if err == nil {
		days, err = o.Overdue(received, int(n), day)
	}
	if err != nil {
		return types.WrapErr(err)
	}
	return types.Int(days)
}

func (o Office) surcharge(args ...ref.Val) ref.Val {
	n := [4]int64{}
	for i := range n {
		n[i] = int64(args[i].(types.Int))
		if i == 1 { // days paused can be more than days overdue
			n[i] = max(n[i], 0)
		}
		if n[i] < 0 || n[i] > 1<<40 {
			return types.NewErr("a surcharge of %d", n[i])
		}
	}
	if o.Surcharge == nil {
		return types.NewErr("no rule for surcharges")
	}
	return types.Int(o.Surcharge(models.Fen(n[0]), int(n[1]), int(n[2]), int(n[3])))
}

func binary(name string, l, r, out *cel.Type, f func(l, r ref.Val) ref.Val) cel.EnvOption {
	return cel.Function(name, cel.Overload(name+"_2", []*cel.Type{l, r}, out, cel.BinaryBinding(f)))
}

// age counts completed years by comparing the written dates, which is many times
// faster than through instants; a person born on 29 February is a year older on
// 1 March in a common year, as the texts compare.
func age(birth, on string) ref.Val {
	by, ok := year(birth)
	oy, alsoOK := year(on)
	if !ok || !alsoOK {
		return types.NewErr("%q to %q is no age", birth, on)
	}
	if on[5:] < birth[5:] {
		oy--
	}
	return types.Int(oy - by)
}

// year reads the year of a date that exists.
func year(s string) (int, bool) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return 0, false
	}
	n := [3]int{}
	for i, part := range [3][2]int{{0, 4}, {5, 7}, {8, 10}} {
		for _, c := range []byte(s[part[0]:part[1]]) {
			if c < '0' || c > '9' {
				return 0, false
			}
			n[i] = n[i]*10 + int(c-'0')
		}
	}
	if n[0] < 1800 || n[1] < 1 || n[1] > 12 || n[2] < 1 {
		return 0, false
	}
	return n[0], n[2] <= time.Date(n[0], time.Month(n[1])+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

func date(v ref.Val) (models.Date, error) { return models.ParseDate(string(v.(types.String))) }

func dates(l, r ref.Val) (from, to models.Date, err error) {
	if from, err = date(l); err != nil {
		return "", "", err
	}
	to, err = date(r)
	return from, to, err
}

func shift(l, r ref.Val, by func(models.Date, int) models.Date) ref.Val {
	d, err := date(l)
	if err != nil {
		return types.WrapErr(err)
	}
	n := int64(r.(types.Int))
	if n > 100_000 || n < -100_000 {
		return types.NewErr("moving a date by %d", n)
	}
	return types.String(by(d, int(n)))
}

func addDays(d models.Date, n int) models.Date { return d.AddDays(n) }

func addMonths(d models.Date, n int) models.Date { return d.AddMonths(n) }

func onlyLetters(text, set ref.Val) ref.Val {
	t, allowed := string(text.(types.String)), string(set.(types.String))
	if t == "" {
		return types.False
	}
	for _, r := range t {
		if !strings.ContainsRune(allowed, r) {
			return types.False
		}
	}
	return types.True
}

func covers(a, b ref.Val) ref.Val {
	l, r := a.(traits.Lister), b.(traits.Lister)
	for it := l.Iterator(); it.HasNext() == types.True; {
		if r.Contains(it.Next()) == types.True {
			return types.True
		}
	}
	return types.False
}

func sum(list ref.Val) ref.Val {
	var total ref.Val = types.Int(0)
	for it := list.(traits.Lister).Iterator(); it.HasNext() == types.True; {
		n, ok := it.Next().(types.Int)
		if !ok {
			return types.NewErr("sum of something that is no number")
		}
		total = total.(types.Int).Add(n)
		if types.IsError(total) {
			return total
		}
	}
	return total
}

func yuan(v ref.Val) ref.Val {
	fen := int64(v.(types.Int))
	if fen%100 == 0 {
		return types.String(fmt.Sprintf("¥%d", fen/100))
	}
	return types.String(models.Fen(fen).String())
}
