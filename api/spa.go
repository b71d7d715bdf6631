package api

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"

	"onevisit/api/internal/web"
	"onevisit/models"
)

// The four screens. Each is one page; what lies below its path belongs to it.
func pages() map[string]string {
	return map[string]string{"/": "kiosk.html", "/phone": "phone.html", "/desk": "desk.html", "/auditor": "auditor.html"}
}

// screens serves the built user interface. Assets carry the hash of their
// content in their names and are kept for a year; pages are never kept.
func screens(e *echo.Echo, ui fs.FS) {
	s := &shelf{ui: ui, files: map[string]*file{}}
	for address, name := range pages() {
		serve := func(c echo.Context) error {
			web.PageHeaders(c.Response().Header(), address == "/phone")
			return s.send(c, name, "no-store")
		}
		both(e, address, serve)
		if address != "/" {
			both(e, address+"/*", serve)
		}
	}
	both(e, "/assets/*", func(c echo.Context) error {
		return s.send(c, "assets/"+c.Param("*"), "public, max-age=31536000, immutable")
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
			both(e, "/"+name, func(c echo.Context) error { return s.send(c, name, "no-cache") })
		}
	}
}

func both(e *echo.Echo, path string, h echo.HandlerFunc) {
	e.GET(path, h)
	e.HEAD(path, h)
}

// shelf keeps the files that were asked for, with a compressed copy. They are
// few and come from inside the binary, so they are never dropped.
type shelf struct {
	ui    fs.FS
	mu    sync.Mutex
	files map[string]*file
}

type file struct {
	media string
	body  []byte
	small []byte // compressed; nil where that gains nothing
}

func (s *shelf) take(name string) (*file, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f, ok := s.files[name]; ok {
		return f, nil
	}
	if !fs.ValidPath(name) || strings.HasPrefix(path.Base(name), ".") {
		return nil, models.ErrNotFound
	}
	body, err := fs.ReadFile(s.ui, name)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) || isFolder(s.ui, name) {
			return nil, models.ErrNotFound
		}
		return nil, err
	}
	f := &file{media: mime.TypeByExtension(path.Ext(name)), body: body}
	if f.media == "" {
		f.media = "application/octet-stream"
	}
	f.small = compress(f)
	s.files[name] = f
	return f, nil
}

func compress(f *file) []byte {
	isText := strings.HasPrefix(f.media, "text/") || strings.Contains(f.media, "javascript") ||
		strings.Contains(f.media, "json") || strings.Contains(f.media, "svg")
	if !isText || len(f.body) < 1024 {
		return nil
	}
	var small bytes.Buffer
	w, err := gzip.NewWriterLevel(&small, gzip.BestCompression)
	if err != nil {
		return nil
	}
	if _, err := w.Write(f.body); err != nil || w.Close() != nil || small.Len() >= len(f.body) {
		return nil
	}
	return small.Bytes()
}

func (s *shelf) send(c echo.Context, name, cache string) error {
	f, err := s.take(name)
	if err != nil {
		return err
	}
	body, h := f.body, c.Response().Header()
	if f.small != nil {
		h.Add("Vary", "Accept-Encoding")
		if strings.Contains(c.Request().Header.Get("Accept-Encoding"), "gzip") {
			body = f.small
			h.Set("Content-Encoding", "gzip")
		}
	}
	h.Set("Cache-Control", cache)
	h.Set("Content-Type", f.media)
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
