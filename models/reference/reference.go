package reference

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"onevisit/models/calendar"
)

//go:embed data/*.csv
var embedded embed.FS

// Data is the whole reference data of one start of the program. It does not
// change afterwards and is safe for concurrent use.
type Data struct {
	Files        []File
	Hash         string // hex SHA-256 over all files: which data a hall works with
	Fees         []Fee
	Waivers      []Waiver
	Cities       []City
	Endorsements []Endorsement
	Acts         []Act
	Fines        []Fine
	Letters      []Letter
	Limits       []Limit
	Offices      []Office
	Ethnic       []Ethnic
	Countries    []Country

	divisions func(code string) (Division, bool)
	tables    map[string][]Value
	holidays  []byte // nil: those of the calendar package
}

// File is one file of the data: where it came from, how much stands in it.
type File struct {
	Name        string
	Title       string
	Source      string
	Checked     string // day on which it was last compared with its source
	Own         bool   // from the operator's folder
	Rows        int
	Unconfirmed int
}

// Published returns the data inside this program. Its tests hold it to the same
// checks as an operator's, so it is only read here.
func Published() *Data {
	d, tables := gather(nil, false)
	d.decode(tables)
	return d
}

// Load returns the data with an operator's files in the place of the program's
// own; nil stands for none. Anything wrong in any file is an error, which lists
// all defects: a hall does not start on data that is half right.
func Load(folder fs.FS) (*Data, error) {
	d, defects := Check(folder)
	if len(defects) == 0 {
		return d, nil
	}
	errs := make([]error, len(defects))
	for i, x := range defects {
		errs[i] = errors.New(x.String())
	}
	return nil, fmt.Errorf("reference data: %w", errors.Join(errs...))
}

// Check reads an operator's files over the program's own and lists every defect,
// by file and line. With defects the data is incomplete.
func Check(folder fs.FS) (*Data, []Defect) {
	d, tables := gather(folder, folder == nil)
	var defects []Defect
	for _, t := range tables {
		defects = append(defects, t.defects...)
		defects = append(defects, overlaps(t)...)
	}
	defects = append(defects, strays(folder)...)
	d.decode(tables)
	defects = append(defects, d.crossCheck(tables)...)
	defects = append(defects, d.checkHolidays()...)
	slices.SortStableFunc(defects, func(a, b Defect) int {
		return strings.Compare(fmt.Sprintf("%s:%08d", a.File, a.Line), fmt.Sprintf("%s:%08d", b.File, b.Line))
	})
	return d, defects
}

// Own lists the files of the data inside the program, for an operator to begin
// with.
func Own() (map[string][]byte, error) {
	files := map[string][]byte{HolidaysFile: []byte(calendar.Source())}
	for _, s := range schemas() {
		source, err := embedded.ReadFile(path.Join("data", s.file))
		if err != nil {
			return nil, fmt.Errorf("reference data: %w", err)
		}
		files[s.file] = source
	}
	return files, nil
}

// gather reads every file, the operator's where there is one. The program's own
// divisions, seven thousand rows that few callers ask for, are searched where
// they lie unless the whole is asked for.
func gather(folder fs.FS, whole bool) (*Data, []*table) {
	d := &Data{tables: map[string][]Value{}}
	sum := sha256.New()
	var tables []*table
	for _, s := range schemas() {
		source, own, err := open(folder, s.file)
		t := &table{schema: s, meta: map[string]string{}}
		switch {
		case err != nil:
			t.fail(1, "", "cannot be read: %v", err)
		case s.file == DivisionsFile && !own && !whole:
			t.head(string(source))
			d.divisions = func(code string) (Division, bool) { return searchDivision(source, code) }
		default:
			t = read(s, source)
		}
		fmt.Fprintf(sum, "%s %d\n", s.file, len(source))
		sum.Write(source)
		f := File{Name: s.file, Title: t.meta["title"], Source: t.meta["source"], Checked: t.meta["checked"], Own: own, Rows: len(t.rows)}
		if f.Rows == 0 && s.file == DivisionsFile {
			_, rows, _ := bytes.Cut(source, []byte("\ncode,name,state\n"))
			f.Rows = bytes.Count(rows, []byte("\n"))
		}
		for _, r := range t.rows {
			if s.dated && r.text("confirmed") == "false" || !s.dated && t.meta["confirmed"] == "false" {
				f.Unconfirmed++
			}
		}
		d.Files = append(d.Files, f)
		tables = append(tables, t)
	}
	if folder != nil {
		if source, err := fs.ReadFile(folder, HolidaysFile); err == nil {
			d.holidays = source
		}
	}
	fmt.Fprintf(sum, "%s %d\n", HolidaysFile, len(d.Holidays()))
	sum.Write(d.Holidays())
	d.Hash = hex.EncodeToString(sum.Sum(nil))
	return d, tables
}

// open takes a file of the operator's folder, the program's own where there is none.
func open(folder fs.FS, name string) (source []byte, own bool, err error) {
	if folder != nil {
		source, err = fs.ReadFile(folder, name)
		if err == nil || !errors.Is(err, fs.ErrNotExist) {
			return source, true, err
		}
	}
	source, err = embedded.ReadFile(path.Join("data", name))
	return source, false, err
}

// strays finds files nobody would read: a misspelt name must not pass unseen.
func strays(folder fs.FS) []Defect {
	if folder == nil {
		return nil
	}
	entries, err := fs.ReadDir(folder, ".")
	if err != nil {
		return []Defect{{File: ".", Line: 1, Problem: "cannot be read: " + err.Error()}}
	}
	known := []string{HolidaysFile}
	for _, s := range schemas() {
		known = append(known, s.file)
	}
	var defects []Defect
	for _, e := range entries {
		ext := path.Ext(e.Name())
		if (ext == ".csv" || ext == ".txt") && !slices.Contains(known, e.Name()) {
			defects = append(defects, Defect{File: e.Name(), Line: 1, Problem: "no such file belongs to the reference data (" + strings.Join(known, ", ") + ")"})
		}
	}
	return defects
}

func (d *Data) decode(tables []*table) {
	for _, t := range tables {
		if t.schema.file == DivisionsFile {
			if d.divisions == nil {
				known := divisionsOf(t)
				d.divisions = func(code string) (Division, bool) { v, ok := known[code]; return v, ok }
			}
			continue
		}
		for _, r := range t.rows {
			d.take(r)
		}
	}
	d.index()
}

func (d *Data) take(r row) {
	switch r.schema.file {
	case FeesFile:
		d.Fees = append(d.Fees, Fee{Code: r.text("code"), Name: r.names(), Amount: r.fen("fen"), Dated: r.dated()})
	case WaiversFile:
		d.Waivers = append(d.Waivers, Waiver{Code: r.text("code"), Fee: r.text("fee"), Name: r.names(), Percent: int(r.number("percent")), Dated: r.dated()})
	case CitiesFile:
		d.Cities = append(d.Cities, City{Scheme: r.text("scheme"), Code: r.text("city"), Name: r.text("name"), Basis: r.text("basis"), Within: r.text("within"), Dated: r.dated()})
	case EndorsementsFile:
		d.Endorsements = append(d.Endorsements, Endorsement{
			Destination: r.text("destination"), Category: r.text("category"), Form: r.text("form"), Name: r.names(), Months: int(r.number("months")),
			Entries: r.text("entries"), StayDays: int(r.number("stay_days")), Who: r.text("who"), Scheme: r.text("scheme"), Mode: r.text("mode"),
			Fee: r.text("fee"), Open: r.text("open") == "true", Dated: r.dated(),
		})
	case ActsFile:
		d.Acts = append(d.Acts, Act{
			Version: r.text("version"), Code: r.text("code"), Name: r.names(), PointsBefore: int(r.number("points_before")), Points: int(r.number("points")),
			Remap: r.text("remap") == "true", Camera: r.text("camera"), Kiosk: r.text("kiosk"), Dated: r.dated(),
		})
	case FinesFile:
		d.Fines = append(d.Fines, Fine{
			Version: r.text("version"), Code: r.text("code"), Least: r.fen("min_fen"), Most: r.fen("max_fen"), Usual: r.fen("usual_fen"), Dated: r.dated(),
		})
	case StatusFile:
		d.Letters = append(d.Letters, Letter{Kind: r.text("kind"), Letter: r.text("letter"), Name: r.names(), Action: r.text("action"), Dated: r.dated()})
	case LimitsFile:
		d.Limits = append(d.Limits, Limit{Code: r.text("code"), Name: r.names(), Unit: r.text("unit"), Value: r.number("value"), Dated: r.dated()})
	case OfficesFile:
		d.Offices = append(d.Offices, r.office())
	case EthnicFile:
		d.Ethnic = append(d.Ethnic, Ethnic{Code: r.text("code"), Letters: r.text("letters"), Name: r.names()})
	case CountriesFile:
		d.Countries = append(d.Countries, Country{Numeric: r.text("numeric"), Alpha2: r.text("alpha2"), Alpha3: r.text("alpha3"), Name: r.names()})
	}
}
