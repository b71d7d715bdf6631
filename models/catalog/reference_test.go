package catalog_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"onevisit/models/catalog"
	"onevisit/models/reference"
	"onevisit/models/register"
)

func withSetting(t *testing.T, setting string) string {
	t.Helper()
	at := strings.Index(small, "\nsettings:")
	if at < 0 {
		t.Fatal("the small definition has no settings")
	}
	end := at + len("\nsettings:\n")
	return small[:end] + setting + small[end:]
}

func TestAdd_aSettingDrawsOnTheReferenceData(t *testing.T) {
	d, err := compile(t, withSetting(t, "  - {name: drawn, unit: fen, law: x, reference: fees/hkm-permit}\n"))
	if err != nil {
		t.Fatal(err)
	}
	s := d.Settings[0]
	if len(s.Rows) != 2 || s.Rows[1].Value != 6000 || s.Rows[1].Key != "" || s.Unconfirmed {
		t.Errorf("%+v", s)
	}
	d, err = compile(t, withSetting(t, "  - {name: drawn, unit: list, law: x, reference: letters/licence/allow}\n"))
	if err != nil || !d.Settings[0].Unconfirmed {
		t.Errorf("an unconfirmed row makes the setting one to confirm: %v", err)
	}
}

func TestAdd_refusesAReferenceNobodyHas(t *testing.T) {
	for setting, want := range map[string]string{
		"  - {name: drawn, unit: fen, law: x, reference: fees/nothing}\n":                                        `there is no reference data "fees/nothing"`,
		"  - {name: drawn, unit: fen, law: x, reference: fees/passport, rows: [{value: 1, from: 2020-01-01}]}\n": "rows of its own beside the reference",
	} {
		source := withSetting(t, setting)
		_, err := compile(t, source)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "settings[0]") {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

func TestLoadWith_theSameBytesAreTheSameVersionWithOtherData(t *testing.T) {
	own, err := reference.Own()
	if err != nil {
		t.Fatal(err)
	}
	fees := strings.Replace(string(own[reference.FeesFile]), "12000,,2019-07-01", "13000,,2019-07-01", 1)
	data, err := reference.Load(fstest.MapFS{reference.FeesFile: {Data: []byte(fees)}})
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{"small.yaml": {Data: []byte(withSetting(t, "  - {name: drawn, unit: fen, law: x, reference: fees/passport}\n"))}}
	before, err := catalog.Load(files, register.FactTypes())
	if err != nil {
		t.Fatal(err)
	}
	after, err := catalog.LoadWith(files, register.FactTypes(), data)
	if err != nil {
		t.Fatal(err)
	}
	a, _ := before.Current("test.small")
	b, _ := after.Current("test.small")
	if a.Hash != b.Hash || a.Settings[0].Rows[1].Value != 12000 || b.Settings[0].Rows[1].Value != 13000 {
		t.Errorf("%+v\n%+v", a.Settings[0], b.Settings[0])
	}
}
