package register_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"image/jpeg"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"time"

	connect "onevisit/api/connect/register"
	"onevisit/api/connect/sim"
	"onevisit/models"
	"onevisit/models/pii"
	"onevisit/models/register"
)

func world(t *testing.T) *sim.World {
	t.Helper()
	w, err := sim.Start(t.Context(), sim.Config{Seed: 7, Clock: models.ClockFunc(time.Now), Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	return w
}

func client(w *sim.World, log *slog.Logger) *connect.Registers {
	return connect.New(connect.Config{
		Population: w.Population, ExitEntry: w.ExitEntry, Traffic: w.Traffic, Province: "440000",
		Read: 600 * time.Millisecond, Write: 600 * time.Millisecond, Log: log,
	})
}

func query(p sim.Person) register.Query { return register.Query{IDNumber: pii.Conceal(p.IDNumber)} }

func find(t *testing.T, w *sim.World, shows string) sim.Person {
	t.Helper()
	for _, p := range w.Persons() {
		if strings.Contains(p.Shows, shows) {
			return p
		}
	}
	t.Fatalf("nobody shows %q", shows)
	return sim.Person{}
}

func outside() []string {
	var names []string
	for name := range register.FactTypes() {
		if name != register.FactKiosk && name != register.FactHandedIn { // these two are ours
			names = append(names, name)
		}
	}
	return names
}

// fact reads one fact or fails the test.
func fact[T any](t *testing.T, r *connect.Registers, name string, q register.Query) T {
	t.Helper()
	v, err := r.Fetch(t.Context(), name, q)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	out, ok := v.(T)
	if !ok {
		t.Fatalf("%s is a %T", name, v)
	}
	return out
}

func TestFetch_readsEveryFactOfEverybody(t *testing.T) {
	w := world(t)
	r := client(w, nil)
	silent := 0
	for _, p := range w.Persons() {
		for _, name := range outside() {
			v, err := r.Fetch(t.Context(), name, query(p))
			if errors.Is(err, register.ErrUnknown) && strings.Contains(p.Shows, "无应答") {
				silent++
				continue
			}
			if err != nil {
				t.Fatalf("%s of %s: %v", name, p.ID, err)
			}
			if reflect.TypeOf(v) != register.FactTypes()[name] {
				t.Fatalf("%s is a %T", name, v)
			}
		}
	}
	if n := len(w.Persons()); n < 300 || silent != 4 {
		t.Errorf("%d persons, %d silent", n, silent)
	}
}

func TestFetch_translatesWhatTheWireSays(t *testing.T) {
	w := world(t)
	r := client(w, nil)
	p := find(t, w, "间隔号")
	person := fact[register.Person](t, r, register.FactPerson, query(p))
	if person.Name != p.Name || person.BirthDate != p.BirthDate || person.Sex != p.Sex || person.SurnamePinyin != "SHIFANMAITI" || person.GivenPinyin != "AYINUER" {
		t.Errorf("person of %s not as recorded", p.ID)
	}
	old := fact[register.Person](t, r, register.FactPerson, query(find(t, w, "82 岁")))
	if old.IDCardValidTo != "9999-12-31" {
		t.Errorf("long-term card valid to %q", old.IDCardValidTo)
	}
	many := fact[register.Violations](t, r, register.FactViolations, query(find(t, w, "18 条记录")))
	one := fact[register.Violations](t, r, register.FactViolations, query(find(t, w, "一条违停")))
	slow := fact[register.Violations](t, r, register.FactViolations, query(find(t, w, "超速未达 10%"))).Records[0]
	if slow.Measured != "65 km/h" || slow.Limit != "60 km/h" || one.Records[0].Measured+one.Records[0].Limit != "" {
		t.Errorf("measured %q, limit %q; a parking record says %q", slow.Measured, slow.Limit, one.Records[0].Measured)
	}
	if len(many.Records) != 18 || len(one.Records) != 1 || one.Records[0].FineFen != 20000 || !one.Records[0].Local || len(one.Records[0].Evidence) < 2 {
		t.Errorf("%d and %d records", len(many.Records), len(one.Records))
	}
	if none := fact[register.Vehicles](t, r, register.FactVehicles, query(find(t, w, "名下没有车辆"))); len(none.Items) != 0 {
		t.Errorf("%d vehicles of nobody's", len(none.Items))
	}
	if p := fact[register.Permit](t, r, register.FactPermit, query(find(t, w, "没有港澳通行证"))); p.Exists {
		t.Error("a permit where there is none")
	}
}

func TestFetch_tellsWhoLivesTogether(t *testing.T) {
	w := world(t)
	r := client(w, nil)
	var households []string
	for _, p := range w.Persons()[:4] {
		households = append(households, fact[register.Person](t, r, register.FactPerson, query(p)).Household)
	}
	if households[0] == "" || households[0] != households[1] || households[0] != households[2] || households[0] == households[3] {
		t.Errorf("households %v", households)
	}
}

func TestFetch_foldsEveryRestrictionIntoOneFlag(t *testing.T) {
	w := world(t)
	r := client(w, nil)
	for _, shows := range []string{"登记备案国家工作人员", "现役军人", "限制出境"} {
		if e := fact[register.ExitEntry](t, r, register.FactExitEntry, query(find(t, w, shows))); e != (register.ExitEntry{Restricted: true, FingerprintsOnFile: true, FaceOnFile: true}) {
			t.Errorf("%s: flag or something beside it", shows)
		}
	}
}

func TestFetch_resolvesAPermitToItsHolder(t *testing.T) {
	w := world(t)
	r := client(w, nil)
	p := w.Persons()[0]
	got := fact[register.Person](t, r, register.FactPerson, register.Query{PermitNumber: pii.Conceal(p.Permit)})
	if got.IDNumber != p.IDNumber {
		t.Error("another person")
	}
	_, err := r.Fetch(t.Context(), register.FactPerson, register.Query{PermitNumber: pii.Conceal("CZ0000000")})
	if !errors.Is(err, models.ErrNotFound) {
		t.Errorf("unknown permit: %v", err)
	}
}

func TestGather_leavesSilenceOut(t *testing.T) {
	w := world(t)
	r := client(w, nil)
	p := find(t, w, "出入境系统查询无应答")
	facts, from := register.Gather(t.Context(), r, []string{register.FactPerson, register.FactExitEntry, register.FactDriver}, query(p))
	if _, known := facts[register.FactExitEntry]; known || from[register.FactExitEntry] != register.Silence {
		t.Errorf("exit-entry: %v", from[register.FactExitEntry])
	}
	if from[register.FactPerson] != register.Known || from[register.FactDriver] != register.Known {
		t.Errorf("the others: %v", from)
	}
	data, err := register.Encode(facts)
	if err != nil {
		t.Fatal(err)
	}
	back, err := register.Decode(data)
	if err != nil || !reflect.DeepEqual(back, facts) {
		t.Errorf("decoded differs: %v", err)
	}
}

func TestFetch_everyFaultIsSilenceNeverNo(t *testing.T) {
	for _, kind := range []string{sim.Timeout, sim.ServerError, sim.Empty} {
		t.Run(kind, func(t *testing.T) {
			w := world(t)
			if err := w.Faults.Set(sim.Fault{Endpoint: "exit-entry.permit", Kind: kind}); err != nil {
				t.Fatal(err)
			}
			_, err := client(w, nil).Fetch(t.Context(), register.FactPermit, query(w.Persons()[0]))
			if !errors.Is(err, register.ErrUnknown) {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestFetch_readsAgainAfterOneFailure(t *testing.T) {
	w := world(t)
	if err := w.Faults.Set(sim.Fault{Endpoint: "traffic.driver", Kind: sim.ServerError, Times: 1}); err != nil {
		t.Fatal(err)
	}
	fact[register.Driver](t, client(w, nil), register.FactDriver, query(w.Persons()[0]))
}

func TestBreaker_letsADeadRegisterRest(t *testing.T) {
	w := world(t)
	r := client(w, nil)
	if err := w.Faults.Set(sim.Fault{Endpoint: "exit-entry.permit", Kind: sim.Timeout, Milliseconds: 5000}); err != nil {
		t.Fatal(err)
	}
	for range 4 {
		_, _ = r.Fetch(t.Context(), register.FactPermit, query(w.Persons()[0]))
	}
	began := time.Now()
	if _, err := r.Fetch(t.Context(), register.FactPermit, query(w.Persons()[0])); err == nil {
		t.Error("an answer of a dead register")
	}
	if took := time.Since(began); took > 100*time.Millisecond {
		t.Errorf("an open breaker took %v", took)
	}
}

func decision(t *testing.T, r *connect.Registers, p sim.Person) register.Decision {
	t.Helper()
	v := fact[register.Violations](t, r, register.FactViolations, query(p)).Records[0]
	return register.Decision{Record: v.Key, IDNumber: pii.Conceal(p.IDNumber), Fine: models.Fen(v.FineFen), Points: v.Points, Warning: v.FineFen == 0, At: time.Now()}
}

func TestDecide_numberFirstThenCheckDigitThenPaid(t *testing.T) {
	w := world(t)
	r := client(w, nil)
	p := find(t, w, "一条违停")
	d := decision(t, r, p)
	number, err := r.DecideViolation(t.Context(), "key-1", d)
	if err != nil || len(number) != 15 {
		t.Fatalf("%q %v", number, err)
	}
	again, err := r.DecideViolation(t.Context(), "key-1", d)
	if err != nil || again != number {
		t.Errorf("the same key again: %q %v", again, err)
	}
	if _, err := r.DecideViolation(t.Context(), "key-2", d); !errors.Is(err, register.ErrRefused) {
		t.Errorf("the same record under another key: %v", err)
	}
	digit, err := r.CheckDigit(t.Context(), number)
	if err != nil || len(digit) != 1 {
		t.Fatalf("%q %v", digit, err)
	}
	if err := r.ReportPaid(t.Context(), "key-3", number+digit, d.Fine, time.Now()); err != nil {
		t.Error(err)
	}
	if err := r.ReportPaid(t.Context(), "key-4", number+"x", d.Fine, time.Now()); !errors.Is(err, register.ErrRefused) {
		t.Errorf("a wrong digit: %v", err)
	}
	if left := fact[register.Violations](t, r, register.FactViolations, query(p)); len(left.Records) != 0 {
		t.Error("a decided record is still open")
	}
}

// The real platform's classic: the decision was made, its reply got lost.
func TestDecide_aLostReplyIsUnknownAndAskedAbout(t *testing.T) {
	for _, kind := range []string{sim.Timeout, sim.Empty} {
		t.Run(kind, func(t *testing.T) {
			w := world(t)
			r := client(w, nil)
			d := decision(t, r, find(t, w, "一条违停"))
			if err := w.Faults.Set(sim.Fault{Endpoint: "traffic.decide", Kind: kind, Times: 1}); err != nil {
				t.Fatal(err)
			}
			if _, err := r.DecideViolation(t.Context(), "key-1", d); !errors.Is(err, register.ErrUnknown) {
				t.Fatalf("%v", err)
			}
			number, err := r.QueryDecision(t.Context(), "key-1")
			if err != nil || len(number) != 15 {
				t.Errorf("%q %v", number, err)
			}
			if _, err := r.QueryDecision(t.Context(), "key-2"); !errors.Is(err, models.ErrNotFound) {
				t.Errorf("a key never used: %v", err)
			}
		})
	}
}

func TestDecide_addsThePointsOnce(t *testing.T) {
	w := world(t)
	r := client(w, nil)
	p := find(t, w, "正好 11 分")
	if _, err := r.DecideViolation(t.Context(), "key-1", decision(t, r, p)); err != nil {
		t.Fatal(err)
	}
	if d := fact[register.Driver](t, r, register.FactDriver, query(p)); d.Points != 11 {
		t.Errorf("%d points", d.Points)
	}
}

func TestPhoto_isThePictureOrNothing(t *testing.T) {
	w := world(t)
	r := client(w, nil)
	v := fact[register.Violations](t, r, register.FactViolations, query(find(t, w, "一条违停"))).Records[0]
	data, err := r.Photo(t.Context(), v.Evidence[0])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := jpeg.Decode(bytes.NewReader(data)); err != nil {
		t.Error(err)
	}
	if _, err := r.Photo(t.Context(), "none-1.jpg"); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("no such picture: %v", err)
	}
	if hidden := fact[register.Violations](t, r, register.FactViolations, query(find(t, w, "证据照片无法调取"))).Records[0]; len(hidden.Evidence) != 0 {
		t.Error("a picture that cannot be shown has a name")
	}
}

func TestWriteNotice_showsOnThePermit(t *testing.T) {
	w := world(t)
	r := client(w, nil)
	p := w.Persons()[0]
	before := fact[register.Permit](t, r, register.FactPermit, query(p))
	e := register.Endorsement{PermitNumber: pii.Conceal(p.Permit), Destination: "HKG", Category: "G", Entries: "multiple", Validity: "1y", GrantedOn: models.DateOf(time.Now())}
	for range 2 { // the same key twice is one endorsement
		if err := r.WriteNotice(t.Context(), "key-1", e); err != nil {
			t.Fatal(err)
		}
	}
	after := fact[register.Permit](t, r, register.FactPermit, query(p))
	if len(after.Endorsements) != 1 || after.Endorsements[0].Entries != 0 || after.WritesLeft != before.WritesLeft-1 {
		t.Errorf("%d endorsements, %d writes left of %d", len(after.Endorsements), after.WritesLeft, before.WritesLeft)
	}
}

func TestOrderPassport_onceAKey(t *testing.T) {
	w := world(t)
	r := client(w, nil)
	p := find(t, w, "护照 4 个月后到期")
	if _, err := r.QueryPassport(t.Context(), "key-1"); !errors.Is(err, models.ErrNotFound) {
		t.Fatalf("before: %v", err)
	}
	o := register.PassportOrder{IDNumber: pii.Conceal(p.IDNumber), Reason: "renewal", Surname: pii.Conceal("LI"), GivenName: pii.Conceal("MING"), PhotoSHA256: strings.Repeat("0", 64)}
	first, err := r.OrderPassport(t.Context(), "key-1", o)
	if err != nil {
		t.Fatal(err)
	}
	second, err := r.OrderPassport(t.Context(), "key-1", o)
	if err != nil || first != second {
		t.Errorf("%q and %q, %v", first, second, err)
	}
	if made, err := r.QueryPassport(t.Context(), "key-1"); err != nil || made.Number != first {
		t.Errorf("%v %v", made, err)
	}
}

func TestLog_holdsNothingPersonal(t *testing.T) {
	w := world(t)
	var out bytes.Buffer
	r := client(w, slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug})))
	p := w.Persons()[0]
	var errs []string
	for _, endpoint := range []string{"population.person", "exit-entry.permit", "traffic.driver", "traffic.decide"} {
		if err := w.Faults.Set(sim.Fault{Endpoint: endpoint, Kind: sim.Timeout}); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{register.FactPerson, register.FactPermit, register.FactDriver} {
		_, err := r.Fetch(context.WithoutCancel(t.Context()), name, query(p))
		errs = append(errs, err.Error())
	}
	all := out.String() + strings.Join(errs, "\n")
	for _, secret := range []string{p.IDNumber, p.Name, p.Permit} {
		if strings.Contains(all, secret) {
			t.Errorf("a log or an error repeats a person")
		}
	}
	if out.Len() == 0 {
		t.Error("lost calls are not logged")
	}
}
