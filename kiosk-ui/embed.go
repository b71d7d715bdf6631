//go:build !noui

// Package kioskui holds the built screens (kiosk, phone, desk, auditor) inside the binary. It is the only Go beside the
// TypeScript. A tree whose screens were not built yet compiles all the same: dist then holds nothing but a marker, and
// opening kiosk.html fails. The build tag noui leaves the screens out.
package kioskui

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Files returns the built screens: kiosk.html, phone.html, desk.html, auditor.html and assets/.
func Files() (fs.FS, error) {
	return fs.Sub(dist, "dist")
}
