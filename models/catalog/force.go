package catalog

// InForce says which version of a service is in force. A service that is not
// Offered is retired: nobody begins with it, and whoever began goes on.
type InForce struct {
	Service string
	Hash    string
	Offered bool
}

// Enforce makes exactly these versions current, all in one moment, and names the
// hashes of those that were never added. Their services are not offered: a version
// that two persons replaced must not come back because the next one cannot be run.
func (c *Catalog) Enforce(versions []InForce) (missing []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	current := make(map[string]*Definition, len(versions))
	for _, v := range versions {
		d, ok := c.byHash[v.Hash]
		if !ok {
			missing = append(missing, v.Hash)
			continue
		}
		c.known[v.Service] = d
		if v.Offered {
			current[v.Service] = d
		}
	}
	c.current = current
	return missing
}

// Delivered lists the definitions this program brings along, by service.
func (c *Catalog) Delivered() []*Definition { return c.delivered }

// Known gives the definition a service is named by: the one in force, of a
// retired one the last that was.
func (c *Catalog) Known(service string) (*Definition, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	d, ok := c.known[service]
	return d, ok
}

// AllKnown lists the definitions of all services, retired ones too, by group and
// service.
func (c *Catalog) AllKnown() []*Definition {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return inOrder(c.known)
}
