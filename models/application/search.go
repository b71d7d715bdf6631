package application

import (
	"strings"
	"sync"

	"onevisit/models/catalog"
	"onevisit/models/spelling"
)

// Term is a word a service is found by.
type Term struct {
	Text  string
	Typed string // its syllables as a keyboard types them, readings of one separated by a slash
}

// termCache keeps the terms of each version, which never change.
type termCache struct {
	mu   sync.Mutex
	held map[string][]Term
}

func newTermCache() *termCache { return &termCache{held: map[string][]Term{}} }

// of gives the terms of a definition: its title and its words, in every language.
func (c *termCache) of(d *catalog.Definition) []Term {
	c.mu.Lock()
	defer c.mu.Unlock()
	terms, ok := c.held[d.Hash]
	if !ok {
		for _, language := range []string{"zh-CN", "en"} {
			for _, text := range append([]string{d.Title[language]}, strings.Fields(d.Menu.Words[language])...) {
				if typed := spelling.Typed(text); typed != "" {
					terms = append(terms, Term{Text: text, Typed: typed})
				}
			}
		}
		c.held[d.Hash] = terms
	}
	return terms
}
