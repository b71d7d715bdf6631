package figures

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"onevisit/models/completion"
)

// Value is what a figure says of some cells.
type Value struct {
	Numerator   int64
	Denominator int64 // the whole; of a time, how many
	Suppressed  bool  // too few, or it would give a hidden one away
	Median, P95 time.Duration
	Parts       []Part // of parts; of payments, those broken off
}

// Part is one part of a figure.
type Part struct {
	Bucket string
	Count  int64
	Of     int64 // how many came as far, in a path
}

// Share is the value as completion knows it, for its percent and interval.
func (v Value) Share() completion.Figure {
	return completion.Figure{Numerator: int(v.Numerator), Denominator: int(v.Denominator), Suppressed: v.Suppressed}
}

// Value computes the figure under a definition from the cells of any number of
// contributions. Cells of other measures are passed over.
func (f Figure) Value(d completion.Definition, cells []Cell) Value {
	var v Value
	parts, of := map[string]int64{}, map[string]int64{}
	for _, bucket := range f.fixed() {
		parts[bucket] = 0
	}
	for _, c := range cells {
		if !slices.Contains(f.measures, c.Measure) {
			continue
		}
		s := f.counts(d, c)
		if s.num {
			v.Numerator += c.N
		}
		if s.whole {
			v.Denominator += c.N
			parts[s.bucket] += c.N
		}
		if c.Measure == Reached {
			parts[s.bucket] += 0
			of[s.bucket] += c.N
		}
	}
	switch {
	case f.Form == Times:
		v.Median, v.P95 = quantile(parts, 0.5), quantile(parts, 0.95)
	case f.Form == Parts:
		v.Parts = f.parts(parts, of)
	case f.Code == "payments":
		delete(parts, "paid")
		v.Parts = f.parts(parts, of)
	}
	return v
}

// fixed are the parts that are shown even when there is nothing in them, in
// their order.
func (f Figure) fixed() []string {
	switch f.Code {
	case "visits":
		return []string{"0", "1", "2", "3", "4"}
	case "ends":
		return []string{"completed", "rejected", "abandoned", "withdrawn"}
	case "ratings":
		return []string{"5", "4", "3", "2", "1"}
	}
	return nil
}

// parts lists the parts: in their own order where they have one, those of the
// heat map by weekday and hour, of a path by how many came as far, the rest the
// greatest first.
func (f Figure) parts(counts, of map[string]int64) []Part {
	fixed := f.fixed()
	parts := make([]Part, 0, len(counts))
	for bucket, n := range counts {
		parts = append(parts, Part{Bucket: bucket, Count: n, Of: of[bucket]})
	}
	slices.SortFunc(parts, func(a, b Part) int {
		switch {
		case fixed != nil:
			return cmp.Compare(slices.Index(fixed, a.Bucket), slices.Index(fixed, b.Bucket))
		case f.Code == "hours":
			return strings.Compare(a.Bucket, b.Bucket)
		case f.Code == "path":
			return cmp.Or(cmp.Compare(b.Of, a.Of), strings.Compare(a.Bucket, b.Bucket))
		}
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Bucket, b.Bucket))
	})
	return parts
}

// Text is the value in its canonical form, one line: the same for equal values.
func (v Value) Text() string {
	if v.Suppressed {
		return "suppressed"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d/%d", v.Numerator, v.Denominator)
	if v.P95 > 0 || v.Median > 0 {
		fmt.Fprintf(&b, " median=%d p95=%d", int64(v.Median/time.Second), int64(v.P95/time.Second))
	}
	sorted := slices.Clone(v.Parts)
	slices.SortFunc(sorted, func(a, b Part) int { return strings.Compare(a.Bucket, b.Bucket) })
	for _, p := range sorted {
		fmt.Fprintf(&b, " %s=%d", p.Bucket, p.Count)
		if p.Of > 0 {
			fmt.Fprintf(&b, " of %d", p.Of)
		}
	}
	return b.String()
}

// Answer is what a figure says of the cells of its records, in its canonical
// form: what an export states and whoever checks it computes again.
func Answer(d completion.Definition, figure string, cells []Cell) (string, error) {
	f, ok := Of(figure)
	if !ok {
		return "", ErrUnknownFigure
	}
	return f.Value(d, cells).Text(), nil
}

// digest is the SHA-256 over lines of text.
func digest(lines []string) string {
	sum := sha256.Sum256([]byte(strings.Join(lines, "\n") + "\n"))
	return hex.EncodeToString(sum[:])
}

// hide makes nothing of the value but that it is hidden.
func (v Value) hide() Value { return Value{Suppressed: true} }

// hideParts leaves out the small parts, and as many others that none of them can
// be told from the whole.
func (v Value) hideParts(d completion.Definition) Value {
	sizes, line := make([]int, len(v.Parts)), make([]int, len(v.Parts))
	for i, p := range v.Parts {
		sizes[i], line[i] = int(p.Count), i
	}
	var shown []Part
	for i, gone := range completion.Conceal(d, sizes, [][]int{line}) {
		if !gone {
			shown = append(shown, v.Parts[i])
		}
	}
	v.Parts = shown
	return v
}

// few tells whether a part of the value is small.
func (v Value) few(d completion.Definition) bool {
	return slices.ContainsFunc(v.Parts, func(p Part) bool { return p.Count > 0 && p.Count < int64(d.SmallestShown) })
}
