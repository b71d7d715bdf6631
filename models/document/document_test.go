package document_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"onevisit/models/document"
)

func drawn(width, height int) image.Image {
	m := image.NewNRGBA(image.Rect(0, 0, width, height))
	for i := range m.Pix {
		m.Pix[i] = byte(i * 7)
	}
	return m
}

func asJPEG(t *testing.T, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(t *testing.T, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// pngHeader is a PNG that claims dimensions and has no pixels.
func pngHeader(width, height uint32) []byte {
	chunk := append([]byte("IHDR"), make([]byte, 13)...)
	binary.BigEndian.PutUint32(chunk[4:], width)
	binary.BigEndian.PutUint32(chunk[8:], height)
	chunk[12], chunk[13] = 8, 2
	out := append([]byte("\x89PNG\r\n\x1a\n"), 0, 0, 0, 13)
	out = append(out, chunk...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(chunk))
}

func TestTake_refuses(t *testing.T) {
	good := asJPEG(t, drawn(480, 640))
	photo := document.Policy{MinWidth: 354, MinHeight: 472, Ratio: 0.75}
	for _, c := range []struct {
		name string
		data []byte
		want error
	}{
		{"nothing", nil, document.ErrEmpty},
		{"too many bytes", make([]byte, document.MaxBytes+1), document.ErrTooLarge},
		{"a GIF", []byte("GIF89a" + strings.Repeat("x", 100)), document.ErrType},
		{"an SVG", []byte("<svg xmlns='http://www.w3.org/2000/svg'/>"), document.ErrType},
		{"a page called .jpg", []byte("<html>"), document.ErrType},
		{"an archive", []byte("PK\x03\x04"), document.ErrType},
		{"half a JPEG", good[:len(good)/2], document.ErrType},
		{"a huge PNG header", pngHeader(50_000, 50_000), document.ErrPixels},
		{"a PNG header that overflows", pngHeader(1<<31-1, 1<<31-1), document.ErrType},
		{"a PNG without pixels", pngHeader(480, 640), document.ErrType},
		{"too small", asJPEG(t, drawn(240, 320)), document.ErrTooSmall},
		{"landscape", asJPEG(t, drawn(640, 480)), document.ErrRatio},
	} {
		if _, err := document.Take(c.data, photo); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	if _, err := document.Take(good, photo); err != nil {
		t.Errorf("a good photo: %v", err)
	}
}

func TestTake_keepsThePixelsAndNothingElse(t *testing.T) {
	secret := []byte("GPSLatitude 22.5431 <script>alert(1)</script>")
	jpg := asJPEG(t, drawn(48, 64))
	exif := append([]byte{0xff, 0xd8, 0xff, 0xe1, 0, byte(len(secret) + 8)}, append([]byte("Exif\x00\x00"), secret...)...)
	withEXIF := append(exif, jpg[2:]...)
	for name, data := range map[string][]byte{
		"EXIF":             withEXIF,
		"bytes at the end": append(bytes.Clone(jpg), secret...),
		"PNG":              append(asPNG(t, drawn(48, 64)), secret...),
	} {
		p, err := document.Take(data, document.Policy{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if bytes.Contains(p.Content, []byte("GPS")) || bytes.Contains(p.Content, []byte("script")) || bytes.Contains(p.Content, []byte("Exif")) {
			t.Errorf("%s: something travelled along", name)
		}
		if config, err := jpeg.DecodeConfig(bytes.NewReader(p.Content)); err != nil || config.Width != 48 || p.Height != 64 || p.MediaType != "image/jpeg" {
			t.Errorf("%s: %v %+v", name, err, config)
		}
	}
}

func TestTake_laysTransparencyOnWhite(t *testing.T) {
	clear := image.NewNRGBA(image.Rect(0, 0, 16, 16))
	p, err := document.Take(asPNG(t, clear), document.Policy{})
	if err != nil {
		t.Fatal(err)
	}
	m, err := jpeg.Decode(bytes.NewReader(p.Content))
	if err != nil {
		t.Fatal(err)
	}
	if r, _, _, _ := m.At(8, 8).RGBA(); r>>8 < 250 {
		t.Fatalf("not white: %v", color.GrayModel.Convert(m.At(8, 8)))
	}
}
