package papers_test

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"onevisit/models/paper"
	"onevisit/models/papers"
)

const dotsPerInch = "72"

// picture renders a PDF's pages below each other.
func picture(t *testing.T, pdf []byte) *image.Gray {
	t.Helper()
	tool, err := exec.LookPath("pdftoppm")
	if err != nil {
		t.Skip("pdftoppm is not installed (poppler-utils)")
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "paper.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), tool, "-gray", "-png", "-r", dotsPerInch, file, filepath.Join(dir, "page")).CombinedOutput(); err != nil {
		t.Fatalf("%s: %s", err, out)
	}
	names, err := filepath.Glob(filepath.Join(dir, "page*.png"))
	if err != nil || len(names) == 0 {
		t.Fatal("no page was rendered", err)
	}
	var pages []image.Image
	width, height := 0, 0
	for _, name := range names {
		page := load(t, name)
		pages = append(pages, page)
		width, height = max(width, page.Bounds().Dx()), height+page.Bounds().Dy()
	}
	all := image.NewGray(image.Rect(0, 0, width, height))
	draw.Draw(all, all.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	y := 0
	for _, page := range pages {
		draw.Draw(all, page.Bounds().Add(image.Pt(0, y)), page, image.Point{}, draw.Src)
		y += page.Bounds().Dy()
	}
	return all
}

func load(t *testing.T, name string) image.Image {
	t.Helper()
	file, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// The pictures are compared in squares of so many dots: another version of the
// renderer smooths edges otherwise, and a square's mean hardly changes, but a
// line that moved by one millimetre empties and fills whole squares.
const (
	square    = 4
	tolerance = 20    // of 255, between the means of two squares
	mostWrong = 0.003 // of the squares that have ink
)

// apart is the share of inked squares that differ; 1 where the sizes do.
func apart(a, b *image.Gray) float64 {
	if a.Bounds() != b.Bounds() {
		return 1
	}
	inked, wrong := 0, 0
	for y := 0; y < a.Bounds().Dy(); y += square {
		for x := 0; x < a.Bounds().Dx(); x += square {
			p, q := mean(a, x, y), mean(b, x, y)
			if p < 250 || q < 250 {
				inked++
			}
			if p-q > tolerance || q-p > tolerance {
				wrong++
			}
		}
	}
	return float64(wrong) / float64(max(inked, 1))
}

func mean(img *image.Gray, x, y int) int {
	sum, n := 0, 0
	for dy := range square {
		for dx := range square {
			if p := image.Pt(x+dx, y+dy); p.In(img.Bounds()) {
				sum, n = sum+int(img.GrayAt(p.X, p.Y).Y), n+1
			}
		}
	}
	return sum / max(n, 1)
}

func gray(t *testing.T, name string) *image.Gray {
	t.Helper()
	img := load(t, name)
	out := image.NewGray(img.Bounds())
	draw.Draw(out, out.Bounds(), img, image.Point{}, draw.Src)
	return out
}

type look struct {
	kind   papers.Kind
	format paper.Format
}

func looks() []look {
	var all []look
	for _, kind := range papers.Kinds() {
		all = append(all, look{kind, kind.Format()})
	}
	return append(all, look{papers.Notice, paper.Roll80}, look{papers.Slip, paper.A4Sheet})
}

// Each paper looks as it did when somebody looked at it. After a wanted change:
// ONEVISIT_GOLDEN=write go test ./models/papers, and look at the pictures.
func TestPapers_lookAsTheyShould(t *testing.T) {
	f := font(t)
	for _, language := range []string{"zh-CN", "en"} {
		for _, l := range looks() {
			name := string(l.kind) + "." + string(l.format) + "." + language
			t.Run(name, func(t *testing.T) {
				facts := sample(language)
				facts.Format = l.format
				document, _, err := papers.Make(l.kind, facts).Signed(key())
				if err != nil {
					t.Fatal(err)
				}
				pdf, err := f.PDF(document)
				if err != nil {
					t.Fatal(err)
				}
				compare(t, picture(t, pdf), filepath.Join("testdata", name+".png"))
			})
		}
	}
}

func compare(t *testing.T, got *image.Gray, golden string) {
	t.Helper()
	if os.Getenv("ONEVISIT_GOLDEN") == "write" {
		write(t, got, golden)
		return
	}
	if share := apart(got, gray(t, golden)); share > mostWrong {
		kept := filepath.Join(os.TempDir(), "got-"+filepath.Base(golden))
		write(t, got, kept)
		t.Errorf("%.1f %% of it differs from %s; what it is now: %s", share*100, golden, kept)
	}
}

func write(t *testing.T, img image.Image, name string) {
	t.Helper()
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, img); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// The comparison is worth something: one line that stands a millimetre lower is
// seen, and so is one that lacks.
func TestPapers_aMovedLineIsSeen(t *testing.T) {
	f := font(t)
	render := func(change func(*paper.Document)) *image.Gray {
		document, _, err := papers.Make(papers.Slip, sample("zh-CN")).Signed(key())
		if err != nil {
			t.Fatal(err)
		}
		change(&document)
		pdf, err := f.PDF(document)
		if err != nil {
			t.Fatal(err)
		}
		return picture(t, pdf)
	}
	right := render(func(*paper.Document) {})
	if share := apart(right, render(func(*paper.Document) {})); share != 0 {
		t.Errorf("the same paper differs by %f", share)
	}
	moved := image.NewGray(right.Bounds())
	draw.Draw(moved, moved.Bounds(), right, image.Point{}, draw.Src)
	line := image.Rect(0, 70, right.Bounds().Dx(), 86) // one line of the rows
	draw.Draw(moved, line.Add(image.Pt(0, 3)), right, line.Min, draw.Src)
	if share := apart(right, moved); share <= mostWrong {
		t.Errorf("a line moved by three dots counts %f", share)
	}
	for name, change := range map[string]func(*paper.Document){
		"another word": func(d *paper.Document) { d.Blocks[2].Lines[0].Text = "261124-7Q4XKC" },
		"a row less":   func(d *paper.Document) { d.Blocks[3].Rows = d.Blocks[3].Rows[1:] },
	} {
		if share := apart(right, render(change)); share <= mostWrong {
			t.Errorf("%s counts %f", name, share)
		}
	}
}
