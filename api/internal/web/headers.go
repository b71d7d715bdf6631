package web

import (
	"net/http"
	"runtime/debug"
	"strings"

	"github.com/labstack/echo/v4"
)

func stack() []byte { return debug.Stack() }

// The content security policies. The screens are same-origin bundles, so
// 'self' is enough and nothing inline runs; an API's reply is not a page.
const (
	pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; " +
		"connect-src 'self'; media-src 'self' blob:; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
	replyPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox"
)

// headers sets what every reply carries; a page replaces the policy.
func (s *Server) headers(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Content-Security-Policy", replyPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), usb=(), payment=()")
		h.Set("Cache-Control", "no-store")
		if s.secure {
			h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		if strings.HasPrefix(c.Request().URL.Path, "/api/") {
			h.Add("Vary", "Accept-Language")
		}
		return next(c)
	}
}

// PageHeaders sets what an HTML page carries. Only a page that takes photos with
// the browser's own camera may ask for it.
func PageHeaders(h http.Header, camera bool) {
	h.Set("Content-Security-Policy", pagePolicy)
	if camera {
		h.Set("Permissions-Policy", "camera=(self), geolocation=(), microphone=(), usb=(), payment=()")
	}
}
