package pii_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/models/pii"
)

func TestText_printsNothingInAnyWay(t *testing.T) {
	const secret = "110101199003074477"
	value := struct{ ID pii.Text }{pii.Conceal(secret)}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "value", value.ID, "struct", value, "error", fmt.Errorf("about %v", value.ID))
	asJSON, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	asKey, err := json.Marshal(map[pii.Text]int{value.ID: 1})
	if err != nil {
		t.Fatal(err)
	}
	printed := []string{
		fmt.Sprint(value), fmt.Sprintf("%v %+v %#v %s %q %x %d", value, value, value, value.ID, value.ID, value.ID, value.ID),
		value.ID.String(), string(asJSON), string(asKey), log.String(),
	}
	for _, text := range printed {
		if strings.Contains(text, secret) || strings.Contains(text, fmt.Sprintf("%x", secret)) {
			t.Errorf("printed: %s", text)
		}
	}
	if value.ID.Reveal() != secret || value.ID.Empty() || !pii.Conceal("").Empty() {
		t.Error("the value is not kept")
	}
}

func TestMasks(t *testing.T) {
	rows := []struct {
		mask func(string) string
		in   string
		want string
	}{
		{pii.MaskName, "张三", "张*"}, {pii.MaskName, "欧阳娜娜", "欧***"}, {pii.MaskName, "张", "张"}, {pii.MaskName, "", ""},
		{pii.MaskName, "ZHANG SAN", "Z**** S**"}, {pii.MaskName, "𠮷田", "𠮷*"}, {pii.MaskName, "买买提·艾力", "买*****"},
		{pii.MaskID, "110101199003074477", "110***********4477"}, {pii.MaskID, "12345", "*****"}, {pii.MaskID, "", ""},
		{pii.MaskMobile, "13800138000", "138****8000"},
		{pii.MaskPlate, "京A12345", "京A·***45"}, {pii.MaskPlate, "京A·D12345", "京A·****45"}, {pii.MaskPlate, "粤B", "**"},
		{pii.MaskAddress, "广东省深圳市南山区科技路1号", "广东省深圳市南山区****"}, {pii.MaskAddress, "某处", "****"}, {pii.MaskAddress, "", ""},
	}
	for _, row := range rows {
		if got := row.mask(row.in); got != row.want {
			t.Errorf("%q: %q, want %q", row.in, got, row.want)
		}
	}
}

func TestRedactAttr_masksNumbersThatSlippedIn(t *testing.T) {
	var log bytes.Buffer
	l := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{ReplaceAttr: pii.RedactAttr}))
	l.Error("no row for 110101199003074477", "error", errors.New("mobile 13800138000 refused"), "x", "11010119900307447X",
		"ms", 1795501862291, "id", "06h0rfghz1pxjzc4dpak6ncv4e")
	for _, number := range []string{"110101199003074477", "13800138000", "11010119900307447X"} {
		if strings.Contains(log.String(), number) {
			t.Errorf("%s is in %s", number, &log)
		}
	}
	if !strings.Contains(log.String(), "1795501862291") || !strings.Contains(log.String(), "06h0rfghz1pxjzc4dpak6ncv4e") {
		t.Errorf("too much was masked: %s", &log)
	}
}

// memory keeps wrapped keys.
type memory struct {
	mu   sync.Mutex
	keys []pii.WrappedKey
}

func (m *memory) Load(context.Context) ([]pii.WrappedKey, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]pii.WrappedKey(nil), m.keys...), nil
}

func (m *memory) Add(_ context.Context, k pii.WrappedKey) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, have := range m.keys {
		if have.ID == k.ID {
			return models.ErrDuplicate
		}
	}
	m.keys = append(m.keys, k)
	return nil
}

func newRing(t *testing.T, keys pii.Keys, clock models.Clock) *pii.Ring {
	t.Helper()
	text, err := pii.NewKEK()
	if err != nil {
		t.Fatal(err)
	}
	kek, err := pii.OpenKEK(text)
	if err != nil {
		t.Fatal(err)
	}
	ring, err := pii.NewRing(t.Context(), kek, keys, clock)
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

func TestRing_opensOnlyWhereItWasSealed(t *testing.T) {
	clock := models.ClockFunc(func() time.Time { return time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC) })
	ring := newRing(t, &memory{}, clock)
	plain := []byte("粤B12345")
	sealed, err := ring.Seal("owner", "vehicle.plate", plain)
	if err != nil {
		t.Fatal(err)
	}
	again, _ := ring.Seal("owner", "vehicle.plate", plain)
	if bytes.Equal(sealed, again) || bytes.Contains(sealed, plain) {
		t.Error("equal values give equal ciphertexts, or none is made")
	}
	if got, err := ring.Open("owner", "vehicle.plate", sealed); err != nil || !bytes.Equal(got, plain) {
		t.Fatalf("%q %v", got, err)
	}
	for name, open := range map[string]func() ([]byte, error){
		"another owner":  func() ([]byte, error) { return ring.Open("other", "vehicle.plate", sealed) },
		"another column": func() ([]byte, error) { return ring.Open("owner", "person.name", sealed) },
		"nothing":        func() ([]byte, error) { return ring.Open("owner", "vehicle.plate", nil) },
		"half":           func() ([]byte, error) { return ring.Open("owner", "vehicle.plate", sealed[:5]) },
	} {
		if got, err := open(); err == nil {
			t.Errorf("%s opened: %q", name, got)
		}
	}
	for i := range sealed {
		broken := bytes.Clone(sealed)
		broken[i] ^= 1
		if got, err := ring.Open("owner", "vehicle.plate", broken); err == nil {
			t.Errorf("a flipped bit in byte %d opened: %q", i, got)
		}
	}
	if _, err := ring.Seal("a|b", "c", plain); err == nil {
		t.Error("a separator in an owner was taken")
	}
}

func TestRing_rotatesMonthlyAndKeepsOpening(t *testing.T) {
	now := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	keys := &memory{}
	ring := newRing(t, keys, models.ClockFunc(func() time.Time { return now }))
	old, err := ring.Seal("o", "c", []byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	index := ring.Index("c", "x")
	now = now.AddDate(0, 1, 0)
	for range 2 { // twice is once
		if err := ring.Rotate(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	fresh, err := ring.Seal("o", "c", []byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	if len(keys.keys) != 3 || !bytes.Contains(old, []byte("d-2026-11")) || !bytes.Contains(fresh, []byte("d-2026-12")) {
		t.Errorf("%d keys, %q, %q", len(keys.keys), old[:12], fresh[:12])
	}
	for _, sealed := range [][]byte{old, fresh} {
		if got, err := ring.Open("o", "c", sealed); err != nil || string(got) != "x" {
			t.Errorf("%q %v", got, err)
		}
	}
	if ring.Index("c", "x") != index || ring.Index("d", "x") == index || ring.Index("c", "y") == index {
		t.Error("the index changed with the key, or is the same in another column")
	}
}
