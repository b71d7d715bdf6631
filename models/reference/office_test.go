package reference_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"onevisit/models"
	"onevisit/models/reference"
)

// offices is a sound file with rows of a city's office until a merger, of the one
// after it, and of one hall's own account.
func offices(t *testing.T, more ...string) fstest.MapFS {
	t.Helper()
	own, err := reference.Own()
	if err != nil {
		t.Fatal(err)
	}
	source := string(own[reference.OfficesFile])
	for _, x := range append([]string{
		office("甲支队", "4403", "2024-01-01", "2026-06-30"), office("乙支队", "4403", "2026-07-01", ""), office("丙大队", "440300-002", "2024-01-01", ""),
		office("丁总队", "44", "2024-01-01", ""),
	}, more...) {
		source += x
	}
	return fstest.MapFS{reference.OfficesFile: {Data: []byte(source)}}
}

func office(name, region, from, to string) string {
	return "traffic," + name + ",Office,市政府,Government,法院,Court,either,财政局,Finance,银行,Bank,62170000," + region + "," + from + "," + to + ",true,当地支队,\n"
}

func TestOffice_followsHallAndDay(t *testing.T) {
	d, err := reference.Load(offices(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		site string
		on   models.Date
		want string // "": none
	}{
		{"440300-001", "2023-12-31", ""}, {"440300-001", "2024-01-01", "甲支队"}, {"440300-001", "2026-06-30", "甲支队"}, {"440300-001", "2026-07-01", "乙支队"},
		{"440305-009", day, "乙支队"}, {"440300-002", day, "丙大队"}, {"440300-0021", day, "乙支队"}, {"440600-001", day, "丁总队"}, {"110100-001", day, ""}, {"", day, ""},
		{reference.DemoPlace, day, "演示市公安局交通警察支队（虚构）"},
	} {
		if got, ok := d.Office(reference.Traffic, c.on, c.site); got.Name.In("zh-CN") != c.want || ok != (c.want != "") {
			t.Errorf("%s on %s: %q %t, want %q", c.site, c.on, got.Name.In("zh-CN"), ok, c.want)
		}
		if lacks := d.Lacks(c.site, c.on); (lacks == "") != (c.want != "") {
			t.Errorf("%s on %s lacks %q", c.site, c.on, lacks)
		}
	}
	if lacks := d.Lacks("110100-001", day); !strings.Contains(lacks, "110100-001") || !strings.Contains(lacks, "4403, 440300-002, 44") {
		t.Error(lacks)
	}
	if o, _ := d.Office(reference.Traffic, day, "440300-002"); o.Payee["en"] != "Finance" || o.Bank["zh-CN"] != "银行" || o.Account != "62170000" || o.Remedy != reference.ReviewOrCourt || !o.Confirmed {
		t.Errorf("%+v", o)
	}
}

func TestOffice_twoOnOneDayAreRefused(t *testing.T) {
	_, err := reference.Load(offices(t, office("戊支队", "4403", "2026-06-30", "2026-06-30")))
	if err == nil || !strings.Contains(err.Error(), "offices.csv:10: from: traffic holds twice on 2026-06-30") {
		t.Error(err)
	}
}

// What this program carries names nobody real: a hall of a real place has no
// office until its own file names one, and the demo's is on the list of what to
// confirm.
func TestOffice_publishedNamesTheDemoHallsOnly(t *testing.T) {
	d := reference.Published()
	o, ok := d.Office(reference.Traffic, day, reference.DemoPlace)
	if !ok || o.Confirmed || len(d.Offices) != 1 {
		t.Fatalf("%+v %t", o, ok)
	}
	for _, name := range []models.Texts{o.Name, o.Review, o.Court, o.Payee, o.Bank} {
		if !strings.Contains(name["zh-CN"], "演示") || !strings.Contains(name["zh-CN"], "（虚构）") || !strings.Contains(name["en"], "(made up)") {
			t.Errorf("%v can be taken for a real one", name)
		}
	}
	for _, site := range []string{"440300-001", shenzhen, "110100-001"} {
		if _, ok := d.Office(reference.Traffic, day, site); ok {
			t.Errorf("%s has the demo's office", site)
		}
	}
	if lacks := d.Lacks("440300-001", day); !strings.Contains(lacks, "no real place has one") {
		t.Error(lacks)
	}
	asked := false
	for _, q := range d.Open(day) {
		asked = asked || q.File == reference.OfficesFile && strings.Contains(q.Value, "演示银行演示市分行（虚构） 000000000000000000") && strings.Contains(q.Value, "review-first")
	}
	if !asked {
		t.Error("the demo's office is not on the list")
	}
}
