package document

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"math"
	"strconv"

	"onevisit/models"
)

// The limits of what is taken in.
const (
	MaxBytes      = 8 << 20
	MaxPixels     = 40_000_000
	MaxFiles      = 12
	MaxTotalBytes = 40 << 20
)

// The refusals.
var (
	ErrEmpty     = models.E(models.KindInvalid, "file-empty")
	ErrTooLarge  = models.E(models.KindInvalid, "file-too-large")
	ErrType      = models.E(models.KindInvalid, "file-type")
	ErrPixels    = models.E(models.KindInvalid, "pixels")
	ErrTooSmall  = models.E(models.KindInvalid, "photo-too-small")
	ErrRatio     = models.E(models.KindInvalid, "photo-ratio")
	ErrFileLimit = models.E(models.KindConflict, "file-limit")
)

// Policy is what a picture must be.
type Policy struct {
	MinWidth  int
	MinHeight int
	Ratio     float64 // width to height; 0 = any
}

// tolerance is how far a picture's ratio may be from the policy's. Cameras and
// scanners round to whole pixels, and 33 to 48 mm is nearly 3 to 4.
const tolerance = 0.1

// Picture is an image as it is kept.
type Picture struct {
	Content   []byte // JPEG
	MediaType string
	Width     int
	Height    int
}

// quality is a compromise the exit-entry photo rules allow: 20 to 80 kB at
// 480 by 640 pixels come out without visible blocks.
const quality = 90

// Take decodes a JPEG or PNG, judges it and writes it anew as a JPEG.
func Take(data []byte, p Policy) (Picture, error) {
	switch {
	case len(data) == 0:
		return Picture{}, ErrEmpty
	case len(data) > MaxBytes:
		return Picture{}, ErrTooLarge
	}
	config, decode, err := open(data)
	if err != nil {
		return Picture{}, err
	}
	if config.Width <= 0 || config.Height <= 0 || config.Width > MaxPixels/config.Height {
		return Picture{}, ErrPixels
	}
	if err := p.judge(config.Width, config.Height); err != nil {
		return Picture{}, err
	}
	decoded, err := decode(bytes.NewReader(data))
	if err != nil {
		return Picture{}, ErrType.Because(err)
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, opaque(decoded), &jpeg.Options{Quality: quality}); err != nil {
		return Picture{}, fmt.Errorf("document: encode: %w", err)
	}
	size := decoded.Bounds().Size()
	return Picture{Content: out.Bytes(), MediaType: "image/jpeg", Width: size.X, Height: size.Y}, nil
}

type decoder func(*bytes.Reader) (image.Image, error)

// open tells the type by the content's first bytes and reads the header only.
func open(data []byte) (image.Config, decoder, error) {
	r := bytes.NewReader(data)
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xd8, 0xff}):
		config, err := jpeg.DecodeConfig(r)
		if err != nil {
			return image.Config{}, nil, ErrType.Because(err)
		}
		return config, func(r *bytes.Reader) (image.Image, error) { return jpeg.Decode(r) }, nil
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")):
		config, err := png.DecodeConfig(r)
		if err != nil {
			return image.Config{}, nil, ErrType.Because(err)
		}
		return config, func(r *bytes.Reader) (image.Image, error) { return png.Decode(r) }, nil
	}
	return image.Config{}, nil, ErrType
}

func (p Policy) judge(width, height int) error {
	if width < p.MinWidth || height < p.MinHeight {
		return ErrTooSmall.With("width", strconv.Itoa(p.MinWidth)).With("height", strconv.Itoa(p.MinHeight))
	}
	if p.Ratio > 0 && math.Abs(float64(width)/float64(height)/p.Ratio-1) > tolerance {
		return ErrRatio
	}
	return nil
}

// opaque lays a picture with transparency on white, which JPEG cannot hold.
func opaque(m image.Image) image.Image {
	if o, ok := m.(interface{ Opaque() bool }); ok && o.Opaque() {
		return m
	}
	flat := image.NewRGBA(m.Bounds())
	draw.Draw(flat, flat.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(flat, flat.Bounds(), m, m.Bounds().Min, draw.Over)
	return flat
}
