package main

import (
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

var assets = regexp.MustCompile(`(?:src|href)="(/?[^"]+\.(?:js|css))"`)

// firstLoad prints what a kiosk fetches before its first screen: the scripts
// and styles its page names, in gzip.
func firstLoad(out io.Writer, dist string) error {
	page, err := os.ReadFile(filepath.Join(dist, "kiosk.html"))
	if err != nil {
		return err
	}
	var scripts, styles int
	for _, m := range assets.FindAllStringSubmatch(string(page), -1) {
		size, err := zipped(filepath.Join(dist, filepath.FromSlash(strings.TrimPrefix(m[1], "/"))))
		if err != nil {
			return err
		}
		if strings.HasSuffix(m[1], ".css") {
			styles += size
		} else {
			scripts += size
		}
	}
	fmt.Fprintf(out, "\nkiosk first load, gzip: %.1f kB of script, %.1f kB of style\n", float64(scripts)/1000, float64(styles)/1000)
	return nil
}

func zipped(name string) (int, error) {
	text, err := os.ReadFile(filepath.Clean(name))
	if err != nil {
		return 0, err
	}
	var n counter
	z, err := gzip.NewWriterLevel(&n, gzip.BestCompression)
	if err != nil {
		return 0, err
	}
	if _, err := z.Write(text); err != nil {
		return 0, err
	}
	return int(n), z.Close()
}

type counter int

// Write counts.
func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
