package expr

import (
	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// Table holds dated values per region: fees, limits, lists of places.
type Table struct {
	rows map[string][]entry
}

type entry struct {
	from, to, region string
	value            int64
}

// Add puts a value in: valid from one day to another ("" = open), in one region
// ("" = everywhere). A region's own value goes before one for everywhere.
func (t *Table) Add(key string, value int64, from, to, region string) {
	if t.rows == nil {
		t.rows = map[string][]entry{}
	}
	t.rows[key] = append(t.rows[key], entry{from: from, to: to, region: region, value: value})
}

// Find gives the value that holds on a day in a region. Of several, the
// region's own wins, then the one that began last.
func (t *Table) Find(key, today, region string) (int64, bool) {
	var best *entry
	for i := range t.rows[key] {
		e := &t.rows[key][i]
		if e.from > today || (e.to != "" && e.to < today) || (e.region != "" && !inRegion(region, e.region)) {
			continue
		}
		if best == nil || len(e.region) > len(best.region) || len(e.region) == len(best.region) && e.from > best.from {
			best = e
		}
	}
	if best == nil {
		return 0, false
	}
	return best.value, true
}

// inRegion: a region is a division code or its leading digits, "44" a province.
func inRegion(code, region string) bool {
	return len(code) >= len(region) && code[:len(region)] == region
}

// tableFunctions are setting(name), setting(name, key) and listed(name, key).
// They are macros that pass the day and the place along, so that a definition
// cannot forget them. Where a rule follows the person and not the kiosk, as a
// waiver of the home city does, setting_in(name, key, place) and listed_in look
// the value up for that place.
func tableFunctions(tables map[string]*Table) []cel.EnvOption {
	s, n := cel.StringType, cel.IntType
	four := []*cel.Type{s, s, s, s}
	find := func(args []ref.Val) (int64, bool, ref.Val) {
		t, ok := tables[string(args[0].(types.String))]
		if !ok {
			return 0, false, types.NewErr("there is no setting %q", args[0])
		}
		v, ok := t.Find(string(args[1].(types.String)), string(args[2].(types.String)), string(args[3].(types.String)))
		return v, ok, nil
	}
	return []cel.EnvOption{
		cel.Macros(
			cel.GlobalMacro("setting", 1, expand("setting_on")),
			cel.GlobalMacro("setting", 2, expand("setting_on")),
			cel.GlobalMacro("listed", 2, expand("listed_on")),
			cel.GlobalMacro("setting_in", 3, expand("setting_on")),
			cel.GlobalMacro("listed_in", 3, expand("listed_on")),
		),
		cel.Function("setting_on", cel.Overload("setting_on_4", four, n, cel.FunctionBinding(func(args ...ref.Val) ref.Val {
			v, ok, e := find(args)
			if e != nil {
				return e
			}
			if !ok {
				return types.NewErr("setting %q has no value for %q", args[0], args[1])
			}
			return types.Int(v)
		}))),
		cel.Function("listed_on", cel.Overload("listed_on_4", four, cel.BoolType, cel.FunctionBinding(func(args ...ref.Val) ref.Val {
			_, ok, e := find(args)
			if e != nil {
				return e
			}
			return types.Bool(ok)
		}))),
	}
}

func expand(to string) cel.MacroFactory {
	return func(f cel.MacroExprFactory, _ ast.Expr, args []ast.Expr) (ast.Expr, *common.Error) {
		if len(args) == 1 {
			args = append(args, f.NewLiteral(types.String("")))
		}
		place := f.NewIdent("region")
		if len(args) == 3 {
			place = args[2]
		}
		return f.NewCall(to, args[0], args[1], f.NewIdent("today"), place), nil
	}
}
