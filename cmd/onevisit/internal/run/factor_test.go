package run_test

import (
	"crypto/rand"
	"errors"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"onevisit/cmd/onevisit/internal/run"
	"onevisit/models"
	"onevisit/models/staff"
	"onevisit/scripts/drive"
)

func TestServe_theDemoAuditorShowsASecondFactor(t *testing.T) {
	p := start(nil, "serve", "--demo", "--listen", "127.0.0.1:0", "--data", filepath.Join(t.TempDir(), "var"))
	base := p.url(t)
	if !strings.Contains(p.out.String(), staff.DemoSecret) {
		t.Errorf("what makes the codes is not printed:\n%s", p.out.String())
	}
	auditor := drive.NewClient(base, nil)
	figures := drive.Call{Method: http.MethodGet, Path: "/api/auditor/definition"}
	half := drive.Call{Method: http.MethodPost, Path: "/api/staff/login", Body: map[string]string{"login": "auditor", "password": "demo-auditor-2026"}}
	if _, status, err := auditor.Do(t.Context(), half); status != http.StatusAccepted || err != nil {
		t.Fatalf("the password alone: %d %v", status, err)
	}
	var problem *drive.Problem
	if _, _, err := auditor.Do(t.Context(), figures); !errors.As(err, &problem) || problem.Status != http.StatusUnauthorized {
		t.Fatalf("half a sign-in: %v", err)
	}
	if err := auditor.SignIn(t.Context(), "auditor", "demo-auditor-2026"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := auditor.Do(t.Context(), figures); err != nil {
		t.Error(err)
	}
	exporting := func() (http.Header, error) {
		header, _, err := auditor.Do(t.Context(), drive.Call{Method: http.MethodPost, Path: "/api/auditor/exports", Body: map[string]string{
			"format": "csv", "figure": "experienced", "from": "2026-01-01", "to": "2026-01-31",
		}, Into: new([]byte)})
		return header, err
	}
	if _, err := exporting(); !refusedAs(err, http.StatusUnauthorized, "step-up-required") {
		t.Errorf("an export without a step-up: %v", err)
	}
	if err := auditor.StepUp(t.Context()); err != nil {
		t.Error(err)
	}
	for range 6 {
		if _, err := exporting(); err != nil {
			t.Fatal(err)
		}
	}
	if header, err := exporting(); !refusedAs(err, http.StatusTooManyRequests, "staff.allowance") || header.Get("Retry-After") == "" {
		t.Errorf("the seventh export in an hour: %v, to come back after %q", err, header.Get("Retry-After"))
	}
	var me struct{ SteppedUpUntil *time.Time }
	if _, _, err := auditor.Do(t.Context(), drive.Call{Method: http.MethodGet, Path: "/api/staff/me", Into: &me}); err != nil || me.SteppedUpUntil == nil {
		t.Errorf("%+v %v", me, err)
	}
	p.stop(t)
	declared(t)
}

func TestServe_aRealHallKeepsItsAuditorsSecondFactor(t *testing.T) {
	code, _, complaint := onevisit(realHall(), "serve", "--second-factor", "supervisor", "--listen", "127.0.0.1:0", "--data", filepath.Join(t.TempDir(), "var"))
	if code != 1 || !strings.Contains(complaint, "leaves the auditor out") {
		t.Errorf("exit code %d: %s", code, complaint)
	}
}

func TestStaffResetFactor_isForALostDevice(t *testing.T) {
	data := filepath.Join(t.TempDir(), "var")
	command := func(stdin string, args ...string) (int, string) {
		var out, complaint output
		code := run.Main(run.Environment{
			Args: append(args, "--data", data), Stdin: strings.NewReader(stdin + "\n"), Stdout: &out, Stderr: &complaint,
			Clock: models.ClockFunc(time.Now), Random: rand.Reader,
		})
		return code, out.String() + complaint.String()
	}
	if code, said := command("", "staff", "reset-factor", "wei"); code != 1 || !strings.Contains(said, "no account wei") {
		t.Errorf("exit code %d: %s", code, said)
	}
	if code, said := command("a long enough one", "staff", "add", "wei", "--role", "auditor", "--name", "魏"); code != 0 {
		t.Fatalf("exit code %d: %s", code, said)
	}
	if code, said := command("", "staff", "reset-factor", "wei"); code != 1 || !strings.Contains(said, "no second factor") {
		t.Errorf("exit code %d: %s", code, said)
	}
	enrol := func(base string) {
		t.Helper()
		client := drive.NewClient(base, nil)
		var half struct{ Next string }
		var offer struct{ Secret string }
		for _, call := range []drive.Call{
			{Method: http.MethodPost, Path: "/api/staff/login", Body: map[string]string{"login": "wei", "password": "a long enough one"}, Into: &half},
			{Method: http.MethodPost, Path: "/api/staff/enrolment", Into: &offer},
		} {
			if _, _, err := client.Do(t.Context(), call); err != nil {
				t.Fatal(err)
			}
		}
		if half.Next != "enrolment" {
			t.Errorf("asked for %s", half.Next)
		}
		typed, err := staff.CodeAt(offer.Secret, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		confirm := drive.Call{Method: http.MethodPost, Path: "/api/staff/enrolment/confirmation", Body: map[string]string{"code": typed}}
		if _, _, err := client.Do(t.Context(), confirm); err != nil {
			t.Fatal(err)
		}
	}
	p := start(realHall(), "serve", "--listen", "127.0.0.1:0", "--data", data)
	enrol(p.url(t))
	if code, said := command("", "staff", "reset-factor", "wei"); code != 0 || !strings.Contains(said, "no second factor any more") {
		t.Errorf("exit code %d: %s", code, said)
	}
	enrol(p.url(t)) // a new device
	p.stop(t)
	declared(t)
}

func TestDemoCode_printsSixDigits(t *testing.T) {
	code, out, complaint := onevisit(nil, "demo", "code")
	if code != 0 || !regexp.MustCompile(`^\d{6}\n$`).MatchString(out) {
		t.Errorf("exit code %d: %q %s", code, out, complaint)
	}
}
