package reference_test

import (
	"testing"

	"onevisit/models/reference"
)

func BenchmarkPublished(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		reference.Published()
	}
}

func BenchmarkReckon(b *testing.B) {
	d := reference.Published()
	r := reference.Record{Version: "seed-2022", Code: "1625", Office: "440106", On: day}
	b.ReportAllocs()
	for b.Loop() {
		d.Reckon(r)
	}
}

func BenchmarkCheck(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		reference.Check(nil)
	}
}
