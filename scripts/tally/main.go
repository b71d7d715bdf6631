// Command tally reads `go test -json` on standard input and prints what a
// person wants to see: one line a package, the whole output of what failed,
// and at the end how many tests passed, failed and were skipped. Its last line,
// "tally PASSED FAILED", is for scripts. It exits with 1 when anything failed.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
)

type event struct {
	Action      string
	Package     string
	ImportPath  string
	Test        string
	Elapsed     float64
	Output      string
	FailedBuild string
}

type tally struct {
	out                     io.Writer
	output                  map[string]*strings.Builder // by package and test
	passed, failed, skipped int
	bad                     bool
}

func main() {
	t := &tally{out: os.Stdout, output: map[string]*strings.Builder{}}
	if err := t.read(os.Stdin); err != nil {
		fmt.Fprintln(os.Stderr, "tally:", err)
		os.Exit(2)
	}
	fmt.Printf("tally %d %d\n", t.passed, t.failed)
	if t.bad {
		os.Exit(1)
	}
}

func (t *tally) read(in io.Reader) error {
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			t.line(line)
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read: %w", err)
		}
	}
}

func (t *tally) line(line []byte) {
	var e event
	if json.Unmarshal(line, &e) != nil {
		fmt.Fprintf(t.out, "%s", line) // the tool chain's own words
		return
	}
	key := e.Package + e.ImportPath + " " + e.Test
	switch e.Action {
	case "output", "build-output":
		if t.output[key] == nil {
			t.output[key] = &strings.Builder{}
		}
		t.output[key].WriteString(e.Output)
	case "build-fail":
		t.bad = true
		t.print(key)
	case "pass", "fail", "skip":
		t.end(e, key)
	}
}

func (t *tally) end(e event, key string) {
	if e.Test == "" {
		t.endPackage(e, key)
		return
	}
	switch e.Action {
	case "pass":
		t.passed++
	case "skip":
		t.skipped++
	case "fail":
		t.failed++
		t.bad = true
		t.print(key)
	}
	delete(t.output, key)
}

func (t *tally) endPackage(e event, key string) {
	switch e.Action {
	case "fail":
		t.bad = true
		if e.FailedBuild == "" {
			t.print(key) // a panic or a data race stands here
		}
		fmt.Fprintf(t.out, "FAIL %s\n", e.Package)
	case "pass":
		fmt.Fprintf(t.out, "ok   %-50s %6.1f s\n", e.Package, e.Elapsed)
	}
	delete(t.output, key)
}

func (t *tally) print(key string) {
	if b := t.output[key]; b != nil {
		fmt.Fprint(t.out, b.String())
	}
}
