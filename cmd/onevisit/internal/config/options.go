package config

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"

	"onevisit/models/staff"
	"onevisit/models/translog"
)

const prefix = "ONEVISIT_"

// Option is one row of the table.
type Option struct {
	Name    string // of the flag and the file's key
	Default string
	Bool    bool // the flag takes no value
	Secret  bool // no flag, never printed
	Help    string
	set     func(*Config, string) error // parses, checks and stores
}

// Variable is the environment variable.
func (o Option) Variable() string {
	return prefix + strings.ToUpper(strings.ReplaceAll(o.Name, "-", "_"))
}

// Options is the table.
func Options() []Option {
	return []Option{
		{Name: "listen", Default: "127.0.0.1:8080", Help: "address to serve on; port 0 takes a free one", set: address(func(c *Config) *string { return &c.Listen })},
		{Name: "data", Default: "./var", Help: "data folder: keys, and the SQLite file where no DSN is given", set: required(func(c *Config) *string { return &c.Data })},
		{Name: "dsn", Secret: true, Help: "MySQL or MariaDB, user:password@tcp(host:port)/database; empty means SQLite", set: setDSN},
		{Name: "demo", Default: "false", Bool: true, Help: "a demo hall: synthetic persons, simulators, demo accounts", set: boolean(func(c *Config) *bool { return &c.Demo })},
		{Name: "seed", Default: "20260101", Help: "what the demo hall's persons grow from", set: setSeed},
		{Name: "site", Default: "440300-001", Help: "code of the service hall this server belongs to: its city's six digits, a dash, a name", set: setSite},
		{Name: "allow-unsafe-durability", Default: "false", Bool: true, Help: "serve although an acknowledged change could be lost with the power", set: boolean(func(c *Config) *bool { return &c.AllowUnsafeDurability })},
		{Name: "rate-limit", Default: "1", Help: "multiplies the limits on calls per second; 0 switches them off (measurements in a demo hall only)", set: setRateLimit},
		{Name: "undo-time", Default: "10s", Help: "how long a clerk can undo a decision before it is carried out; 0 carries it out at once, at most 60s", set: setUndoTime},
		{Name: "opening-hours", Default: "09:00-17:00", Help: "when the hall is open, for the availability of its kiosks: on working days, or with \"daily \" before it on every day", set: setOpeningHours},
		{Name: "second-looks", Help: "percent of approvals that get a blind second look, instead of what each definition says; empty leaves it to the definitions", set: setSecondLooks},
		{Name: "second-factor", Default: "auditor", Help: "roles that sign in with a code of their device besides the password, separated by commas; an auditor always does outside a demo hall", set: setSecondFactor},
		{Name: "step-up-time", Default: "10m", Help: "how long a code need not be entered again for an export or for showing what is masked, 1m to 1h", set: setStepUpTime},
		{Name: "log-level", Default: "info", Help: "debug, info, warn or error", set: setLogLevel},
		{Name: "report-connections", Default: "4", Help: "how many reports and exports the database works on at once, from 2 to 64; citizens and clerks have connections of their own", set: setReportConnections},
		{Name: "public-url", Help: "address under which citizens and providers reach this server; empty means the listening address", set: remote(func(c *Config) *string { return &c.PublicURL })},
		{Name: "reference-dir", Help: "folder of reference data (fees, codes, limits, holidays) that goes before the program's own, file by file; empty means its own", set: text(func(c *Config) *string { return &c.ReferenceDir })},
		{Name: "hall-phone", Default: "12345", Help: "telephone number shown where a link on a phone no longer works; the city's service line unless the hall has one of its own, empty for none", set: setHallPhone},
		{Name: "call-sound", Default: "true", Bool: true, Help: "kiosks sound gently when a number is called in the hall", set: boolean(func(c *Config) *bool { return &c.CallSound })},
		{Name: "witnesses", Help: "public keys of the audit log's witnesses (onevisit audit witness prints its own), separated by commas", set: setWitnesses},
		{Name: "trusted-proxies", Help: "addresses or networks whose X-Forwarded-For is believed, separated by commas; empty means nobody's", set: setProxies},
		{Name: "registers", Help: "address of the registers' gateway", set: remote(func(c *Config) *string { return &c.Registers })},
		{Name: "registers-key", Secret: true, Help: "credential for the registers' gateway", set: text(func(c *Config) *string { return &c.RegistersKey })},
		{Name: "payment", Help: "address of the payment provider", set: remote(func(c *Config) *string { return &c.Payment })},
		{Name: "payment-merchant", Help: "who this office is to the payment provider", set: text(func(c *Config) *string { return &c.PaymentMerchant })},
		{Name: "payment-key", Secret: true, Help: "key shared with the payment provider, signs what is sent", set: text(func(c *Config) *string { return &c.PaymentKey })},
		{Name: "payment-serial", Help: "serial of the provider's key that signs notices", set: text(func(c *Config) *string { return &c.PaymentSerial })},
		{Name: "payment-public-key", Help: "the provider's Ed25519 public key, base64", set: setPublicKey},
		{Name: "courier", Help: "address of the courier", set: remote(func(c *Config) *string { return &c.Courier })},
		{Name: "sms", Help: "address of the text message gateway", set: remote(func(c *Config) *string { return &c.SMS })},
		{Name: "sim-listen", Default: "127.0.0.1:0", Help: "address of the simulators (demo, sim)", set: address(func(c *Config) *string { return &c.SimListen })},
	}
}

func find(name string) (Option, bool) {
	for _, o := range Options() {
		if o.Name == name {
			return o, true
		}
	}
	return Option{}, false
}

func byVariable(variable string) (Option, bool) {
	for _, o := range Options() {
		if o.Variable() == variable {
			return o, true
		}
	}
	return Option{}, false
}

func text(field func(*Config) *string) func(*Config, string) error {
	return func(c *Config, s string) error {
		*field(c) = s
		return nil
	}
}

func required(field func(*Config) *string) func(*Config, string) error {
	return func(c *Config, s string) error {
		if strings.TrimSpace(s) == "" {
			return errors.New("must not be empty")
		}
		*field(c) = s
		return nil
	}
}

func boolean(field func(*Config) *bool) func(*Config, string) error {
	return func(c *Config, s string) error {
		b, err := strconv.ParseBool(s)
		if err != nil {
			return errors.New("must be true or false")
		}
		*field(c) = b
		return nil
	}
}

func address(field func(*Config) *string) func(*Config, string) error {
	return func(c *Config, s string) error {
		_, port, err := net.SplitHostPort(s)
		if n, bad := strconv.Atoi(port); err != nil || bad != nil || n < 0 || n > 65535 {
			return errors.New("must be host:port")
		}
		*field(c) = s
		return nil
	}
}

// remote takes the http(s) address of an outside party, or nothing.
func remote(field func(*Config) *string) func(*Config, string) error {
	return func(c *Config, s string) error {
		u, err := url.Parse(s)
		if s != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
			return errors.New("must be an http or https address")
		}
		*field(c) = strings.TrimSuffix(s, "/")
		return nil
	}
}

func setProxies(c *Config, s string) error {
	for _, one := range strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' }) {
		_, notNetwork := netip.ParsePrefix(one)
		_, notAddress := netip.ParseAddr(one)
		if notNetwork != nil && notAddress != nil {
			return errors.New("must be addresses or networks like 10.0.0.0/8")
		}
		c.TrustedProxies = append(c.TrustedProxies, one)
	}
	return nil
}

func setWitnesses(c *Config, s string) error {
	c.Witnesses = strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' })
	return translog.CheckVerifiers(c.Witnesses)
}

func setPublicKey(c *Config, s string) error {
	key, err := base64.StdEncoding.DecodeString(s)
	if err != nil || len(key) != 0 && len(key) != ed25519.PublicKeySize {
		return errors.New("must be the base64 of 32 bytes")
	}
	c.PaymentPublicKey = key
	return nil
}

func setDSN(c *Config, s string) error {
	if s != "" {
		d, err := mysql.ParseDSN(s)
		if err != nil || d.DBName == "" {
			return errors.New("must be user:password@tcp(host:port)/database")
		}
	}
	c.DSN = s
	return nil
}

func setSeed(c *Config, s string) (err error) {
	if c.Seed, err = strconv.ParseUint(s, 10, 64); err != nil {
		return errors.New("must be a whole number")
	}
	return nil
}

func setSite(c *Config, s string) error {
	city, name, _ := strings.Cut(s, "-")
	if _, err := strconv.ParseUint(city, 10, 32); err != nil || len(city) != 6 || name == "" || len(s) > 40 {
		return errors.New("must be six digits, a dash and a name")
	}
	c.Site = s
	return nil
}

func setRateLimit(c *Config, s string) (err error) {
	if c.RateLimit, err = strconv.ParseFloat(s, 64); err != nil || c.RateLimit < 0 || c.RateLimit > 1000 {
		return errors.New("must be a number from 0 to 1000")
	}
	return nil
}

// longestUndo keeps a citizen in the hall from waiting for nothing.
const longestUndo = time.Minute

func setUndoTime(c *Config, s string) (err error) {
	if c.UndoTime, err = time.ParseDuration(s); err != nil || c.UndoTime < 0 || c.UndoTime > longestUndo {
		return errors.New("must be a time from 0s to 60s")
	}
	return nil
}

// setOpeningHours reads "09:00-17:00" or "daily 00:00-24:00".
func setOpeningHours(c *Config, s string) error {
	hours, daily := strings.CutPrefix(strings.TrimSpace(s), "daily ")
	from, to, ok := strings.Cut(hours, "-")
	var err1, err2 error
	c.OpenDaily = daily
	c.OpenFrom, err1 = minuteOf(from)
	c.OpenTo, err2 = minuteOf(to)
	if !ok || err1 != nil || err2 != nil || c.OpenFrom >= c.OpenTo {
		return errors.New("must be like 09:00-17:00, or daily 00:00-24:00")
	}
	return nil
}

// minuteOf is the minute of the day of "09:00"; "24:00" is its end.
func minuteOf(s string) (int, error) {
	s = strings.TrimSpace(s)
	if s == "24:00" {
		return 24 * 60, nil
	}
	t, err := time.Parse("15:04", s)
	if err != nil {
		return 0, errors.New("no time of day")
	}
	return t.Hour()*60 + t.Minute(), nil
}

// ByDefinition leaves the share of second looks to the definitions.
const ByDefinition = -1

func setSecondLooks(c *Config, s string) (err error) {
	if c.SecondLooks = ByDefinition; s == "" {
		return nil
	}
	if c.SecondLooks, err = strconv.Atoi(s); err != nil || c.SecondLooks < 0 || c.SecondLooks > 100 {
		return errors.New("must be a whole number from 0 to 100")
	}
	return nil
}

func setHallPhone(c *Config, s string) error {
	if len(s) > 30 || strings.Trim(s, "0123456789+-() ") != "" || s != "" && !strings.ContainsAny(s, "0123456789") {
		return errors.New("must be a telephone number")
	}
	c.HallPhone = s
	return nil
}

func setReportConnections(c *Config, s string) (err error) {
	if c.ReportConnections, err = strconv.Atoi(s); err != nil || c.ReportConnections < 2 || c.ReportConnections > 64 {
		return errors.New("must be a whole number from 2 to 64")
	}
	return nil
}

func setSecondFactor(c *Config, s string) error {
	for part := range strings.SplitSeq(s, ",") {
		role := staff.Role(strings.TrimSpace(part))
		switch {
		case role == "":
		case !slices.Contains(staff.Roles(), role):
			return errors.New("must be roles: clerk, supervisor, auditor")
		default:
			c.SecondFactor = append(c.SecondFactor, role)
		}
	}
	return nil
}

func setStepUpTime(c *Config, s string) (err error) {
	if c.StepUpTime, err = time.ParseDuration(s); err != nil || c.StepUpTime < time.Minute || c.StepUpTime > time.Hour {
		return errors.New("must be a time from 1m to 1h")
	}
	return nil
}

func setLogLevel(c *Config, s string) error {
	var l slog.Level
	if err := l.UnmarshalText([]byte(s)); err != nil {
		return errors.New("must be debug, info, warn or error")
	}
	c.LogLevel = l
	return nil
}
