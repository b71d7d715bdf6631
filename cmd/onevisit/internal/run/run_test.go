package run_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"onevisit/api/connect/sim"
	"onevisit/cmd/onevisit/internal/run"
	"onevisit/models"
	"onevisit/scripts/drive"
)

// output is a buffer that a running command writes while the test reads.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// program is one run of onevisit in this process.
type program struct {
	out, err output
	signals  chan os.Signal
	done     chan int
}

func start(environ []string, args ...string) *program {
	p := &program{signals: make(chan os.Signal, 2), done: make(chan int, 1)}
	go func() {
		p.done <- run.Main(run.Environment{
			Args: args, Environ: environ, Stdin: strings.NewReader(""), Stdout: &p.out, Stderr: &p.err,
			Clock: models.ClockFunc(time.Now), Random: rand.Reader, Signals: p.signals, Watch: watch,
		})
	}()
	return p
}

func onevisit(environ []string, args ...string) (code int, out, err string) {
	p := start(environ, args...)
	code = <-p.done
	return code, p.out.String(), p.err.String()
}

var kioskAddress = regexp.MustCompile(`kiosk +(http://\S+)/`)

// url waits until a serving program says where it is.
func (p *program) url(t *testing.T) string {
	t.Helper()
	for range 1200 {
		if m := kioskAddress.FindStringSubmatch(p.out.String()); m != nil {
			return m[1]
		}
		select {
		case code := <-p.done:
			t.Fatalf("ended with %d: %s", code, p.err.String())
		case <-time.After(50 * time.Millisecond):
		}
	}
	t.Fatalf("not started: %s", p.err.String())
	return ""
}

func (p *program) stop(t *testing.T) {
	t.Helper()
	defer declared(t)
	p.signals <- syscall.SIGTERM
	select {
	case code := <-p.done:
		if code != 0 {
			t.Errorf("ended with %d: %s", code, p.err.String())
		}
	case <-time.After(30 * time.Second):
		t.Error("does not end")
	}
}

func TestHelp_explainsEveryCommand(t *testing.T) {
	code, out, _ := onevisit(nil, "help")
	if code != 0 {
		t.Fatalf("exit code %d", code)
	}
	for _, want := range []string{
		"onevisit serve", "onevisit migrate", "onevisit definitions", "onevisit demo", "onevisit sim", "onevisit doctor",
		"--listen", "ONEVISIT_DATA", "ONEVISIT_DSN",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("help does not mention %s", want)
		}
	}
}

func TestMain_refusesWhatItDoesNotKnow(t *testing.T) {
	for _, args := range [][]string{{"fly"}, {"serve", "--height", "3"}, {"definitions", "guess"}} {
		if code, _, complaint := onevisit(nil, args...); code != 2 || complaint == "" {
			t.Errorf("%v: exit code %d, said %q", args, code, complaint)
		}
	}
}

func TestDoctor_saysWhatToDo(t *testing.T) {
	data := filepath.Join(t.TempDir(), "var")
	code, out, _ := onevisit(nil, "doctor", "--demo", "--data", data)
	if code != 1 || !strings.Contains(out, "BAD  schema") || !strings.Contains(out, "do: onevisit migrate") {
		t.Errorf("exit code %d:\n%s", code, out)
	}
	if code, _, complaint := onevisit(nil, "migrate", "--data", data); code != 0 {
		t.Fatalf("migrate: %s", complaint)
	}
	code, out, _ = onevisit(nil, "doctor", "--demo", "--data", data)
	if code != 0 || !strings.Contains(out, "synchronous=full") {
		t.Errorf("exit code %d:\n%s", code, out)
	}
}

func TestDoctor_redactsSecrets(t *testing.T) {
	const secret = "marked-password"
	_, out, complaint := onevisit([]string{"ONEVISIT_DSN=u:" + secret + "@tcp(127.0.0.1:1)/x"}, "doctor", "--data", t.TempDir())
	if strings.Contains(out+complaint, secret) {
		t.Errorf("the secret is printed:\n%s%s", out, complaint)
	}
	if !strings.Contains(out, "[redacted]") {
		t.Errorf("the option is not shown as set:\n%s", out)
	}
}

func TestServe_endsCleanlyAndFindsItsDataAgain(t *testing.T) {
	data := filepath.Join(t.TempDir(), "var")
	for range 2 {
		p := start(nil, "serve", "--demo", "--listen", "127.0.0.1:0", "--data", data)
		reply, err := http.Get(p.url(t) + "/readyz")
		if err != nil {
			t.Fatal(err)
		}
		reply.Body.Close()
		if reply.StatusCode != http.StatusOK {
			t.Errorf("readyz answers %d", reply.StatusCode)
		}
		p.stop(t)
	}
}

func TestServe_refusesAnAddressInUse(t *testing.T) {
	p := start(nil, "serve", "--demo", "--listen", "127.0.0.1:0", "--data", filepath.Join(t.TempDir(), "a"))
	taken := strings.TrimPrefix(p.url(t), "http://")
	code, _, complaint := onevisit(nil, "serve", "--demo", "--listen", taken, "--data", filepath.Join(t.TempDir(), "b"))
	if code != 1 || !strings.Contains(complaint, "listen") {
		t.Errorf("exit code %d: %s", code, complaint)
	}
	p.stop(t)
}

// realHall are the options of a hall that is no demo; nobody answers behind them.
func realHall() []string {
	return []string{
		"ONEVISIT_REGISTERS=http://127.0.0.1:9", "ONEVISIT_PAYMENT=http://127.0.0.1:9", "ONEVISIT_COURIER=http://127.0.0.1:9",
		"ONEVISIT_SMS=http://127.0.0.1:9", "ONEVISIT_PUBLIC_URL=http://127.0.0.1:9", "ONEVISIT_PAYMENT_MERCHANT=m", "ONEVISIT_PAYMENT_KEY=k", "ONEVISIT_PAYMENT_SERIAL=s",
		"ONEVISIT_PAYMENT_PUBLIC_KEY=" + base64.StdEncoding.EncodeToString(make([]byte, ed25519.PublicKeySize)),
	}
}

func TestServe_aRealHallHasNothingOfTheDemo(t *testing.T) {
	p := start(realHall(), "serve", "--listen", "127.0.0.1:0", "--data", filepath.Join(t.TempDir(), "var"))
	base := p.url(t)
	for _, path := range []string{"/api/demo/persons", "/api/demo/faults"} {
		reply, err := http.Get(base + path)
		if err != nil {
			t.Fatal(err)
		}
		reply.Body.Close()
		if reply.StatusCode != http.StatusNotFound {
			t.Errorf("%s answers %d", path, reply.StatusCode)
		}
	}
	var problem *drive.Problem
	err := drive.NewClient(base, nil).SignIn(t.Context(), "clerk", "demo-clerk-2026")
	if !errors.As(err, &problem) || problem.Status != http.StatusUnauthorized {
		t.Errorf("a demo account signs in: %v", err)
	}
	if strings.Contains(p.out.String(), "demo") {
		t.Errorf("it calls itself a demo:\n%s", p.out.String())
	}
	p.stop(t)
}

func TestServe_aRealHallInsistsOnTheOutsideWorld(t *testing.T) {
	code, _, complaint := onevisit(realHall()[1:], "serve", "--listen", "127.0.0.1:0", "--data", filepath.Join(t.TempDir(), "var"))
	if code != 1 || !strings.Contains(complaint, "registers is not set") {
		t.Errorf("exit code %d: %s", code, complaint)
	}
	code, _, complaint = onevisit(realHall(), "serve", "--rate-limit", "0", "--listen", "127.0.0.1:0", "--data", filepath.Join(t.TempDir(), "var"))
	if code != 1 || !strings.Contains(complaint, "rate-limit is 0") {
		t.Errorf("exit code %d: %s", code, complaint)
	}
}

// Whose cases a clerk may not decide is declared with the household the register
// knows; where no register can be asked, with the person alone, and it says so.
func TestStaffRelate_findsTheHouseholdAtTheRegister(t *testing.T) {
	world, err := sim.Start(t.Context(), sim.Config{Seed: 20260101, Clock: models.ClockFunc(time.Now), Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	number := world.Persons()[0].IDNumber
	if err := world.Close(); err != nil {
		t.Fatal(err)
	}
	for flag, want := range map[string]string{"--demo=true": "nor those of the household", "--demo=false": "declare it again later"} {
		data := filepath.Join(t.TempDir(), "var")
		command := func(stdin string, args ...string) (int, string) {
			var out, complaint output
			code := run.Main(run.Environment{
				Args: append(args, "--data", data, flag), Stdin: strings.NewReader(stdin + "\n"), Stdout: &out, Stderr: &complaint,
				Clock: models.ClockFunc(time.Now), Random: rand.Reader,
			})
			return code, out.String() + complaint.String()
		}
		if code, said := command("a long enough one", "staff", "add", "wang", "--role", "clerk", "--name", "王"); code != 0 {
			t.Fatalf("%s: exit code %d: %s", flag, code, said)
		}
		code, said := command(number, "staff", "relate", "wang", "--as", "relative")
		if code != 0 || !strings.Contains(said, want) || strings.Contains(said, number) {
			t.Errorf("%s: exit code %d: %s", flag, code, said)
		}
		if code, _ := command(number, "staff", "relate", "nobody", "--as", "self"); code != 1 {
			t.Errorf("%s: an account that is not there: exit code %d", flag, code)
		}
	}
}

func TestStaffHalls_areASupervisorsAndThere(t *testing.T) {
	data := filepath.Join(t.TempDir(), "var")
	command := func(args ...string) (int, string) {
		var out, complaint output
		code := run.Main(run.Environment{
			Args: append(args, "--data", data), Stdin: strings.NewReader("a long enough one\n"), Stdout: &out, Stderr: &complaint,
			Clock: models.ClockFunc(time.Now), Random: rand.Reader,
		})
		return code, out.String() + complaint.String()
	}
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"staff", "add", "wang", "--role", "clerk", "--name", "王", "--site", "440300-002"}, 0, "clerk of 440300-002"},
		{[]string{"staff", "add", "li", "--role", "clerk", "--name", "李", "--halls", "440300-002"}, 1, "only a supervisor"},
		{[]string{"staff", "add", "li", "--role", "supervisor", "--name", "李", "--halls", "440300-002"}, 0, "supervisor"},
		{[]string{"staff", "halls", "li", "440300-002", "440300-009"}, 1, "that a server has run for"},
		{[]string{"staff", "halls", "wang", "440300-001"}, 1, "only a supervisor"},
		{[]string{"staff", "halls", "li"}, 0, "li answers for 440300-001\n"},
		{[]string{"staff", "halls", "li", "440300-002"}, 0, "li answers for 440300-001, 440300-002\n"},
		{[]string{"staff", "halls", "nobody"}, 1, "no account nobody"},
	} {
		if code, said := command(c.args...); code != c.code || !strings.Contains(said, c.says) {
			t.Errorf("%v: exit code %d: %s", c.args, code, said)
		}
	}
}

func TestStaffAdd_makesAnAccountOnce(t *testing.T) {
	data := filepath.Join(t.TempDir(), "var")
	add := func(password string) (int, string) {
		var out, complaint output
		code := run.Main(run.Environment{
			Args:  []string{"staff", "add", "wang", "--role", "clerk", "--name", "王", "--data", data},
			Stdin: strings.NewReader(password + "\n"), Stdout: &out, Stderr: &complaint,
			Clock: models.ClockFunc(time.Now), Random: rand.Reader,
		})
		return code, complaint.String()
	}
	if code, complaint := add("short"); code != 1 || !strings.Contains(complaint, "12 to 128") {
		t.Errorf("exit code %d: %s", code, complaint)
	}
	if code, complaint := add("a long enough one"); code != 0 {
		t.Errorf("exit code %d: %s", code, complaint)
	}
	if code, complaint := add("a long enough one"); code != 1 || !strings.Contains(complaint, "already") {
		t.Errorf("exit code %d: %s", code, complaint)
	}
	p := start(realHall(), "serve", "--listen", "127.0.0.1:0", "--data", data)
	if err := drive.NewClient(p.url(t), nil).SignIn(t.Context(), "wang", "a long enough one"); err != nil {
		t.Error(err)
	}
	p.stop(t)
}
