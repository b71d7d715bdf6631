package reference_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"onevisit/models/reference"
)

// FuzzCheck: whatever stands in a file, the check ends, names the file and a line
// that is there, and data without a defect can be used.
func FuzzCheck(f *testing.F) {
	own, err := reference.Own()
	if err != nil {
		f.Fatal(err)
	}
	names := []string{reference.FeesFile, reference.CitiesFile, reference.EndorsementsFile, reference.ActsFile, reference.FinesFile, reference.StatusFile, reference.LimitsFile, reference.HolidaysFile}
	for i, name := range names {
		head, _, _ := strings.Cut(string(own[name]), "\n\n")
		lines := strings.SplitAfter(head, "\n")
		f.Add(uint8(i), strings.Join(lines[:min(len(lines), 7)], ""))
		f.Add(uint8(i), strings.Join(lines[:min(len(lines), 5)], "")+"\"")
	}
	f.Fuzz(func(t *testing.T, which uint8, source string) {
		if len(source) > 4000 {
			return
		}
		name := names[int(which)%len(names)]
		d, defects := reference.Check(fstest.MapFS{name: {Data: []byte(source)}})
		for _, x := range defects {
			if x.Problem == "" || x.Line < 1 || x.File == name && x.Line > 2+strings.Count(source, "\n") {
				t.Errorf("%+v", x)
			}
		}
		if len(defects) == 0 {
			d.Table("fees")
			d.Open(day)
			d.Stands("licence", source, day, shenzhen)
		}
	})
}
