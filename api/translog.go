package api

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"onevisit/models"
	"onevisit/models/translog"
)

// Proofs is the audit log as witnesses see it; *translog.Log is it.
type Proofs interface {
	Verifier(ctx context.Context) (string, error)
	Checkpoint(ctx context.Context, size int64) (translog.Signed, error)
	Tile(ctx context.Context, level int, number int64, width int) ([]byte, error)
	Consistency(ctx context.Context, from, to int64) (translog.Consistency, error)
	Cosigned(ctx context.Context, signed []byte) error
}

// proofs serves the audit log to witnesses and to whoever wants to check it.
// It is open to all: hashes and signatures say nothing about anybody, and a
// witness must not depend on an account of those it watches. The layout is that
// of c2sp.org/tlog-tiles without the entries' bundles, whose times and actions
// are for the auditor only.
//
//	GET  /log/key                 the public key
//	GET  /log/checkpoint          the newest checkpoint with its countersignatures
//	GET  /log/tile/L/N[.p/W]      hashes
//	GET  /log/consistency?from=A&to=B   a proof, one hash a line
//	POST /log/cosignatures        a witness's countersigned checkpoint: 200, or 403
//	                              an unknown witness, 409 not in this log, 422 not one
func proofs(e *echo.Echo, p Proofs) {
	const plain = "text/plain; charset=utf-8"
	e.GET("/log/key", func(c echo.Context) error {
		key, err := p.Verifier(c.Request().Context())
		if err != nil {
			return err
		}
		return c.Blob(http.StatusOK, plain, []byte(key+"\n"))
	})
	e.GET("/log/checkpoint", func(c echo.Context) error {
		s, err := p.Checkpoint(c.Request().Context(), 0)
		if err != nil {
			return err
		}
		c.Response().Header().Set("Cache-Control", "no-cache")
		return c.Blob(http.StatusOK, plain, s.Note)
	})
	e.GET("/log/tile/*", func(c echo.Context) error {
		level, number, width, ok := parseTile(c.Param("*"))
		if !ok {
			return models.ErrNotFound
		}
		tile, err := p.Tile(c.Request().Context(), level, number, width)
		if err != nil {
			return err
		}
		c.Response().Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		return c.Blob(http.StatusOK, echo.MIMEOctetStream, tile)
	})
	e.GET("/log/consistency", func(c echo.Context) error {
		from, bad := strconv.ParseInt(c.QueryParam("from"), 10, 64)
		to, worse := strconv.ParseInt(c.QueryParam("to"), 10, 64)
		if bad != nil || worse != nil || to == 0 {
			return translog.ErrOrder
		}
		proof, err := p.Consistency(c.Request().Context(), from, to)
		if err != nil {
			return err
		}
		var lines strings.Builder
		for _, h := range proof.Proof {
			fmt.Fprintln(&lines, h.String())
		}
		return c.Blob(http.StatusOK, plain, []byte(lines.String()))
	})
	e.POST("/log/cosignatures", func(c echo.Context) error {
		const noteLimit = 16 << 10
		signed, err := io.ReadAll(http.MaxBytesReader(c.Response().Writer, c.Request().Body, noteLimit))
		if err != nil {
			return fmt.Errorf("api: cosignature: %w", err)
		}
		if err := p.Cosigned(c.Request().Context(), signed); err != nil {
			return err
		}
		return c.NoContent(http.StatusOK)
	})
}

// parseTile reads the path of a tile: level, number in groups of three digits of
// which all but the last begin with an x, and .p/width of a partial one.
func parseTile(path string) (level int, number int64, width int, ok bool) {
	width = 1 << translog.TileHeight
	whole, partial, cut := strings.Cut(path, ".p/")
	var err error
	if cut {
		if width, err = strconv.Atoi(partial); err != nil || width < 1 || width >= 1<<translog.TileHeight {
			return 0, 0, 0, false
		}
	}
	first, rest, found := strings.Cut(whole, "/")
	if level, err = strconv.Atoi(first); err != nil || !found || level < 0 || level > 63 {
		return 0, 0, 0, false
	}
	groups := strings.Split(rest, "/")
	if len(groups) > 6 {
		return 0, 0, 0, false
	}
	for i, g := range groups {
		digits, x := strings.CutPrefix(g, "x")
		n, err := strconv.ParseUint(digits, 10, 16)
		if err != nil || len(digits) != 3 || x == (i == len(groups)-1) {
			return 0, 0, 0, false
		}
		number = number*1000 + int64(n)
	}
	return level, number, width, true
}
