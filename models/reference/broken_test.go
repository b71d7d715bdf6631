package reference_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"onevisit/models/reference"
)

// broken is a sound file with one thing spoilt, and what the check has to say.
type broken struct {
	file      string
	was, is   string // the text spoilt; "" for was: is is the whole file
	at        string // text of the line that is named; "" = line 1
	want      string
	alsoOther bool // one fault has consequences that are named, too
}

const (
	demoCourt   = ",演示市演示区人民法院（虚构）,\"the People's"
	demoAccount = "000000000000000000"
)

const passportNow = "passport,普通护照,Ordinary passport,12000,,2019-07-01,,true,发改价格〔2019〕914号,\n"

func corpus() map[string]broken {
	fees, limits := reference.FeesFile, reference.LimitsFile
	return map[string]broken{
		"an empty file":                   {file: fees, is: "", want: "has no rows", alsoOther: true},
		"no rows":                         {file: fees, is: "# title: x\n# source: x\n# checked: 2026-01-01\ncode,name_zh,name_en,fen,region,from,to,confirmed,source,note\n", want: "has no rows", alsoOther: true},
		"saved as GBK":                    {file: fees, is: "code,name_zh\npassport,\xbb\xa4\xd5\xd5\n", want: "is not UTF-8", alsoOther: true},
		"no source at the head":           {file: fees, was: "# source:", is: "# sauce:", want: `does not say at its head "# source`},
		"no day of the last comparison":   {file: fees, was: "# checked: 2026-11-23\n", is: "", want: `does not say at its head "# checked`},
		"a comparison on no day":          {file: fees, was: "# checked: 2026-11-23", is: "# checked: yesterday", want: "checked: \"yesterday\" is not a day"},
		"a column is missing":             {file: fees, was: ",confirmed,source", is: ",source", at: "code,name_zh", want: `the column "confirmed" is missing`, alsoOther: true},
		"an unknown column":               {file: fees, was: "fen,region", is: "yuan,region", at: "code,name_zh", want: `the column "fen" is missing`, alsoOther: true},
		"columns out of order":            {file: fees, was: "name_zh,name_en", is: "name_en,name_zh", at: "code,name_en", want: "have to stand in the order", alsoOther: true},
		"a cell too few":                  {file: fees, was: passportNow, is: strings.TrimSuffix(passportNow, ",\n") + "\n", at: "12000,,2019", want: "has 9 cells, the columns are 10", alsoOther: true},
		"an unclosed quote":               {file: fees, was: passportNow, is: `"` + passportNow, at: `"passport`, want: "cannot be read as CSV", alsoOther: true},
		"spaces around a cell":            {file: fees, was: "passport,普通护照,Ordinary passport,12000", is: "passport ,普通护照,Ordinary passport,12000", at: "passport ,", want: "code: has spaces around it"},
		"yuan instead of fen":             {file: fees, was: ",1500,,2017-07-01,,true,发改价格〔2017〕1186号,香港", is: ",15,,2017-07-01,,true,发改价格〔2017〕1186号,香港", at: ",15,", want: "15 fen is less than a yuan", alsoOther: true},
		"an amount with a point":          {file: fees, was: "12000,,2019", is: "120.00,,2019", at: "120.00", want: `fen: "120.00" is not a whole number`},
		"an amount below nothing":         {file: fees, was: "12000,,2019", is: "-12000,,2019", at: "-12000", want: "fen: -12000 is not from 0"},
		"a date as spreadsheets write it": {file: fees, was: "12000,,2019-07-01", is: "12000,,2019/7/1", at: "2019/7/1", want: "spreadsheets rewrite dates"},
		"a day that does not exist":       {file: fees, was: "2019-06-30,true,发改价格〔2017〕1186号,受理", is: "2019-06-31,true,发改价格〔2017〕1186号,受理", at: "2019-06-31", want: "is not a day"},
		"an end before its beginning":     {file: fees, was: passportNow, is: strings.Replace(passportNow, "2019-07-01,", "2019-07-01,2018-01-01", 1), at: "2019-07-01,2018", want: "to: 2018-01-01 is before 2019-07-01"},
		"two fees on one day":             {file: fees, was: "16000,,2017-07-01,2019-06-30", is: "16000,,2017-07-01,2019-07-01", at: "12000,,2019", want: "from: passport holds twice on 2019-07-01: the row of line 5"},
		"two fees without end":            {file: fees, was: "16000,,2017-07-01,2019-06-30", is: "16000,,2017-07-01,", at: "12000,,2019", want: "holds twice"},
		"days without a fee":              {file: fees, was: "16000,,2017-07-01,2019-06-30", is: "16000,,2017-07-01,2019-05-31", at: "12000,,2019", want: "passport has no value from 2019-06-01 to 2019-06-30"},
		"TRUE from a spreadsheet":         {file: fees, was: "2019-07-01,,true,发改价格〔2019〕914号,\nhkm-endorsement", is: "2019-07-01,,TRUE,发改价格〔2019〕914号,\nhkm-endorsement", at: ",TRUE,", want: "a spreadsheet wrote TRUE"},
		"confirmed perhaps":               {file: fees, was: "12000,,2019-07-01,,true", is: "12000,,2019-07-01,,maybe", at: "maybe", want: `confirmed: "maybe" is none of true, false`},
		"a row without source":            {file: fees, was: "2000-01-01,,true,公通字〔2000〕99号", is: "2000-01-01,,true,", at: "2000-01-01", want: "source: is empty"},
		"a name in one language":          {file: fees, was: "护照加注,Annotation in a passport", is: "护照加注,", at: "护照加注", want: "name_en: is empty"},
		"a region of five digits":         {file: fees, was: "12000,,2019", is: "12000,44030,2019", at: "44030", want: "region: \"44030\" is not the 2, 4 or 6 digits", alsoOther: true},
		"a region nobody knows":           {file: fees, was: "12000,,2019", is: "12000,4499,2019", at: "4499", want: "region: there is no division 4499"},
		"a code with capitals":            {file: fees, was: "passport-annotation,", is: "Passport-annotation,", at: "Passport-", want: "is not a code of small letters"},
		"a waiver of no fee":              {file: reference.WaiversFile, was: "supported-renew,id-card/renew", is: "supported-renew,id-card/new", at: "supported-renew,id-card/new", want: `fee: there is no fee "id-card/new" in fees.csv`},
		"a waiver above the whole":        {file: reference.WaiversFile, was: ",100,4403", is: ",110,4403", at: ",110,", want: "percent: 110 is not from 1 to 100"},
		"a city nobody knows":             {file: reference.CitiesFile, was: "g,440300,深圳", is: "g,449900,深圳", at: "449900", want: "city: there is no division 449900"},
		"a city twice":                    {file: reference.CitiesFile, was: "g,110100,北京,hukou,,2017-07-01", is: "g,440300,深圳,hukou,,2026-01-01,,true,x,\ng,110100,北京,hukou,,2017-07-01", at: "2026-01-01", want: "g 440300 holds twice on 2026-01-01"},
		"a basis of no kind":              {file: reference.CitiesFile, was: "深圳,hukou", is: "深圳,birth", at: "深圳,birth", want: `basis: "birth" is none of hukou, residence, either`},
		"an endorsement without its fee":  {file: reference.EndorsementsFile, was: "hkm-endorsement/2,true,,2017-07-01,,true,国家移民管理局公告,\nHKG,G,1y-1", is: "hkm-endorsement/3,true,,2017-07-01,,true,国家移民管理局公告,\nHKG,G,1y-1", at: "hkm-endorsement/3", want: `fee: no fee "hkm-endorsement/3" holds on 2017-07-01`},
		"an endorsement before its fee":   {file: reference.EndorsementsFile, was: "HKG,G,3m-1,个人旅游，三个月一次,\"Individual travel, once within three months\",3,1,7,city,g,instant,hkm-endorsement/1,true,,2017-07-01", is: "HKG,G,3m-1,个人旅游，三个月一次,\"Individual travel, once within three months\",3,1,7,city,g,instant,hkm-endorsement/1,true,,2016-07-01", at: "2016-07-01", want: "holds on 2016-07-01"},
		"a form that is not its length":   {file: reference.EndorsementsFile, was: "HKG,G,3m-2,个人旅游，三个月二次,\"Individual travel, twice within three months\",3,2", is: "HKG,G,3m-2,个人旅游，三个月二次,\"Individual travel, twice within three months\",6,2", at: ",6,2", want: "form: 3m-2 does not go with 6 months and 2 entries"},
		"a scheme nobody knows":           {file: reference.EndorsementsFile, was: ",macau-weekly,", is: ",macau-daily,", at: "macau-daily", want: `scheme: there is no scheme "macau-daily"`},
		"a destination of no kind":        {file: reference.EndorsementsFile, was: "MAC,G,1y-w", is: "MFM,G,1y-w", at: "MFM", want: "destination:"},
		"points of no kind":               {file: reference.ActsFile, was: "seed-2022,1625,违反道路交通信号灯（闯红灯）,red light,6,6", is: "seed-2022,1625,违反道路交通信号灯（闯红灯）,red light,6,5", at: "red light,6,5", want: `points: "5" is none of`, alsoOther: true},
		"twelve points at a machine":      {file: reference.ActsFile, was: "expressway reversing / wrong way / median,12,12,false,yes,window", is: "expressway reversing / wrong way / median,12,12,false,yes,yes", at: "12,12,false,yes,yes", want: "no machine may decide it"},
		"a warning with points":           {file: reference.ActsFile, was: "over limit,0,0,false,yes,warning", is: "over limit,0,1,false,yes,warning", at: ",0,1,false,yes,warning", want: "a warning has no points"},
		"history without end":             {file: reference.ActsFile, was: "2004-05-01,2012-12-31,false,交通违法代码表（种子数据）,由 1625 取代", is: "2004-05-01,,false,交通违法代码表（种子数据）,由 1625 取代", at: "由 1625", want: "to is empty"},
		"a code of three digits":          {file: reference.ActsFile, was: "seed-2022,1625,", is: "seed-2022,162,", at: "seed-2022,162,", want: "is not an act's code", alsoOther: true},
		"a fine of no act":                {file: reference.FinesFile, was: "seed-2022,1625,20000", is: "seed-2022,1626,20000", at: "1626", want: "code: there is no act 1626 of version seed-2022"},
		"a fine of another version":       {file: reference.FinesFile, was: "seed-2022,1625,20000", is: "seed-2030,1625,20000", at: "seed-2030", want: "there is no act 1625 of version seed-2030"},
		"least above most":                {file: reference.FinesFile, was: "seed-2022,1344,20000,20000,20000", is: "seed-2022,1344,30000,20000,", at: "30000,20000", want: "max_fen: 20000 is less than min_fen 30000"},
		"a usual fine out of range":       {file: reference.FinesFile, was: "seed-2022,1344,20000,20000,20000", is: "seed-2022,1344,20000,20000,25000", at: "25000", want: "usual_fen: 25000 is not from 20000 to 20000"},
		"a fine in yuan":                  {file: reference.FinesFile, was: "seed-2022,1344,20000,20000,20000", is: "seed-2022,1344,200,200,200", at: "200,200,200", want: "the column is in fen", alsoOther: true},
		"a state of two letters":          {file: reference.StatusFile, was: "licence,B,", is: "licence,BB,", at: "BB", want: `letter: "BB" is not 1 capital letters`},
		"an action of no kind":            {file: reference.StatusFile, was: "Over the points,window", is: "Over the points,refuse", at: "refuse", want: `action: "refuse" is none of allow, warn, window`},
		"no normal state":                 {file: reference.StatusFile, was: "vehicle,A,正常", is: "vehicle,Y,正常", want: "has no letter A for a vehicle"},
		"a limit the arithmetic needs":    {file: limits, was: "fine-pay-days,", is: "fine-pay-day,", want: `the limit "fine-pay-days" is missing`},
		"another unit for one limit":      {file: limits, was: "months,24,4403", is: "years,2,4403", at: "months,6,4110", want: "unit: residence-lapse-months is counted in years elsewhere"},
		"more than the whole":             {file: limits, was: "percent,100,", is: "percent,1000,", at: "percent,1000", want: "1000 percent is more than the whole"},
		"a switch of two":                 {file: limits, was: "switch,1,44,", is: "switch,2,44,", at: "switch,2", want: "a switch is 0 or 1"},
		"an office without a court":       {file: reference.OfficesFile, was: demoCourt, is: ",,\"the People's", at: ",,\"the People's", want: "court_zh: is empty", alsoOther: true},
		"an office in one language":       {file: reference.OfficesFile, was: "Traffic Police of Demo City (made up)", is: "", at: "traffic,", want: "office_en: is empty", alsoOther: true},
		"an account as a float":           {file: reference.OfficesFile, was: demoAccount, is: "6.2E+18", at: "6.2E+18", want: "account: \"6.2E+18\" was rewritten by a spreadsheet", alsoOther: true},
		"an account of four digits":       {file: reference.OfficesFile, was: demoAccount, is: "6217", at: "6217", want: "is not the 8 to 32 digits of an account", alsoOther: true},
		"an office of nowhere":            {file: reference.OfficesFile, was: ",4499,", is: ",4498,", at: ",4498,", want: "region: there is no division 4498"},
		"an office of a hall nowhere":     {file: reference.OfficesFile, was: ",4499,", is: ",449801-001,", at: ",449801-001,", want: "region: there is no division 449801-001"},
		"an office of everywhere":         {file: reference.OfficesFile, was: ",4499,", is: ",,", at: "traffic,", want: "no office decides everywhere", alsoOther: true},
		"an office of a hall without end": {file: reference.OfficesFile, was: ",4499,", is: ",4403-001,", at: ",4403-001,", want: "is not a hall's code", alsoOther: true},
		"a remedy of no kind":             {file: reference.OfficesFile, was: "review-first", is: "none", at: "traffic,", want: "remedy: \"none\" is none of either, review-first", alsoOther: true},
		"an office of another matter":     {file: reference.OfficesFile, was: "\ntraffic,", is: "\nparking,", at: "parking,", want: "code: \"parking\" is none of traffic", alsoOther: true},
		"a division twice":                {file: reference.DivisionsFile, was: "440305,南山区,current\n", is: "440305,南山区,current\n440305,南山,abolished\n", at: "南山,abolished", want: "code: 440305 stands already in line"},
		"a province that is gone":         {file: reference.DivisionsFile, was: "630000,青海省,current\n", is: "", at: "630100,", want: "the province of 630100 does not stand here", alsoOther: true},
		"a division of five digits":       {file: reference.DivisionsFile, was: "440305,南山区,current", is: "44030,南山区,current", at: "44030,", want: "spreadsheets drop zeros in front"},
		"a group whose zero was dropped":  {file: reference.EthnicFile, was: "01,HA,汉族", is: "1,HA,汉族", at: "1,HA", want: `code: "1" has 1 digits instead of 2`, alsoOther: true},
		"a group that is missing":         {file: reference.EthnicFile, was: "33,QI,羌族,Qiang\n", is: "", want: "the group 33 of 56 is missing"},
		"letters of two groups":           {file: reference.EthnicFile, was: "33,QI,", is: "33,HA,", at: "33,HA", want: "letters: HA stands already in line"},
		"letters of two countries":        {file: reference.CountriesFile, was: "840,US,USA", is: "840,US,GBR", at: "840,US,GBR", want: "alpha3: GBR stands already in line"},
		"no China":                        {file: reference.CountriesFile, was: "156,CN,CHN", is: "157,CN,CHN", want: "CHN with 156 is missing"},
		"a set that says nothing":         {file: reference.CountriesFile, was: "# confirmed: true\n", is: "", want: `does not say at its head "# confirmed`},
	}
}

func TestCheck_findsEveryDefectOfTheCorpus(t *testing.T) {
	own, err := reference.Own()
	if err != nil {
		t.Fatal(err)
	}
	if n := len(corpus()); n < 60 {
		t.Errorf("the corpus has only %d files", n)
	}
	for name, b := range corpus() {
		t.Run(name, func(t *testing.T) {
			source := b.is
			if b.was != "" {
				source = spoil(t, string(own[b.file]), b)
			}
			_, defects := reference.Check(fstest.MapFS{b.file: {Data: []byte(source)}})
			want := fmt.Sprintf("%s:%d: ", b.file, lineOf(source, b.at))
			found := false
			for _, d := range defects {
				found = found || strings.HasPrefix(d.String(), want) && strings.Contains(d.String(), b.want)
			}
			if !found {
				t.Errorf("nothing says %q with %q:\n%v", want, b.want, defects)
			}
			if len(defects) > 1 && !b.alsoOther {
				t.Errorf("one thing was spoilt, %d are named: %v", len(defects), defects)
			}
		})
	}
}

func TestLoad_takesNothingWithADefect(t *testing.T) {
	d, err := reference.Load(fstest.MapFS{reference.FeesFile: {Data: []byte("code\n")}, reference.LimitsFile: {Data: []byte("x\n")}})
	if err == nil || d != nil || !strings.Contains(err.Error(), "fees.csv:1") || !strings.Contains(err.Error(), "limits.csv:1") {
		t.Errorf("all defects of all files are told: %v", err)
	}
}

func spoil(t *testing.T, source string, b broken) string {
	t.Helper()
	if strings.Count(source, b.was) < 1 {
		t.Fatalf("the file has no %q any more", b.was)
	}
	return strings.Replace(source, b.was, b.is, 1)
}

func lineOf(source, part string) int {
	if part == "" {
		return 1
	}
	return 1 + strings.Count(source[:max(0, strings.Index(source, part))], "\n")
}

func TestCheck_findsWhatIsWrongWithHolidays(t *testing.T) {
	own, err := reference.Own()
	if err != nil {
		t.Fatal(err)
	}
	sound := string(own[reference.HolidaysFile])
	for name, c := range map[string]struct{ was, is, at, want string }{
		"a word of no kind":         {"2025-01-01 rest 元旦", "2025-01-01 free 元旦", "2025-01-01 free", "is neither a year nor a day"},
		"a day twice":               {"2025-01-01 rest 元旦", "2025-01-01 rest 元旦\n2025-01-01 rest 元旦", "2025-01-26", "stands twice"},
		"a day before its year":     {"year 2025", "", "2025-01-01", "stands before its year is opened"},
		"a make-up day on a Monday": {"2025-01-26 work", "2025-01-27 work", "2025-01-27", "is a Monday: it is worked anyway"},
		"a year without a festival": {"2025-01-01 rest 元旦\n", "", "year 2025", "the year 2025 has no 元旦"},
	} {
		source := strings.Replace(sound, c.was, c.is, 1)
		_, defects := reference.Check(fstest.MapFS{reference.HolidaysFile: {Data: []byte(source)}})
		line := lineOf(source, c.at)
		if name == "a day twice" {
			line--
		}
		want := fmt.Sprintf("%s:%d: ", reference.HolidaysFile, line)
		if len(defects) != 1 || !strings.HasPrefix(defects[0].String(), want) || !strings.Contains(defects[0].Problem, c.want) {
			t.Errorf("%s: %v, want %s%s", name, defects, want, c.want)
		}
	}
}

func TestCheck_namesFilesNobodyReads(t *testing.T) {
	_, defects := reference.Check(fstest.MapFS{"feess.csv": {Data: []byte("x")}, "README.md": {Data: []byte("x")}})
	if len(defects) != 1 || defects[0].File != "feess.csv" {
		t.Errorf("%v", defects)
	}
}

func TestCheck_toleratesWhatSpreadsheetsDoWithoutHarm(t *testing.T) {
	own, err := reference.Own()
	if err != nil {
		t.Fatal(err)
	}
	for name, source := range own {
		if name == reference.HolidaysFile {
			continue
		}
		source = []byte("\uFEFF" + strings.ReplaceAll(string(source), "\n", "\r\n"))
		if _, defects := reference.Check(fstest.MapFS{name: {Data: source}}); len(defects) > 0 {
			t.Errorf("%s with a byte order mark and CRLF: %v", name, defects)
		}
	}
}
