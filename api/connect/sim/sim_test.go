package sim

import (
	"bytes"
	"image/jpeg"
	"os"
	"testing"
)

func TestPortrait_isAPictureOfTheRightSize(t *testing.T) {
	for _, c := range []struct {
		small bool
		w, h  int
	}{{false, 480, 640}, {true, 150, 200}} {
		data := Portrait("p001", c.small)
		if dir := os.Getenv("SIM_PICTURES"); dir != "" {
			_ = os.WriteFile(dir+"/portrait.jpg", data, 0o600)
		}
		cfg, err := jpeg.DecodeConfig(bytes.NewReader(data))
		if err != nil || cfg.Width != c.w || cfg.Height != c.h {
			t.Errorf("small=%v: %v %v, %d bytes", c.small, cfg, err, len(data))
		}
	}
}
