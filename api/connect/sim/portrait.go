package sim

import (
	"image"
	"image/color"
	"math"
)

// Portrait draws a face that is nobody's, as the kiosk's camera would take it:
// JPEG, 480 x 640, light background. small gives one that is too small for any
// document.
func Portrait(person string, small bool) []byte {
	w, h := 480, 640
	if small {
		w, h = 150, 200
	}
	d := newDice(0, "portrait "+person)
	f := face{}
	f.skin = pick(d, []color.RGBA{{240, 208, 178, 255}, {228, 190, 156, 255}, {212, 172, 138, 255}})
	f.hair = pick(d, []color.RGBA{{28, 24, 24, 255}, {48, 36, 30, 255}, {110, 110, 112, 255}})
	f.shirt = pick(d, []color.RGBA{{44, 62, 96, 255}, {70, 84, 64, 255}, {104, 52, 60, 255}, {52, 52, 58, 255}})
	f.long = d.oneIn(2)
	f.wide = 0.235 + 0.015*d.Float64()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			// Coordinates as parts of the width, so that both sizes show the same face.
			u, v := float64(x)/float64(w), float64(y)/float64(w)
			img.SetRGBA(x, y, f.at(u, v))
		}
	}
	return jpg(img, 90)
}

// face is what makes one portrait differ from another.
type face struct {
	skin, hair, shirt color.RGBA
	long              bool    // hair
	wide              float64 // half the head, as part of the picture's width
}

// at is the colour of a point; both coordinates are parts of the width.
func (f face) at(u, v float64) color.RGBA {
	const top, chin = 0.60, 0.31 // centre of the face and half its height
	in := func(cx, cy, rx, ry float64) bool { return math.Hypot((u-cx)/rx, (v-cy)/ry) < 1 }
	mirrored := func(dx, cy, rx, ry float64) bool { return in(0.5-dx, cy, rx, ry) || in(0.5+dx, cy, rx, ry) }
	switch {
	case mirrored(0.092, top-0.02, 0.016, 0.016):
		return color.RGBA{30, 24, 22, 255}
	case mirrored(0.092, top-0.02, 0.036, 0.019):
		return color.RGBA{250, 250, 250, 255}
	case mirrored(0.092, top-0.072, 0.05, 0.010):
		return f.hair
	case in(0.5, top+0.155, 0.062, 0.013):
		return color.RGBA{176, 96, 92, 255}
	case in(0.5, top+0.075, 0.022, 0.02):
		return shade(f.skin, -18)
	case in(0.5, top, f.wide, chin) && v > top-0.19-0.05*math.Cos((u-0.5)*9):
		return shade(f.skin, int(18-60*math.Abs(u-0.5)))
	case mirrored(f.wide, top+0.01, 0.03, 0.055):
		return shade(f.skin, -10)
	case in(0.5, top-0.05, f.wide+0.035, chin+0.03) && v < top+0.02, f.long && v > top-0.1 && v < 1.02 && in(0.5, top+0.1, f.wide+0.06, 0.42):
		if !(math.Abs(u-0.5) < 0.085 && v > top+0.2) {
			return f.hair
		}
		return shade(f.skin, -14)
	case math.Abs(u-0.5) < 0.085 && v > top+0.2 && v < 1.03:
		return shade(f.skin, -14)
	case in(0.5, 1.36, 0.44, 0.40):
		return shade(f.shirt, int(10-40*math.Abs(u-0.5)))
	}
	return color.RGBA{238, 242, 246, 255}
}

func shade(c color.RGBA, by int) color.RGBA {
	move := func(v uint8) uint8 { return uint8(min(255, max(0, int(v)+by))) }
	return color.RGBA{move(c.R), move(c.G), move(c.B), 255}
}
