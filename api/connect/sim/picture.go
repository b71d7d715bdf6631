package sim

import (
	"bytes"
	_ "embed"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"strconv"
	"strings"
	"unicode/utf8"
)

// glyphs holds 24-pixel bitmaps of the few characters the pictures need, drawn
// from Noto Sans CJK (SIL Open Font Licence): "X hex", 24 rows of 12 or 24 bits.
//
//go:embed glyphs.txt
var glyphs string

const glyphHeight = 24

// pen writes bitmap text.
type pen map[rune]glyph

type glyph struct {
	width int
	rows  [glyphHeight]uint32
}

func newPen() pen {
	p := pen{}
	for line := range strings.Lines(glyphs) {
		line = strings.TrimRight(line, "\n")
		r, size := utf8.DecodeRuneInString(line)
		bits := strings.TrimSpace(line[size:])
		g := glyph{width: len(bits) / glyphHeight * 4}
		for y := range glyphHeight {
			n := len(bits) / glyphHeight
			v, err := strconv.ParseUint(bits[y*n:(y+1)*n], 16, 32)
			if err != nil {
				continue // the file is ours; a bad row stays blank
			}
			g.rows[y] = uint32(v)
		}
		p[r] = g
	}
	return p
}

// write draws text at a point, scaled, and answers where it ended.
func (p pen) write(img *image.RGBA, at image.Point, scale int, ink color.Color, text string) int {
	x := at.X
	for _, r := range text {
		g, ok := p[r]
		if !ok {
			g = p['?']
		}
		for row := range glyphHeight {
			for col := range g.width {
				if g.rows[row]>>(g.width-1-col)&1 == 1 {
					fillBox(img, image.Rect(x+col*scale, at.Y+row*scale, x+(col+1)*scale, at.Y+(row+1)*scale), ink)
				}
			}
		}
		x += g.width * scale
	}
	return x
}

func fillBox(img *image.RGBA, box image.Rectangle, ink color.Color) {
	box = box.Intersect(img.Bounds())
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			img.Set(x, y, ink)
		}
	}
}

func jpg(img image.Image, quality int) []byte {
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: quality}); err != nil {
		return nil // a buffer takes everything
	}
	return out.Bytes()
}

// evidencePicture draws what a camera would have seen: a road, a car with its
// plate, further on in every frame, and the line of facts every such picture
// carries at its edge.
func evidencePicture(v violation, frame int) []byte {
	const w, h = 720, 480
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	p := newPen()
	fillBox(img, image.Rect(0, 0, w, 150), color.RGBA{178, 200, 220, 255})
	fillBox(img, image.Rect(0, 150, w, h-72), color.RGBA{96, 98, 102, 255})
	for x := 20 - frame*30; x < w; x += 120 {
		fillBox(img, image.Rect(x, 268, x+60, 276), color.RGBA{235, 235, 225, 255})
	}
	fillBox(img, image.Rect(0, 392, w, 400), color.RGBA{240, 220, 120, 255})
	drawCar(img, p, image.Pt(110+frame*90, 190), v)
	fillBox(img, image.Rect(0, h-72, w, h), color.RGBA{20, 22, 26, 255})
	white := color.RGBA{245, 245, 245, 255}
	p.write(img, image.Pt(12, h-68), 1, white, "时间: "+v.at+"  代码: "+v.code+fmt.Sprintf("  帧 %d/%d", frame+1, v.pictures))
	p.write(img, image.Pt(12, h-38), 1, white, "地点: "+v.place)
	p.write(img, image.Pt(w-150, 8), 1, color.RGBA{160, 30, 30, 255}, "模拟数据")
	return jpg(img, 82)
}

func drawCar(img *image.RGBA, p pen, at image.Point, v violation) {
	body := color.RGBA{uint8(60 + len(v.record)*7%120), 92, 140, 255}
	fillBox(img, image.Rect(at.X, at.Y+60, at.X+260, at.Y+150), body)
	fillBox(img, image.Rect(at.X+40, at.Y+10, at.X+220, at.Y+64), body)
	fillBox(img, image.Rect(at.X+54, at.Y+20, at.X+206, at.Y+60), color.RGBA{40, 48, 60, 255})
	for _, x := range []int{at.X + 8, at.X + 214} {
		fillBox(img, image.Rect(x, at.Y+70, x+38, at.Y+88), color.RGBA{215, 60, 50, 255})
		fillBox(img, image.Rect(x, at.Y+150, x+38, at.Y+172), color.RGBA{24, 24, 26, 255})
	}
	plate := color.RGBA{22, 70, 170, 255}
	switch v.plateType {
	case "52":
		plate = color.RGBA{40, 140, 80, 255}
	case "01":
		plate = color.RGBA{225, 180, 40, 255}
	case "23", "26":
		plate = color.RGBA{40, 40, 44, 255}
	}
	fillBox(img, image.Rect(at.X+62, at.Y+100, at.X+200, at.Y+134), plate)
	p.write(img, image.Pt(at.X+72, at.Y+105), 1, color.White, v.plate)
}
