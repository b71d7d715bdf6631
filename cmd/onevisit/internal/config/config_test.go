package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"onevisit/cmd/onevisit/internal/config"
)

func write(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "onevisit.yaml")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestLoad_laterSourcesWin(t *testing.T) {
	file := write(t, "listen: 127.0.0.1:1001\n")
	environ := []string{"ONEVISIT_LISTEN=127.0.0.1:1002", "HOME=/nowhere"}
	flags := map[string]string{"listen": "127.0.0.1:1003"}
	cases := map[string]struct {
		sources config.Sources
		want    string
	}{
		"default":                   {config.Sources{}, "127.0.0.1:8080"},
		"file over default":         {config.Sources{File: file}, "127.0.0.1:1001"},
		"environment over file":     {config.Sources{File: file, Environ: environ}, "127.0.0.1:1002"},
		"flag over the environment": {config.Sources{File: file, Environ: environ, Flags: flags}, "127.0.0.1:1003"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got, err := config.Load(c.sources)
			if err != nil {
				t.Fatal(err)
			}
			if got.Listen != c.want {
				t.Errorf("listen is %s, want %s", got.Listen, c.want)
			}
		})
	}
}

func TestLoad_defaultsAreValid(t *testing.T) {
	c, err := config.Load(config.Sources{})
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Values()) != len(config.Options()) {
		t.Errorf("%d values for %d options", len(c.Values()), len(config.Options()))
	}
}

func TestLoad_refuses(t *testing.T) {
	cases := map[string]struct {
		flags map[string]string
		file  string
		want  string
	}{
		"an address without a port": {flags: map[string]string{"listen": "localhost"}, want: "listen (from the flag)"},
		"a word for a switch":       {flags: map[string]string{"demo": "perhaps"}, want: "true or false"},
		"a limit below zero":        {flags: map[string]string{"rate-limit": "-1"}, want: "rate-limit"},
		"an undo without end":       {flags: map[string]string{"undo-time": "2m"}, want: "from 0s to 60s"},
		"hours the wrong way round": {flags: map[string]string{"opening-hours": "17:00-09:00"}, want: "09:00-17:00"},
		"hours without an end":      {flags: map[string]string{"opening-hours": "09:00"}, want: "09:00-17:00"},
		"an undo before its time":   {flags: map[string]string{"undo-time": "-1s"}, want: "from 0s to 60s"},
		"more looks than approvals": {flags: map[string]string{"second-looks": "101"}, want: "0 to 100"},
		"reports without end":       {flags: map[string]string{"report-connections": "65"}, want: "2 to 64"},
		"a word for a telephone":    {flags: map[string]string{"hall-phone": "the office"}, want: "telephone number"},
		"a lone report":             {flags: map[string]string{"report-connections": "1"}, want: "2 to 64"},
		"a role there is not":       {flags: map[string]string{"second-factor": "auditor,chief"}, want: "clerk, supervisor, auditor"},
		"a step-up for a day":       {flags: map[string]string{"step-up-time": "24h"}, want: "from 1m to 1h"},
		"an unknown key":            {file: "lisen: 127.0.0.1:1\n", want: `no option "lisen"`},
		"a site without its city":   {flags: map[string]string{"site": "hall-1"}, want: "six digits"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			s := config.Sources{Flags: c.flags}
			if c.file != "" {
				s.File = write(t, c.file)
			}
			_, err := config.Load(s)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v does not say %q", err, c.want)
			}
		})
	}
}

func TestLoad_neverRepeatsASecret(t *testing.T) {
	const secret = "hunter2-marked"
	c, err := config.Load(config.Sources{Environ: []string{"ONEVISIT_DSN=user:" + secret + "@nonsense"}})
	if err == nil || strings.Contains(err.Error(), secret) {
		t.Errorf("the complaint must come and not repeat the secret: %v", err)
	}
	for _, v := range c.Values() {
		if strings.Contains(v.Printed(), secret) {
			t.Errorf("%s prints the secret", v.Option.Name)
		}
	}
}

func TestUnknownVariables_namesWhatIsNoOption(t *testing.T) {
	got := config.UnknownVariables([]string{"ONEVISIT_LISTEN=x", "ONEVISIT_LISEN=x", "PATH=/bin"})
	if len(got) != 1 || got[0] != "ONEVISIT_LISEN" {
		t.Errorf("got %v", got)
	}
}
