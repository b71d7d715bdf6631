package store_test

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/device"
	"onevisit/models/job"
	"onevisit/models/once"
	"onevisit/models/pii"
	"onevisit/models/staff"
	"onevisit/models/store"
	"onevisit/models/store/storetest"
)

// hand is a clock a test moves.
type hand struct {
	mu sync.Mutex
	at time.Time
}

func (h *hand) Now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.at
}

func (h *hand) pass(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at = h.at.Add(d)
}

func newHand() *hand { return &hand{at: time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)} }

func openRing(t *testing.T, db *store.DB, folder string, clock models.Clock) *pii.Ring {
	t.Helper()
	kek, err := store.OpenKEK(folder, true)
	if err != nil {
		t.Fatalf("kek: %v", err)
	}
	ring, err := pii.NewRing(t.Context(), kek, store.NewKeys(db), clock)
	if err != nil {
		t.Fatalf("ring: %v", err)
	}
	return ring
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestKeys_anotherProcessOpensWhatOneSealed(t *testing.T) {
	db, clock, folder := storetest.Open(t), newHand(), t.TempDir()
	first := openRing(t, db, folder, clock)
	second := openRing(t, db, folder, clock)
	clock.pass(40 * 24 * time.Hour)
	must(t, first.Rotate(t.Context()))
	sealed, err := first.Seal("owner", "person.sealed", []byte("张三"))
	must(t, err)
	plain, err := second.Open("owner", "person.sealed", sealed)
	if err != nil || string(plain) != "张三" {
		t.Fatalf("second process: %q, %v", plain, err)
	}
	if a, b := first.Index("person.id", "x"), second.Index("person.id", "x"); a != b || len(a) != 64 {
		t.Fatalf("indexes differ: %s %s", a, b)
	}
	if _, err := second.Open("other", "person.sealed", sealed); err == nil {
		t.Fatal("a moved ciphertext opened")
	}
}

func TestKeys_refusesAnotherKEK(t *testing.T) {
	db, clock := storetest.Open(t), newHand()
	openRing(t, db, t.TempDir(), clock)
	kek, err := store.OpenKEK(t.TempDir(), true)
	must(t, err)
	if _, err := pii.NewRing(t.Context(), kek, store.NewKeys(db), clock); err == nil {
		t.Fatal("a foreign key-encryption key was taken")
	}
	if _, err := store.OpenKEK(t.TempDir(), false); err == nil {
		t.Fatal("a missing key file was made up")
	}
}

func TestAudit_appendsAndReadsAboutASubject(t *testing.T) {
	db, clock := storetest.Open(t), newHand()
	log := store.NewAudit(db, clock)
	subject := audit.Ref{Kind: "staff", ID: "s1"}
	entry := audit.Entry{
		Action: audit.StaffSignedIn, Actor: models.Actor{Kind: models.ActorStaff, ID: "s1", Site: "hall", Role: "clerk"},
		Subjects: []audit.Ref{subject, subject}, Fields: []string{"role"}, Notes: map[string]string{"reason": "test"},
	}
	must(t, db.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
		return log.Append(ctx, tx, entry)
	}))
	undone := errors.New("undone")
	err := db.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
		if err := log.Append(ctx, tx, entry); err != nil {
			return err
		}
		return undone
	})
	if !errors.Is(err, undone) {
		t.Fatal(err)
	}
	records, err := log.About(t.Context(), subject, models.Page{Limit: 10})
	must(t, err)
	if len(records) != 1 || records[0].Action != audit.StaffSignedIn || records[0].Notes["reason"] != "test" || !records[0].At.Equal(clock.Now()) {
		t.Fatalf("records: %+v", records)
	}
}

func TestAudit_refusesToBeChanged(t *testing.T) {
	db := storetest.Open(t)
	if db.Dialect() != store.SQLite {
		t.Skip("MariaDB refuses by privilege; the test's user has all")
	}
	log := store.NewAudit(db, newHand())
	must(t, db.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
		return log.Append(ctx, tx, audit.Entry{Action: audit.KeyMade, Actor: models.Actor{Kind: models.ActorSystem}})
	}))
	for _, statement := range []string{"UPDATE audit_entry SET action = 'x'", "DELETE FROM audit_entry"} {
		if err := store.Exec(db, statement); err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf("%s: %v", statement, err)
		}
	}
}

func TestOnce_replaysAndRefuses(t *testing.T) {
	db, clock := storetest.Open(t), newHand()
	keeper := store.NewOnce(db, openRing(t, db, t.TempDir(), clock), clock)
	r := once.Request{Actor: "a", Operation: "kiosk.submit", Key: "k", Digest: strings.Repeat("d", 64)}
	reply := once.Reply{Status: 201, Header: map[string]string{"Etag": `"3"`}, Body: []byte(`{"secret":"MARK-4417"}`)}
	record := func() error {
		return db.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
			return keeper.Record(ctx, tx, r, reply)
		})
	}
	if _, found, err := keeper.Find(t.Context(), r); found || err != nil {
		t.Fatal(found, err)
	}
	must(t, record())
	got, found, err := keeper.Find(t.Context(), r)
	if err != nil || !found || got.Status != 201 || got.Header["Etag"] != `"3"` || string(got.Body) != string(reply.Body) {
		t.Fatalf("%+v %v %v", got, found, err)
	}
	if err := record(); !errors.Is(err, once.ErrInProgress) {
		t.Fatalf("second recording: %v", err)
	}
	other := r
	other.Digest = strings.Repeat("e", 64)
	if _, _, err := keeper.Find(t.Context(), other); !errors.Is(err, once.ErrReused) {
		t.Fatalf("other body: %v", err)
	}
	other.Actor = "b"
	if _, found, err := keeper.Find(t.Context(), other); found || err != nil {
		t.Fatal("another actor's key was found", err)
	}
	clock.pass(store.ReplyLife)
	if _, found, _ := keeper.Find(t.Context(), r); found {
		t.Fatal("an old reply was replayed")
	}
	must(t, record())
	clock.pass(store.ReplyLife)
	if n, err := keeper.Purge(t.Context()); n != 1 || err != nil {
		t.Fatal(n, err)
	}
}

func TestJobs_everyJobIsCarriedOutOnceByManyWorkers(t *testing.T) {
	db := storetest.Open(t)
	clock := models.ClockFunc(time.Now)
	ids := models.NewIDs(clock, rand.Reader)
	queue := store.NewJobs(db, clock, ids)
	const jobs = 60
	var ran atomic.Int64
	var seen sync.Map
	done := make(chan struct{})
	handlers := map[string]job.Handler{"count": func(_ context.Context, j job.Job) error {
		if _, twice := seen.LoadOrStore(j.Key, true); twice {
			t.Errorf("job %s ran twice", j.Key)
		}
		if ran.Add(1) == jobs {
			close(done)
		}
		return nil
	}}
	ctx, stop := context.WithCancel(t.Context())
	var workers sync.WaitGroup
	for range 3 {
		worker := job.NewWorker(queue, handlers, clock, ids, slog.New(slog.NewTextHandler(t.Output(), nil)), job.Settings{Poll: 20 * time.Millisecond})
		workers.Go(func() { _ = worker.Run(ctx) })
	}
	for i := range jobs {
		must(t, db.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
			j := job.Job{Kind: "count", Key: string(rune('A'+i%26)) + string(rune('a'+i/26))}
			if err := queue.Put(ctx, tx, j); err != nil {
				return err
			}
			return queue.Put(ctx, tx, j) // twice is once
		}))
	}
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatalf("%d of %d ran", ran.Load(), jobs)
	}
	stop()
	workers.Wait()
	if b, err := queue.Backlog(t.Context()); err != nil || b.Waiting != 0 || b.Dead != 0 {
		t.Fatalf("%+v %v", b, err)
	}
}

func TestJobs_keepOrderRetryAndBury(t *testing.T) {
	db, clock := storetest.Open(t), newHand()
	queue := store.NewJobs(db, clock, models.NewIDs(clock, rand.Reader))
	put := func(kind, key, order string) {
		must(t, db.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
			return queue.Put(ctx, tx, job.Job{Kind: kind, Key: key, Order: order, Payload: []byte(key)})
		}))
		clock.pass(time.Millisecond)
	}
	put("k", "1", "case")
	put("k", "2", "case")
	put("k", "3", "")
	claim := func(token string) []job.Claimed {
		got, err := queue.Claim(t.Context(), []string{"k"}, token, 10, clock.Now(), clock.Now().Add(time.Minute))
		must(t, err)
		return got
	}
	got := claim("t1")
	if len(got) != 2 || got[0].Key != "1" || got[1].Key != "3" || got[0].Attempt != 1 {
		t.Fatalf("first claim: %+v", got)
	}
	if again := claim("t2"); len(again) != 0 {
		t.Fatalf("held jobs were claimed again: %+v", again)
	}
	clock.pass(2 * time.Minute) // the lease ends
	late := claim("t3")
	if len(late) != 2 || late[0].Attempt != 2 {
		t.Fatalf("after the lease: %+v", late)
	}
	if err := queue.Done(t.Context(), got[0].ID, "t1", clock.Now()); !errors.Is(err, models.ErrStale) {
		t.Fatalf("a lost lease ended a job: %v", err)
	}
	must(t, queue.Retry(t.Context(), late[0].ID, "t3", clock.Now().Add(time.Second), "timeout"))
	must(t, queue.Bury(t.Context(), late[1].ID, "t3", clock.Now(), "internal"))
	if n := claim("t4"); len(n) != 0 {
		t.Fatalf("2 ran before 1: %+v", n)
	}
	clock.pass(2 * time.Second)
	one := claim("t5")
	if len(one) != 1 || one[0].Key != "1" {
		t.Fatalf("%+v", one)
	}
	must(t, queue.Done(t.Context(), one[0].ID, "t5", clock.Now()))
	two := claim("t6")
	if len(two) != 1 || two[0].Key != "2" {
		t.Fatalf("%+v", two)
	}
	b, err := queue.Backlog(t.Context())
	if err != nil || b.Dead != 1 || b.Waiting != 1 {
		t.Fatalf("%+v %v", b, err)
	}
	must(t, db.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
		return queue.Requeue(ctx, tx, late[1].ID)
	}))
	clock.pass(time.Hour)
	if n, err := queue.Purge(t.Context(), clock.Now()); n != 1 || err != nil {
		t.Fatal(n, err)
	}
}

func newOffice(t *testing.T, db *store.DB, clock models.Clock) *staff.Office {
	t.Helper()
	return &staff.Office{
		Transactor: db, Accounts: store.NewStaff(db), Sessions: store.NewStaffSessions(db), Throttle: store.NewStaffGuesses(db),
		Audit: store.NewAudit(db, clock), Hasher: staff.NewHasher(rand.Reader, 2), Clock: clock,
		IDs: models.NewIDs(clock, rand.Reader), Random: rand.Reader, Log: slog.New(slog.DiscardHandler),
	}
}

func TestStaff_signInSessionAndDisabling(t *testing.T) {
	db, clock := storetest.Open(t), newHand()
	office := newOffice(t, db, clock)
	account, err := office.Create(t.Context(), models.Actor{Kind: models.ActorSystem}, staff.NewAccount{
		Login: "Clerk1", Name: "李警官", Password: "correct horse battery", Role: staff.Clerk, Site: "hall",
	})
	must(t, err)
	if _, err := office.SignIn(t.Context(), "clerk1", "wrong", "10.0.0.1"); !errors.Is(err, staff.ErrCredentials) {
		t.Fatalf("wrong password: %v", err)
	}
	if _, err := office.SignIn(t.Context(), "nobody", "wrong", "10.0.0.1"); !errors.Is(err, staff.ErrCredentials) {
		t.Fatalf("unknown name: %v", err)
	}
	admitted, err := office.SignIn(t.Context(), " CLERK1 ", "correct horse battery", "10.0.0.1")
	must(t, err)
	session, token := admitted.Session, admitted.Token
	found, err := office.Authenticate(t.Context(), token)
	if err != nil || found.ID != session.ID || found.Account.Name != "李警官" || found.Actor().Role != "clerk" {
		t.Fatalf("%+v %v", found, err)
	}
	clock.pass(14 * time.Minute)
	if _, err := office.Authenticate(t.Context(), token); err != nil {
		t.Fatalf("before the idle limit: %v", err)
	}
	clock.pass(15 * time.Minute)
	if _, err := office.Authenticate(t.Context(), token); !errors.Is(err, staff.ErrSignedOut) {
		t.Fatalf("at the idle limit: %v", err)
	}
	again, err := office.SignIn(t.Context(), "clerk1", "correct horse battery", "10.0.0.1")
	must(t, err)
	token = again.Token
	must(t, office.Disable(t.Context(), models.Actor{Kind: models.ActorSystem}, account.ID))
	if _, err := office.Authenticate(t.Context(), token); !errors.Is(err, staff.ErrSignedOut) {
		t.Fatalf("disabled: %v", err)
	}
	if _, err := office.SignIn(t.Context(), "clerk1", "correct horse battery", "10.0.0.2"); !errors.Is(err, staff.ErrCredentials) {
		t.Fatalf("disabled sign-in: %v", err)
	}
	must(t, office.SignOut(t.Context(), token))
	must(t, office.SignOut(t.Context(), token))
}

func TestStaff_guessingIsSlowedLockedAndPerNetwork(t *testing.T) {
	db, clock := storetest.Open(t), newHand()
	office := newOffice(t, db, clock)
	_, err := office.Create(t.Context(), models.Actor{Kind: models.ActorSystem}, staff.NewAccount{
		Login: "clerk1", Name: "李警官", Password: "correct horse battery", Role: staff.Clerk, Site: "hall",
	})
	must(t, err)
	tries := 0
	for tries < 10 {
		_, err := office.SignIn(t.Context(), "clerk1", "guess", "10.0.0.9")
		switch {
		case errors.Is(err, staff.ErrCredentials):
			tries++
		case errors.Is(err, staff.ErrLocked):
			clock.pass(time.Second)
		default:
			t.Fatal(err)
		}
	}
	clock.pass(65 * time.Second)
	if _, err := office.SignIn(t.Context(), "clerk1", "correct horse battery", "10.0.0.9"); !errors.Is(err, staff.ErrLocked) {
		t.Fatalf("not locked after ten: %v", err)
	}
	if _, err := office.SignIn(t.Context(), "clerk1", "correct horse battery", "10.0.0.10"); err != nil {
		t.Fatalf("locked out from another network: %v", err)
	}
	clock.pass(30 * time.Minute)
	if _, err := office.SignIn(t.Context(), "clerk1", "correct horse battery", "10.0.0.9"); err != nil {
		t.Fatalf("after the lock: %v", err)
	}
}

func newHall(t *testing.T, db *store.DB, clock models.Clock) *device.Hall {
	t.Helper()
	devices := store.NewDevices(db)
	must(t, db.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
		site := device.Site{Code: "hall", Names: models.Texts{"zh-CN": "示范大厅", "en": "Demo hall"}, Demo: true}
		if err := devices.PutSite(ctx, tx, site); err != nil {
			return err
		}
		return devices.PutSite(ctx, tx, site)
	}))
	return &device.Hall{
		Transactor: db, Fleet: devices, Codes: store.NewDeviceCodes(db), Sites: devices, Nonces: store.NewDeviceNonces(db),
		Audit: store.NewAudit(db, clock), Vault: openRing(t, db, t.TempDir(), clock), Clock: clock,
		IDs: models.NewIDs(clock, rand.Reader), Random: rand.Reader, Log: slog.New(slog.DiscardHandler),
	}
}

func TestDevice_enrolmentCodeWorksOnceAndNotAfterWrongTries(t *testing.T) {
	db, clock := storetest.Open(t), newHand()
	hall := newHall(t, db, clock)
	supervisor := models.Actor{Kind: models.ActorStaff, ID: "s", Site: "hall", Role: "supervisor"}
	code, err := hall.MakeCode(t.Context(), supervisor, "Kiosk 1", nil)
	must(t, err)
	d, credential, err := hall.Enrol(t.Context(), strings.ToLower(code.Code))
	must(t, err)
	if !d.Site.Demo || !d.Has(device.Camera) {
		t.Fatalf("%+v", d)
	}
	got, err := hall.Authenticate(t.Context(), credential)
	if err != nil || got.ID != d.ID || got.Site.Names["en"] != "Demo hall" || len(got.Peripherals) != 5 {
		t.Fatalf("%+v %v", got, err)
	}
	if _, _, err := hall.Enrol(t.Context(), code.Code); !errors.Is(err, device.ErrCode) {
		t.Fatalf("twice: %v", err)
	}

	second, err := hall.MakeCode(t.Context(), supervisor, "Kiosk 2", nil)
	must(t, err)
	for range 5 {
		if _, _, err := hall.Enrol(t.Context(), second.Code[:4]+"00000000"); !errors.Is(err, device.ErrCode) {
			t.Fatalf("wrong: %v", err)
		}
	}
	if _, _, err := hall.Enrol(t.Context(), second.Code); !errors.Is(err, device.ErrCode) {
		t.Fatalf("after five wrong tries: %v", err)
	}

	third, err := hall.MakeCode(t.Context(), supervisor, "Kiosk 3", nil)
	must(t, err)
	clock.pass(device.CodeLife)
	if _, _, err := hall.Enrol(t.Context(), third.Code); !errors.Is(err, device.ErrCode) {
		t.Fatalf("expired: %v", err)
	}

	must(t, hall.Report(t.Context(), d.ID, []device.Peripheral{{Kind: device.Printer, Ready: false}}))
	got, err = hall.Authenticate(t.Context(), credential)
	if err != nil || got.Has(device.Printer) || !got.Has(device.Camera) {
		t.Fatalf("report: %+v %v", got, err)
	}
	must(t, hall.Revoke(t.Context(), supervisor, d.ID))
	if _, err := hall.Authenticate(t.Context(), credential); !errors.Is(err, device.ErrUnknown) {
		t.Fatalf("revoked: %v", err)
	}
}

func TestDevice_revokedByANeighbourIsShutOutWithinSeconds(t *testing.T) {
	db, clock := storetest.Open(t), newHand()
	here, there := newHall(t, db, clock), newHallBeside(db, clock)
	supervisor := models.Actor{Kind: models.ActorStaff, ID: "s", Site: "hall", Role: "supervisor"}
	code, err := here.MakeCode(t.Context(), supervisor, "Kiosk", nil)
	must(t, err)
	d, credential, err := here.Enrol(t.Context(), code.Code)
	must(t, err)
	_, err = here.Authenticate(t.Context(), credential)
	must(t, err)
	must(t, there.Revoke(t.Context(), supervisor, d.ID))
	clock.pass(2 * time.Second)
	if _, err := here.Authenticate(t.Context(), credential); !errors.Is(err, device.ErrUnknown) {
		t.Fatalf("two seconds later: %v", err)
	}
}

// newHallBeside is another process on the same database.
func newHallBeside(db *store.DB, clock models.Clock) *device.Hall {
	devices := store.NewDevices(db)
	return &device.Hall{
		Transactor: db, Fleet: devices, Codes: store.NewDeviceCodes(db), Sites: devices, Nonces: store.NewDeviceNonces(db),
		Audit: store.NewAudit(db, clock), Clock: clock, IDs: models.NewIDs(clock, rand.Reader), Random: rand.Reader,
		Log: slog.New(slog.DiscardHandler),
	}
}

func TestDevice_readings(t *testing.T) {
	db, clock := storetest.Open(t), newHand()
	hall := newHall(t, db, clock)
	code, err := hall.MakeCode(t.Context(), models.Actor{Kind: models.ActorStaff, ID: "s", Site: "hall"}, "Kiosk", nil)
	must(t, err)
	d, _, err := hall.Enrol(t.Context(), code.Code)
	must(t, err)
	key, err := hall.AgentKey(t.Context(), d.ID)
	must(t, err)

	sign := func(kind, number, nonce string, matches bool, at time.Time) string {
		text, err := device.Sign(key, device.Token{
			Version: 1, Kind: kind, Device: d.ID, Document: device.IDCard, Number: number, Name: "张三",
			Matches: matches, Nonce: nonce + "0123456789abcdef", At: at.Unix(),
		})
		must(t, err)
		return text
	}
	now := clock.Now()
	cases := []struct {
		name            string
		reading, factor string
		want            error
	}{
		{"good", sign("reading", "A", "n1", false, now), sign("factor", "A", "n2", true, now), nil},
		{"replayed", sign("reading", "A", "n1", false, now), sign("factor", "A", "n3", true, now), device.ErrReadingReplay},
		{"old", sign("reading", "A", "n4", false, now.Add(-61*time.Second)), sign("factor", "A", "n5", true, now), device.ErrReadingExpired},
		{"no match", sign("reading", "A", "n6", false, now), sign("factor", "A", "n7", false, now), device.ErrHolderMismatch},
		{"two cards", sign("reading", "A", "n8", false, now), sign("factor", "B", "n9", true, now), device.ErrHolderMismatch},
		{"kinds swapped", sign("factor", "A", "n8", false, now), sign("reading", "A", "n9", true, now), device.ErrReadingInvalid},
		{"unsigned", "e30.e30", "e30.e30", device.ErrReadingInvalid},
		{"empty", "", "", device.ErrReadingInvalid},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			err := db.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
				got, err := hall.Read(ctx, d.ID, c.reading, c.factor)
				if err != nil {
					return err
				}
				if got.Number.Reveal() != "A" || got.Name.Reveal() != "张三" {
					t.Errorf("reading: %+v", got)
				}
				return hall.Use(ctx, tx, got)
			})
			if !errors.Is(err, c.want) {
				t.Fatalf("got %v, want %v", err, c.want)
			}
		})
	}
}
