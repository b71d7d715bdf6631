package gate

import (
	"context"
	"net/http"
)

type secureKey struct{}

// WithSecure notes whether the browser speaks TLS to us.
func WithSecure(ctx context.Context, secure bool) context.Context {
	return context.WithValue(ctx, secureKey{}, secure)
}

// Cookie returns the text of a Set-Cookie header for one of our cookies. It
// lives as long as the browser; the server decides when its session ends.
func Cookie(ctx context.Context, name, value string) string {
	return cookie(ctx, name, value, 0)
}

// DeviceCookieFor returns the Set-Cookie text of a kiosk's credential, which
// outlives the browser's restarts.
func DeviceCookieFor(ctx context.Context, credential string) string {
	const year = 365 * 24 * 60 * 60
	return cookie(ctx, DeviceCookie, credential, year)
}

// ClearCookie returns the text of a Set-Cookie header that removes a cookie.
func ClearCookie(ctx context.Context, name string) string { return cookie(ctx, name, "", -1) }

func cookie(ctx context.Context, name, value string, maxAge int) string {
	secure, _ := ctx.Value(secureKey{}).(bool)
	c := http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: maxAge,
		HttpOnly: true, Secure: secure, SameSite: http.SameSiteStrictMode,
	}
	return c.String()
}
