package config

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/knadh/koanf/parsers/yaml"
	"github.com/knadh/koanf/providers/confmap"
	"github.com/knadh/koanf/providers/env/v2"
	"github.com/knadh/koanf/providers/file"
	"github.com/knadh/koanf/v2"

	"onevisit/models/staff"
)

// Config is what the program runs with.
type Config struct {
	Listen                string
	Data                  string
	DSN                   string
	Demo                  bool
	Seed                  uint64
	Site                  string
	AllowUnsafeDurability bool
	RateLimit             float64
	UndoTime              time.Duration
	OpenDaily             bool         // the hall opens every day, not on working days alone
	OpenFrom, OpenTo      int          // minutes from midnight
	SecondLooks           int          // percent, or ByDefinition
	SecondFactor          []staff.Role // who signs in with a code besides the password
	StepUpTime            time.Duration
	LogLevel              slog.Level
	ReferenceDir          string // "" for the data inside the program
	ReportConnections     int
	Witnesses             []string // public keys of the audit log's witnesses
	Registers             string
	RegistersKey          string
	Payment               string
	PaymentMerchant       string
	PaymentKey            string
	PaymentSerial         string
	PaymentPublicKey      ed25519.PublicKey
	Courier               string
	SMS                   string
	SimListen             string
	PublicURL             string
	HallPhone             string
	CallSound             bool
	TrustedProxies        []string

	values []Value
}

// Value is an option with what it was set to and by what.
type Value struct {
	Option Option
	Text   string
	Source string // default, file, environment, flag
}

// Printed is the value as it may be shown.
func (v Value) Printed() string {
	switch {
	case v.Text == "":
		return "(empty)"
	case v.Option.Secret:
		return "[redacted]"
	}
	return v.Text
}

// Province is the six-digit code of the province the hall stands in.
func (c Config) Province() string { return c.Site[:2] + "0000" }

// SQLitePath is the database file where no DSN is given.
func (c Config) SQLitePath() string { return filepath.Join(c.Data, "onevisit.db") }

// KeyFolder holds the keys that seal personal data.
func (c Config) KeyFolder() string { return filepath.Join(c.Data, "keys") }

// Unfit names what is missing or wrong in the options taken together, where
// each by itself is right. Nothing of it stops commands that serve nobody.
func (c Config) Unfit() []string {
	if c.Demo {
		return nil
	}
	var faults []string
	for _, x := range []struct{ option, value string }{
		{"registers", c.Registers}, {"payment", c.Payment}, {"payment-merchant", c.PaymentMerchant}, {"payment-key", c.PaymentKey},
		{"payment-serial", c.PaymentSerial}, {"payment-public-key", string(c.PaymentPublicKey)}, {"courier", c.Courier}, {"sms", c.SMS},
		{"public-url", c.PublicURL}, // links in text messages and payment notices lead there
	} {
		if x.value == "" {
			faults = append(faults, x.option+" is not set")
		}
	}
	if c.RateLimit == 0 {
		faults = append(faults, "rate-limit is 0, which only a demo hall may have")
	}
	if !slices.Contains(c.SecondFactor, staff.Auditor) {
		faults = append(faults, "second-factor leaves the auditor out, which only a demo hall may do")
	}
	return faults
}

// Values lists every option as it was settled, in the table's order.
func (c Config) Values() []Value { return c.values }

// Sources are the three places an option can come from besides its default.
type Sources struct {
	File    string            // a YAML file, "" for none
	Environ []string          // NAME=value
	Flags   map[string]string // by option name
}

// Load settles every option. It reports all mistakes at once.
func Load(s Sources) (Config, error) {
	settled := map[string]Value{}
	k := koanf.New(".")
	layer := func(source string, p koanf.Provider, parser koanf.Parser) error {
		one := koanf.New(".")
		if err := one.Load(p, parser); err != nil {
			return fmt.Errorf("options from the %s: %w", source, err)
		}
		for _, key := range one.Keys() {
			if _, known := find(key); !known {
				return fmt.Errorf("options from the %s: there is no option %q (onevisit help lists them)", source, key)
			}
			settled[key] = Value{Source: source}
		}
		return k.Merge(one)
	}
	err := layer("default", confmap.Provider(defaults(), "."), nil)
	if err == nil && s.File != "" {
		err = layer("file", file.Provider(s.File), yaml.Parser())
	}
	if err == nil {
		err = layer("environment", environment(s.Environ), nil)
	}
	if err == nil {
		err = layer("flag", confmap.Provider(loose(s.Flags), "."), nil)
	}
	if err != nil {
		return Config{}, err
	}
	return settle(k, settled)
}

func settle(k *koanf.Koanf, settled map[string]Value) (Config, error) {
	var c Config
	var mistakes []error
	for _, o := range Options() {
		v := Value{Option: o, Text: k.String(o.Name), Source: settled[o.Name].Source}
		c.values = append(c.values, v)
		if err := o.set(&c, v.Text); err != nil {
			// The text of a secret must not come back in the complaint.
			mistakes = append(mistakes, fmt.Errorf("%s (from the %s) is %s: %w", o.Name, v.Source, v.Printed(), err))
		}
	}
	return c, errors.Join(mistakes...)
}

func environment(environ []string) koanf.Provider {
	return env.Provider(".", env.Opt{
		Prefix:      prefix,
		EnvironFunc: func() []string { return environ },
		TransformFunc: func(name, value string) (string, any) {
			if o, known := byVariable(name); known {
				return o.Name, value
			}
			return "", nil // another program's, or a test's; doctor names those
		},
	})
}

// fileVariable names the file of options; it is no option itself.
const fileVariable = prefix + "CONFIG"

// UnknownVariables names the variables that look like ours but are no option.
func UnknownVariables(environ []string) []string {
	var unknown []string
	for _, e := range environ {
		name, _, _ := strings.Cut(e, "=")
		if _, known := byVariable(name); strings.HasPrefix(name, prefix) && name != fileVariable && !known {
			unknown = append(unknown, name)
		}
	}
	return unknown
}

func defaults() map[string]any {
	m := map[string]any{}
	for _, o := range Options() {
		m[o.Name] = o.Default
	}
	return m
}

func loose(flags map[string]string) map[string]any {
	m := map[string]any{}
	for name, value := range flags {
		m[name] = value
	}
	return m
}
