package catalog

// MostDraft is the size in bytes of the largest draft that is read: three times
// the largest delivered definition. The decoder takes time with the square of
// the number of keys.
const MostDraft = 128 << 10

// Draft compiles a definition that nobody published, without keeping it: it is
// in no menu and no application can begin with it. It may come from outside the
// process, so it is bounded: in size, in nesting, and in what its aliases can
// grow to. What is wrong with it, Findings tells.
func (c *Catalog) Draft(name string, source []byte) (*Definition, error) {
	if err := harmless(name, source); err != nil {
		return nil, err
	}
	return compile(c.base, c.data, name, source)
}
