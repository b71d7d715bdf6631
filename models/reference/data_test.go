package reference_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"onevisit/models"
	"onevisit/models/reference"
)

const day, shenzhen = models.Date("2026-11-24"), "440305"

func TestPublished_isSound(t *testing.T) {
	_, defects := reference.Check(nil)
	for _, d := range defects {
		t.Error(d)
	}
}

func TestFee_followsDayAndRegion(t *testing.T) {
	d := reference.Published()
	for _, c := range []struct {
		code string
		on   models.Date
		want models.Fen // -1: none
	}{
		{"passport", "2017-06-30", -1}, {"passport", "2017-07-01", 16000}, {"passport", "2019-06-30", 16000}, {"passport", "2019-07-01", 12000}, {"passport", day, 12000},
		{"hkm-permit", day, 6000}, {"hkm-permit", "2018-01-01", 8000}, {"hkm-endorsement/1", day, 1500}, {"hkm-endorsement/2", day, 3000},
		{"hkm-endorsement/n-1y", day, 8000}, {"hkm-endorsement/n-2y", day, 12000}, {"hkm-endorsement/n-under-3y", day, 16000}, {"hkm-endorsement/n-3y-up", day, 24000},
		{"taiwan-permit", day, 6000}, {"taiwan-permit/single", day, 1500}, {"id-card/first", day, 0}, {"id-card/renew", day, 2000}, {"id-card/replace", day, 4000},
		{"id-card/temporary", day, 1000}, {"residence-permit/endorsement", day, 0}, {"driving-licence/renew", day, 1000}, {"courier", day, -1},
	} {
		f, ok := d.Fee(c.code, c.on, shenzhen)
		if ok != (c.want >= 0) || ok && f.Amount != c.want {
			t.Errorf("%s on %s: %v %v, want %v", c.code, c.on, f.Amount, ok, c.want)
		}
	}
}

func TestWaivers_holdInTheirRegionOnly(t *testing.T) {
	d := reference.Published()
	confirmed := func(place string) (n int) {
		for _, w := range d.WaiversOf("id-card/renew", day, place) {
			if w.Confirmed {
				n++
				if w.After(2000) != 0 {
					t.Errorf("%s leaves %v", w.Code, w.After(2000))
				}
			}
		}
		return n
	}
	if confirmed(shenzhen) != 1 || confirmed("110101") != 0 {
		t.Error("Shenzhen's renewal is free, Beijing's is not")
	}
	if got := (reference.Waiver{Percent: 50}).After(1501); got != 750 {
		t.Errorf("half of 15.01 is %v, rounded for the citizen", got)
	}
}

func TestOpens_byHukouAndResidence(t *testing.T) {
	d := reference.Published()
	for _, c := range []struct {
		scheme, place, basis string
		on                   models.Date
		want                 reference.Opening
	}{
		{"g", "440305", "hukou", day, reference.Open}, {"g", "440300", "hukou", day, reference.Open}, {"g", "110105", "hukou", day, reference.Open},
		{"g", "500101", "hukou", day, reference.Open}, {"g", "430302", "hukou", day, reference.Closed}, {"g", "440305", "residence", day, reference.Closed},
		{"g", "610113", "hukou", "2024-03-05", reference.Closed}, {"g", "610113", "hukou", "2024-03-06", reference.Open},
		{"g", "650102", "hukou", "2024-05-26", reference.Closed}, {"g", "650102", "hukou", "2024-05-27", reference.Open},
		{"hk-multiple", "440305", "residence", day, reference.Open}, {"hk-multiple", "440305", "hukou", "2024-11-30", reference.Closed},
		{"macau-weekly", "440402", "hukou", day, reference.Open}, {"macau-weekly", "440402", "residence", day, reference.Closed},
		{"macau-multiple", "440402", "hukou", day, reference.OnlyParts}, {"macau-multiple", "440403", "hukou", day, reference.Closed},
		{"g", "", "hukou", day, reference.Closed}, {"g", "44", "hukou", day, reference.Closed},
	} {
		if got := d.Opens(c.scheme, c.place, c.basis, c.on); got != c.want {
			t.Errorf("Opens(%s, %s, %s, %s) = %v", c.scheme, c.place, c.basis, c.on, got)
		}
	}
	cities := 0
	for _, c := range d.Cities {
		if c.Scheme == "g" && c.Holds(day, "") {
			cities++
		}
	}
	if cities != 59 {
		t.Errorf("%d cities instead of 59", cities)
	}
}

func TestOffered_taiwanTourismIsOff(t *testing.T) {
	d := reference.Published()
	for _, category := range []string{"L", "G"} {
		if got := d.Offered("TWN", category, day, "350102"); len(got) > 0 {
			t.Errorf("%s is offered for Taiwan: %v", category, got)
		}
	}
	var forms []string
	for _, e := range d.Offered("HKG", "G", day, shenzhen) {
		forms = append(forms, e.Form)
	}
	if strings.Join(forms, " ") != "3m-1 3m-2 1y-1 1y-2 1y-n" {
		t.Errorf("forms for Hong Kong: %v", forms)
	}
	if len(d.Offered("TWN", "T", day, shenzhen)) == 0 {
		t.Error("family visits to Taiwan go on")
	}
}

func TestReckon_theRecordsOwnFiguresWin(t *testing.T) {
	d := reference.Published()
	amount, none, points := models.Fen(15000), models.Fen(0), 1
	for name, c := range map[string]struct {
		record reference.Record
		want   reference.Reckoning
	}{
		"the record says both":        {reference.Record{Code: "1344", Amount: &amount, Points: &points}, reference.Reckoning{Amount: 15000, AmountFrom: "record", Points: 1, PointsFrom: "record", Confirmed: true, Differs: true}},
		"the record says nothing":     {reference.Record{Code: "1625"}, reference.Reckoning{Amount: 20000, AmountFrom: "table", Points: 6, PointsFrom: "table", Confirmed: true}},
		"an unconfirmed table":        {reference.Record{Code: "1344"}, reference.Reckoning{Amount: 20000, AmountFrom: "table", Points: 1, PointsFrom: "table"}},
		"a warning":                   {reference.Record{Code: "6050", Amount: &none}, reference.Reckoning{AmountFrom: "record", PointsFrom: "table", Confirmed: true}},
		"a place with its own amount": {reference.Record{Code: "1205", Office: "440304"}, reference.Reckoning{Amount: 50000, AmountFrom: "table", Points: 3, PointsFrom: "table"}},
		"another province":            {reference.Record{Code: "1625", Office: "330106"}, reference.Reckoning{AmountFrom: "unknown", Points: 6, PointsFrom: "table", Confirmed: true}},
		"a code nobody knows":         {reference.Record{Code: "9999"}, reference.Reckoning{AmountFrom: "unknown", PointsFrom: "unknown", Confirmed: true}},
		"points that depend":          {reference.Record{Code: "1342"}, reference.Reckoning{AmountFrom: "unknown", PointsFrom: "unknown", Confirmed: true}},
		"another version":             {reference.Record{Version: "2030", Code: "1625"}, reference.Reckoning{AmountFrom: "unknown", PointsFrom: "unknown", Confirmed: true}},
	} {
		r := c.record
		r.On = day
		if r.Version == "" {
			r.Version = "seed-2022"
		}
		if r.Office == "" {
			r.Office = "440106"
		}
		if got := d.Reckon(r); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

func TestAtKiosk_whatTheTablesDoNotKnowGoesToAWindow(t *testing.T) {
	d := reference.Published()
	fen := func(n models.Fen) *models.Fen { return &n }
	points := func(n int) *int { return &n }
	for name, c := range map[string]struct {
		record reference.Record
		want   string
	}{
		"a red light":                       {reference.Record{Code: "1625"}, "yes"},
		"a dear place":                      {reference.Record{Code: "1205", Office: "440304"}, "window"},
		"the record says it is dearer":      {reference.Record{Code: "1625", Amount: fen(30000)}, "window"},
		"an old record, handled today":      {reference.Record{Code: "9999", On: "2019-03-01", Amount: fen(15000), Points: points(0)}, "yes"},
		"nothing to pay":                    {reference.Record{Code: "6050", Amount: fen(0)}, "warning"},
		"an officer decides":                {reference.Record{Code: "1020"}, "pay-only"},
		"a window's matter":                 {reference.Record{Code: "1711", Amount: fen(100), Points: points(0)}, "window"},
		"too many points each":              {reference.Record{Code: "4604"}, "window"},
		"the record has fewer":              {reference.Record{Code: "4604", Points: points(6)}, "yes"},
		"a code nobody knows":               {reference.Record{Code: "9999"}, "window"},
		"unknown here, but the record says": {reference.Record{Code: "9999", Amount: fen(10000), Points: points(1)}, "yes"},
		"another province, no amount":       {reference.Record{Code: "1625", Office: "330106"}, "window"},
		"another province, an amount":       {reference.Record{Code: "1625", Office: "330106", Amount: fen(15000)}, "yes"},
		"a code that had ended":             {reference.Record{Code: "1302", On: "2012-06-01", Amount: fen(20000), Points: points(3)}, "history"},
	} {
		r := c.record
		r.Version = "seed-2022"
		if r.On == "" {
			r.On = day
		}
		if r.Office == "" {
			r.Office = "440106"
		}
		if got := d.AtKiosk(r, shenzhen, day); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestStands_theStrictestLetterDecides(t *testing.T) {
	d := reference.Published()
	for _, c := range []struct{ kind, letters, want, unknown string }{
		{"licence", "A", "allow", ""}, {"licence", "AH", "allow", ""}, {"licence", "H", "allow", ""}, {"licence", "AM", "warn", ""}, {"licence", "BDJ", "window", ""},
		{"licence", "HZ", "window", ""}, {"licence", "A?", "window", "?"}, {"licence", "", "window", ""}, {"licence", "a", "window", "a"},
		{"vehicle", "GQ", "allow", ""}, {"vehicle", "I", "warn", ""}, {"vehicle", "C", "window", ""}, {"vehicle", "F", "window", "F"},
	} {
		if got := d.Stands(c.kind, c.letters, day, shenzhen); got.Action != c.want || got.Unknown != c.unknown {
			t.Errorf("Stands(%s, %q) = %s, unknown %q", c.kind, c.letters, got.Action, got.Unknown)
		}
	}
}

func TestDivisions_abolishedCodesStay(t *testing.T) {
	d := reference.Published()
	for number, want := range map[string]string{
		"110101190001010014": "北京市东城区", "440305190102030025": "广东省深圳市南山区", "110103190001010010": "北京市崇文区", "81000019011231003X": "香港特别行政区",
	} {
		if got, ok := d.AreaHint(number); !ok || got != want {
			t.Errorf("AreaHint(%s) = %q, %v", number, got, ok)
		}
	}
	for _, number := range []string{"449901190001010012", "931840190204050012", "1", "830000190001010012"} {
		if got, ok := d.AreaHint(number); ok {
			t.Errorf("AreaHint(%s) = %q; nothing is known of it", number, got)
		}
	}
	levels := map[string]int{}
	for _, code := range []string{"440000", "440300", "440305"} {
		v, _ := d.Division(code)
		levels[v.Level()]++
	}
	if len(levels) != 3 {
		t.Errorf("%v", levels)
	}
}

// The program's own file is searched where it lies, an operator's is read: both
// have to know the same.
func TestDivision_searchedAndReadAreTheSame(t *testing.T) {
	own, err := reference.Own()
	if err != nil {
		t.Fatal(err)
	}
	read, defects := reference.Check(fstest.MapFS{reference.DivisionsFile: {Data: own[reference.DivisionsFile]}})
	if len(defects) > 0 {
		t.Fatal(defects)
	}
	searched, rows := reference.Published(), 0
	for line := range strings.Lines(string(own[reference.DivisionsFile])) {
		code, _, _ := strings.Cut(line, ",")
		a, ok := searched.Division(code)
		b, known := read.Division(code)
		if ok != known || a != b {
			t.Fatalf("%s: %+v %v, %+v %v", code, a, ok, b, known)
		}
		if ok {
			rows++
		}
		if next, ok := searched.Division(code + "x"); ok {
			t.Fatalf("%+v", next)
		}
	}
	if rows < 7000 {
		t.Errorf("%d divisions", rows)
	}
	for _, code := range []string{"", "code", "000000", "999999", "440399", "# title"} {
		if v, ok := searched.Division(code); ok {
			t.Errorf("%q: %+v", code, v)
		}
	}
}

func TestCodes_countriesAndEthnicGroups(t *testing.T) {
	d := reference.Published()
	if e, ok := d.EthnicGroup("05"); !ok || e.Name["zh-CN"] != "维吾尔族" || e.Letters != "UG" {
		t.Errorf("%+v", e)
	}
	if _, ok := d.EthnicGroup("57"); ok {
		t.Error("there are 56 groups")
	}
	for code, want := range map[string]string{"156": "中国", "HK": "中国香港", "TWN": "中国台湾", "840": "美国"} {
		if c, ok := d.Country(code); !ok || c.Name["zh-CN"] != want {
			t.Errorf("Country(%s) = %+v", code, c)
		}
	}
	if _, ok := d.Country("XKX"); ok {
		t.Error("XKX is not in the standard")
	}
}

func TestLoad_anOperatorsFileGoesBefore(t *testing.T) {
	own, err := reference.Own()
	if err != nil {
		t.Fatal(err)
	}
	fees := strings.Replace(string(own[reference.FeesFile]), "12000,,2019-07-01,,true", "12000,,2019-07-01,2026-12-31,true", 1) +
		"passport,普通护照,Ordinary passport,10000,,2027-01-01,,true,新的收费文件,\n"
	before := reference.Published()
	after, err := reference.Load(fstest.MapFS{reference.FeesFile: {Data: []byte(fees)}})
	if err != nil {
		t.Fatal(err)
	}
	for on, want := range map[models.Date]models.Fen{"2026-12-31": 12000, "2027-01-01": 10000} {
		if f, _ := after.Fee("passport", on, shenzhen); f.Amount != want {
			t.Errorf("%s: %v", on, f.Amount)
		}
	}
	if len(after.Limits) != len(before.Limits) || after.Hash == before.Hash || len(before.Hash) != 64 {
		t.Error("the other files stay as they are, and the hash tells the difference")
	}
	again, _ := reference.Load(nil)
	if again.Hash != before.Hash {
		t.Error("the same data has two hashes")
	}
}

func TestTable_givesWhatDefinitionsName(t *testing.T) {
	d := reference.Published()
	for path, key := range map[string]string{
		"fees/passport": "", "fees/id-card": "renew", "endorsement-fees": "HKG/3m-1", "endorsements": "MAC/G/1y-w", "cities/g": "440300", "cities/hk-multiple": "440300",
		"letters/licence/allow": "H", "limits/kiosk-max-fine": "", "waivers/id-card/renew": "hukou-renew", "limits/barred-proof": "birth-date", "limits": "points-full",
	} {
		rows, ok := d.Table(path)
		found := false
		for _, r := range rows {
			found = found || r.Key == key
		}
		if !ok || !found {
			t.Errorf("Table(%s) has no %q: %d rows", path, key, len(rows))
		}
	}
	for _, path := range []string{"", "fees/nothing", "fees/pass", "nothing", "cities/macau-multiple"} {
		if rows, ok := d.Table(path); ok {
			t.Errorf("Table(%q) = %d rows", path, len(rows))
		}
	}
	rows, _ := d.Table("endorsement-fees")
	seen := map[string]bool{}
	for _, r := range rows {
		key := r.Key + " " + string(r.From) + " " + r.Region
		if seen[key] {
			t.Errorf("%s stands twice", key)
		}
		seen[key] = true
	}
}

func TestOpen_listsWhatIsToBeConfirmed(t *testing.T) {
	d := reference.Published()
	byFile := map[string]int{}
	for _, q := range d.Open(day) {
		byFile[q.File]++
		if q.Confirmed || q.What == "" || q.Value == "" || q.Source == "" || q.Line == 0 {
			t.Errorf("%+v", q)
		}
		if q.To != "" && q.To < day {
			t.Errorf("%s ended on %s", q.What, q.To)
		}
	}
	for _, name := range []string{reference.FeesFile, reference.CitiesFile, reference.EndorsementsFile, reference.ActsFile, reference.FinesFile, reference.StatusFile, reference.LimitsFile} {
		if byFile[name] == 0 {
			t.Errorf("nothing of %s is asked", name)
		}
	}
}
