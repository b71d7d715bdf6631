package api

import (
	"errors"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"onevisit/api/internal/web"
	"onevisit/models"
)

// The three screens. Each is one page; what lies below its path belongs to it.
func pages() map[string]string {
	return map[string]string{"/": "kiosk.html", "/desk": "desk.html", "/auditor": "auditor.html"}
}

// screens serves the built user interface. Assets carry the hash of their
// content in their names and are kept for a year; pages are never kept.
func screens(e *echo.Echo, ui fs.FS) {
	for address, file := range pages() {
		serve := func(c echo.Context) error {
			web.PageHeaders(c.Response().Header())
			return send(c, ui, file, "no-store")
		}
		both(e, address, serve)
		if address != "/" {
			both(e, address+"/*", serve)
		}
	}
	both(e, "/assets/*", func(c echo.Context) error {
		return send(c, ui, "assets/"+c.Param("*"), "public, max-age=31536000, immutable")
	})
	// The few files beside the pages are routes of their own: a pattern for them
	// would match every unknown address and hide which methods a known one has.
	entries, err := fs.ReadDir(ui, ".")
	if err != nil {
		return // screens that were not built
	}
	for _, entry := range entries {
		name := entry.Name()
		if !entry.IsDir() && !strings.HasSuffix(name, ".html") && !strings.HasPrefix(name, ".") {
			both(e, "/"+name, func(c echo.Context) error { return send(c, ui, name, "no-cache") })
		}
	}
}

func both(e *echo.Echo, path string, h echo.HandlerFunc) {
	e.GET(path, h)
	e.HEAD(path, h)
}

func send(c echo.Context, ui fs.FS, name, cache string) error {
	if !fs.ValidPath(name) || strings.HasPrefix(path.Base(name), ".") {
		return models.ErrNotFound
	}
	body, err := fs.ReadFile(ui, name)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) || isFolder(ui, name) {
			return models.ErrNotFound
		}
		return err
	}
	media := mime.TypeByExtension(path.Ext(name))
	if media == "" {
		media = "application/octet-stream"
	}
	h := c.Response().Header()
	h.Set("Cache-Control", cache)
	h.Set("Content-Type", media)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	c.Response().WriteHeader(http.StatusOK)
	if c.Request().Method == http.MethodHead {
		return nil
	}
	_, err = c.Response().Write(body)
	return err
}

func isFolder(ui fs.FS, name string) bool {
	info, err := fs.Stat(ui, name)
	return err == nil && info.IsDir()
}
