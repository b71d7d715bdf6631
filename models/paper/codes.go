package paper

import (
	"fmt"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/code128"
	"github.com/boombuler/barcode/qr"
)

// The sizes of codes in millimetres: a roll's printer has 8 dots to one, and a
// camera wants three dots a module.
const (
	qrSheet   = 32.0
	qrRoll    = 40.0
	quiet     = 4 // modules left white around a QR code
	barHeight = 10.0
)

// codes sets a bar code, and a QR code with what is said of it.
func (s *setter) codes(b Block) {
	s.y += s.gap
	if b.Bar != "" {
		s.bar(b.Bar)
	}
	if b.QR == "" {
		return
	}
	if s.height == 0 {
		s.signs(b.Rows, 0)
		s.square(b.QR, s.margin+(s.inner()-qrRoll)/2, qrRoll)
		s.y += qrRoll + s.gap/2
		s.each(b.Lines, style{size: s.small, centre: true}, 0)
		return
	}
	s.room(qrSheet + 2*leading(s.small)*float64(len(b.Lines)))
	top := s.y
	s.square(b.QR, s.margin-qrSheet*quiet/60, qrSheet)
	s.y += s.gap
	s.signs(b.Rows, qrSheet+4)
	if len(b.Rows) > 0 {
		s.y = max(s.y, top+qrSheet)
		s.each(b.Lines, style{size: s.small, grey: true}, 0)
		return
	}
	s.each(b.Lines, style{size: s.small, grey: true, left: qrSheet + 4}, s.gap/2)
	s.y = max(s.y, top+qrSheet)
}

// square sets a QR code, one rectangle a run of black modules.
func (s *setter) square(content string, x, side float64) {
	code, err := qr.Encode(content, qr.M, qr.Auto)
	if err != nil {
		s.fault = fmt.Errorf("paper: QR code: %w", err)
		return
	}
	size := code.Bounds().Dx()
	module := side / float64(size+2*quiet)
	s.modules(code, size, func(col, row, run int) mark {
		return mark{x: x + float64(col+quiet)*module, y: s.y + float64(row+quiet)*module, w: float64(run) * module, h: module}
	})
}

func (s *setter) bar(content string) {
	code, err := code128.Encode(content)
	if err != nil {
		s.fault = fmt.Errorf("paper: bar code: %w", err)
		return
	}
	size := code.Bounds().Dx()
	width := min(s.inner()-10, float64(size)*0.5)
	module := width / float64(size)
	s.room(barHeight + leading(s.body))
	left := s.margin + (s.inner()-width)/2
	s.modules(code, 1, func(col, _, run int) mark {
		return mark{x: left + float64(col)*module, y: s.y, w: float64(run) * module, h: barHeight}
	})
	s.y += barHeight + 0.6
	s.text(content, style{size: s.body, centre: true})
}

// modules puts the black runs of so many rows of a code.
func (s *setter) modules(code barcode.Barcode, rows int, at func(col, row, run int) mark) {
	size := code.Bounds().Dx()
	black := func(col, row int) bool {
		if col >= size {
			return false
		}
		r, _, _, _ := code.At(col, row).RGBA()
		return r == 0
	}
	for row := range rows {
		for col := 0; col < size; col++ {
			begin := col
			for black(col, row) {
				col++
			}
			if col > begin {
				s.put(at(begin, row, col-begin))
			}
		}
	}
}
