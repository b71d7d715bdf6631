package catalog

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"reflect"
	"slices"
	"sync"

	"onevisit/models"
	"onevisit/models/expr"
	"onevisit/models/reference"
)

//go:embed definitions/*.yaml
var embedded embed.FS

// Embedded is the folder of the delivered definitions.
func Embedded() fs.FS {
	sub, err := fs.Sub(embedded, "definitions")
	if err != nil {
		panic(err) // the folder is part of the binary
	}
	return sub
}

// Catalog holds the current definition of each service and every version that
// was added. What is delivered is current until Enforce says otherwise. It is
// safe for concurrent use.
type Catalog struct {
	base      *expr.Base
	data      *reference.Data
	delivered []*Definition // by service; never changed after loading
	mu        sync.RWMutex
	current   map[string]*Definition
	known     map[string]*Definition // the last one in force, of retired services too
	byHash    map[string]*Definition
}

// Load reads every *.yaml of a folder as a current definition, with the reference
// data inside the program. factTypes are those of models/register.
func Load(fsys fs.FS, factTypes map[string]reflect.Type) (*Catalog, error) {
	return LoadWith(fsys, factTypes, reference.Published())
}

// LoadWith is Load with the reference data given, which settings draw on.
func LoadWith(fsys fs.FS, factTypes map[string]reflect.Type, data *reference.Data) (*Catalog, error) {
	base, err := newBase(factTypes, data)
	if err != nil {
		return nil, err
	}
	c := &Catalog{base: base, data: data, current: map[string]*Definition{}, known: map[string]*Definition{}, byHash: map[string]*Definition{}}
	names, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		source, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("catalog: %w", err)
		}
		d, err := c.Add(path.Base(name), source)
		if err != nil {
			return nil, err
		}
		if c.current[d.Service] != nil {
			return nil, fmt.Errorf("catalog: %s: the service %s is defined twice", name, d.Service)
		}
		c.current[d.Service], c.known[d.Service] = d, d
		c.delivered = append(c.delivered, d)
	}
	return c, nil
}

// newBase makes the environment of all definitions, with the arithmetic of the
// reference data.
func newBase(factTypes map[string]reflect.Type, data *reference.Data) (*expr.Base, error) {
	workdays, err := data.Workdays()
	if err != nil {
		return nil, err
	}
	return expr.NewBase(factTypes, expr.Office{
		Workday: func(day models.Date) (models.Date, error) { return workdays.Add(day, 0) },
		Overdue: func(received models.Date, payDays int, day models.Date) (int, error) {
			terms, err := data.FineTerms(day, "")
			if err != nil {
				return 0, err
			}
			terms.PayDays = payDays
			return terms.OverdueOn(received, day, workdays)
		},
		Surcharge: func(fine models.Fen, days, perMille, percent int) models.Fen {
			return reference.FineTerms{PerMille: perMille, CapPercent: percent}.Surcharge(fine, days)
		},
	})
}

// Inspect reads what a folder holds without giving up at the first that cannot
// run: the definitions that compile, by file, and what is wrong with the others.
func Inspect(fsys fs.FS, factTypes map[string]reflect.Type, data *reference.Data) ([]*Definition, []Finding, error) {
	base, err := newBase(factTypes, data)
	if err != nil {
		return nil, nil, err
	}
	names, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return nil, nil, err
	}
	var out []*Definition
	var findings []Finding
	for _, name := range names {
		source, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, nil, fmt.Errorf("catalog: %w", err)
		}
		d, err := compile(base, data, name, source)
		if err == nil {
			out = append(out, d)
			continue
		}
		wrong := Findings(err)
		if len(wrong) == 0 {
			wrong = []Finding{newFinding(name, 1, "$", "yaml", "cannot be read: %s", err.Error())}
		}
		findings = append(findings, wrong...)
	}
	return out, findings, nil
}

// Add compiles a version and keeps it under its hash, without making it current:
// an application resumes in the version it began with.
func (c *Catalog) Add(name string, source []byte) (*Definition, error) {
	d, err := compile(c.base, c.data, name, source)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if known := c.byHash[d.Hash]; known != nil {
		return known, nil
	}
	c.byHash[d.Hash] = d
	return d, nil
}

// Clone makes a catalog that shares the compiled definitions, which never change,
// and goes its own way from here.
func (c *Catalog) Clone() *Catalog {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return &Catalog{
		base: c.base, data: c.data, delivered: c.delivered,
		current: maps.Clone(c.current), known: maps.Clone(c.known), byHash: maps.Clone(c.byHash),
	}
}

// Current gives the definition new applications use.
func (c *Catalog) Current(service string) (*Definition, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	d, ok := c.current[service]
	return d, ok
}

// Version gives the definition an application is pinned to.
func (c *Catalog) Version(hash string) (*Definition, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	d, ok := c.byHash[hash]
	return d, ok
}

// All lists the current definitions as the menu shows them.
func (c *Catalog) All() []*Definition {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return inOrder(c.current)
}

func inOrder(definitions map[string]*Definition) []*Definition {
	out := slices.Collect(maps.Values(definitions))
	sortForMenu(out)
	return out
}
