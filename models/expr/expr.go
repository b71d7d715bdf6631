package expr

import "fmt"

// Expr is an expression as a definition file writes it. The zero value means
// that none was written.
type Expr struct {
	Written string
	*Program
}

// UnmarshalYAML takes the scalar as it stands; `when: true` is an expression too.
func (x *Expr) UnmarshalYAML(decode func(any) error) error {
	var raw any
	if err := decode(&raw); err != nil {
		return err
	}
	switch raw.(type) {
	case string, bool, int64, uint64, int:
		x.Written = fmt.Sprint(raw)
		return nil
	}
	return fmt.Errorf("an expression is one line of text")
}

// Given tells whether an expression was written.
func (x Expr) Given() bool { return x.Written != "" }

// Holds evaluates a condition; none written means True.
func (x Expr) Holds(s *Scope) Truth {
	if x.Program == nil {
		return True
	}
	return x.Bool(s)
}
