package paper_test

import (
	"bytes"
	"os"
	"testing"
	"time"

	"onevisit/models/paper"
)

// font is the one the screens' build made; without it nothing can be set.
func font(t *testing.T) *paper.Font {
	t.Helper()
	file, err := os.ReadFile("../../kiosk-ui/dist/paper/font.ttf")
	if err != nil {
		t.Skip("the font of papers is not built: npm run build in kiosk-ui")
	}
	f, err := paper.ParseFont(file)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func set(t *testing.T, f *paper.Font) []byte {
	t.Helper()
	s := f.A4(paper.Options{Title: "一次办结率报告", Language: "zh-CN", Foot: "示范大厅", Mark: "督察 06h0rfghz1", Made: time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)})
	s.Title("一次办结率报告")
	s.Text("姓名：喆·𠮷")
	s.Heading("趋势")
	s.Lines([]string{"1月", "2月", "3月"}, []paper.Series{
		{Name: "体验口径", Values: []paper.Value{{Percent: 91}, {Missing: true}, {Percent: 94.2}}},
		{Name: "诚实口径", Values: []paper.Value{{Percent: 85}, {Percent: 86}, {Percent: 93.9}}},
	}, 90, "目标 90 %")
	s.Bars([]paper.Bar{{Label: "R08 照片不合格", Value: 12, Text: "12（60 %）"}, {Label: "R01", Value: 0, Text: "0"}})
	rows := [][]string{}
	for range 80 {
		rows = append(rows, []string{"往来港澳通行证签注，名称很长，一行放不下，要分成两行来写", "1,234"})
	}
	s.Table([]paper.Column{{Heading: "事项", Share: 0.5}, {Heading: "件数", Share: 0.5, Right: true}}, rows)
	var out bytes.Buffer
	if err := s.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestSheet_isTheSameForTheSameAndPrintsWhatTheFontLacks(t *testing.T) {
	f := font(t)
	first := set(t, f)
	if !bytes.Equal(first, set(t, f)) {
		t.Error("the same content makes other bytes")
	}
	if !bytes.HasPrefix(first, []byte("%PDF-")) || len(first) > 200_000 {
		t.Errorf("%d bytes", len(first))
	}
	if to := os.Getenv("ONEVISIT_PAPER"); to != "" {
		if err := os.WriteFile(to, first, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestParseFont_refusesWhatIsNone(t *testing.T) {
	if _, err := paper.ParseFont([]byte("no font")); err == nil {
		t.Error("takes it")
	}
}
