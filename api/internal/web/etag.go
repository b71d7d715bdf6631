package web

import (
	"strconv"
	"strings"

	"onevisit/models"
)

// ETag is how an optimistic version stands in a header.
func ETag(version int) string { return `"` + strconv.Itoa(version) + `"` }

// Version reads an If-Match header that ETag wrote. Anything else cannot match
// the current version and is stale.
func Version(ifMatch string) (int, error) {
	text := strings.TrimPrefix(ifMatch, "W/")
	if len(text) < 3 || text[0] != '"' || text[len(text)-1] != '"' {
		return 0, models.ErrStale
	}
	version, err := strconv.Atoi(text[1 : len(text)-1])
	if err != nil || version < 0 {
		return 0, models.ErrStale
	}
	return version, nil
}
