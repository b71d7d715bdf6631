package device_test

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"onevisit/models/device"
)

var (
	key = []byte("0123456789abcdef0123456789abcdef")
	now = time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)
)

func token() device.Token {
	return device.Token{
		Version: 1, Kind: device.KindReading, Device: "d1", Document: device.HKMPermit, Number: "C00000000", Nonce: strings.Repeat("n", 22), At: now.Unix(),
	}
}

func sign(t testing.TB, token device.Token) string {
	t.Helper()
	text, err := device.Sign(key, token)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestVerify_takesWhatTheAgentSigned(t *testing.T) {
	got, err := device.Verify(key, sign(t, token()), device.KindReading, "d1", now.Add(59*time.Second))
	if err != nil || got != token() {
		t.Fatalf("%+v %v", got, err)
	}
}

func TestVerify_refuses(t *testing.T) {
	good := sign(t, token())
	body, signature, _ := strings.Cut(good, ".")
	changed := func(change func(*device.Token)) string {
		x := token()
		change(&x)
		return sign(t, x)
	}
	rows := map[string]struct {
		text string
		want error
	}{
		"another key's signature": {func() string { s, _ := device.Sign([]byte("another"), token()); return s }(), device.ErrReadingInvalid},
		"a changed body":          {base64.RawURLEncoding.EncodeToString([]byte(`{"v":1}`)) + "." + signature, device.ErrReadingInvalid},
		"no signature":            {body, device.ErrReadingInvalid},
		"an empty signature":      {body + ".", device.ErrReadingInvalid},
		"padding":                 {good + "=", device.ErrReadingInvalid},
		"nothing":                 {"", device.ErrReadingInvalid},
		"another device":          {changed(func(x *device.Token) { x.Device = "d2" }), device.ErrReadingInvalid},
		"another kind":            {changed(func(x *device.Token) { x.Kind = device.KindFactor }), device.ErrReadingInvalid},
		"another version":         {changed(func(x *device.Token) { x.Version = 2 }), device.ErrReadingInvalid},
		"no number":               {changed(func(x *device.Token) { x.Number = "" }), device.ErrReadingInvalid},
		"a short nonce":           {changed(func(x *device.Token) { x.Nonce = "n" }), device.ErrReadingInvalid},
		"a long nonce":            {changed(func(x *device.Token) { x.Nonce = strings.Repeat("n", 65) }), device.ErrReadingInvalid},
		"too old":                 {changed(func(x *device.Token) { x.At -= 61 }), device.ErrReadingExpired},
		"from the future":         {changed(func(x *device.Token) { x.At += 61 }), device.ErrReadingExpired},
	}
	for name, row := range rows {
		if _, err := device.Verify(key, row.text, device.KindReading, "d1", now); !errors.Is(err, row.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzVerify(f *testing.F) {
	f.Add("e30.e30")
	f.Add(".")
	f.Add(sign(f, token()))
	f.Fuzz(func(t *testing.T, text string) {
		if got, err := device.Verify(key, text, device.KindReading, "d1", now); err == nil && got != token() {
			t.Errorf("a token nobody signed was taken: %q", text)
		}
	})
}

func TestDevice_has(t *testing.T) {
	d := device.Device{Peripherals: []device.Peripheral{{Kind: device.Camera, Ready: true}, {Kind: device.Printer}}}
	if !d.Has(device.Camera) || d.Has(device.Printer) || d.Has(device.Scanner) {
		t.Error("Has")
	}
	if a := d.Actor(); a.Kind != "device" || a.Site != d.Site.Code {
		t.Errorf("%+v", a)
	}
}
