package store_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/pii"
	"onevisit/models/staff"
	"onevisit/models/store"
	"onevisit/models/store/storetest"
)

const auditorWord = "correct horse battery"

// factorOffice is an office whose auditors show a second factor, with one auditor.
type factorOffice struct {
	*staff.Office
	t       *testing.T
	db      *store.DB
	clock   *hand
	log     *store.Audit
	auditor staff.Account
}

func newFactorOffice(t *testing.T, db *store.DB, vault pii.Vault) *factorOffice {
	t.Helper()
	clock := newHand()
	o := &factorOffice{Office: newOffice(t, db, clock), t: t, db: db, clock: clock, log: store.NewAudit(db, clock)}
	o.Second = staff.SecondFactor{Roles: []staff.Role{staff.Auditor}, StepUp: 10 * time.Minute}
	o.Factors, o.Vault = store.NewStaffFactors(db), vault
	var err error
	o.auditor, err = o.Create(t.Context(), models.Actor{Kind: models.ActorSystem}, staff.NewAccount{
		Login: "auditor-" + string(o.IDs.New()), Name: "督察", Password: auditorWord, Role: staff.Auditor, Site: "hall",
	})
	must(t, err)
	return o
}

// The tests share a database, each with an auditor of its own: making one takes
// longer than all of them.
func TestSecondFactor(t *testing.T) {
	db := storetest.Open(t)
	vault := openRing(t, db, t.TempDir(), newHand())
	for _, x := range []struct {
		name string
		test func(*testing.T, *factorOffice)
	}{
		{"is set up once and confirmed before anything opens", factorIsSetUpOnceAndConfirmedBeforeAnythingOpens},
		{"two windows set up one device", factorTwoWindowsSetUpOneDevice},
		{"a code is taken once and within a step", factorACodeIsTakenOnceAndWithinAStep},
		{"one code sent by many opens once", factorOneCodeSentByManyOpensOnce},
		{"an entry is used up and ends", factorAnEntryIsUsedUpAndEnds},
		{"guessing is locked whatever the network", factorGuessingIsLockedWhateverTheNetwork},
		{"guesses at once are all counted", factorGuessesAtOnceAreAllCounted},
		{"recovery codes work once each", factorRecoveryCodesWorkOnceEach},
		{"a lost device is taken away with every session", factorALostDeviceIsTakenAwayWithEverySession},
		{"step-up lasts and gives the session a new token", stepUpLastsAndGivesTheSessionANewToken},
		{"step-up is nothing for a role without a second factor", stepUpIsNothingForARoleWithoutASecondFactor},
		{"of the demo hall is known and of no other", factorOfTheDemoHallIsKnownAndOfNoOther},
		{"nothing of it stands readable in the database", factorNothingOfItStandsReadableInTheDatabase},
		{"an allowance slides and counts at once", allowanceSlides},
	} {
		t.Run(x.name, func(t *testing.T) { x.test(t, newFactorOffice(t, db, vault)) })
	}
}

// half signs in with the password alone.
func (o *factorOffice) half() staff.Entry {
	o.t.Helper()
	admitted, err := o.SignIn(o.t.Context(), o.auditor.Login, auditorWord, "10.0.0.1")
	must(o.t, err)
	if !admitted.Half() || admitted.Session.ID != "" {
		o.t.Fatalf("a password alone gives %+v", admitted)
	}
	entry, err := o.AuthenticateEntry(o.t.Context(), admitted.Token)
	must(o.t, err)
	if _, err := o.Authenticate(o.t.Context(), admitted.Token); !errors.Is(err, staff.ErrSignedOut) {
		o.t.Fatalf("half a sign-in is a session: %v", err)
	}
	return entry
}

// enrol sets a second factor up and returns what makes its codes, and the session.
func (o *factorOffice) enrol() (secret string, recovery []string, token string) {
	o.t.Helper()
	entry := o.half()
	offer, err := o.OfferFactor(o.t.Context(), entry)
	must(o.t, err)
	for _, code := range offer.Recovery {
		recovery = append(recovery, code.Reveal())
	}
	secret = offer.Secret.Reveal()
	_, token, err = o.ConfirmFactor(o.t.Context(), entry, o.code(secret, 0))
	must(o.t, err)
	return secret, recovery, token
}

// code is what the device shows so many steps from now.
func (o *factorOffice) code(secret string, steps int) string {
	o.t.Helper()
	code, err := staff.CodeAt(secret, o.clock.Now().Add(time.Duration(steps)*staff.CodeTime))
	must(o.t, err)
	return code
}

// wrong is a code that none of the steps around now has.
func (o *factorOffice) wrong(secret string) string {
	near := []string{o.code(secret, -1), o.code(secret, 0), o.code(secret, 1)}
	for _, code := range []string{"000000", "111111", "222222", "333333"} {
		if !slices.Contains(near, code) {
			return code
		}
	}
	panic("three codes are not four")
}

func (o *factorOffice) refuses(what string, err error, want *models.Error) {
	o.t.Helper()
	if !errors.Is(err, want) {
		o.t.Errorf("%s: %v, want %s", what, err, want.Code)
	}
}

func (o *factorOffice) entries() []audit.Action {
	o.t.Helper()
	records, err := o.log.About(o.t.Context(), audit.Ref{Kind: "staff", ID: string(o.auditor.ID)}, models.Page{Limit: 200})
	must(o.t, err)
	actions := make([]audit.Action, len(records))
	for i, r := range records {
		actions[i] = r.Action
	}
	return actions
}

func factorIsSetUpOnceAndConfirmedBeforeAnythingOpens(t *testing.T, o *factorOffice) {
	entry := o.half()
	if entry.Enrolled {
		t.Fatal("enrolled from nowhere")
	}
	_, _, err := o.EnterCode(t.Context(), entry, "123456")
	o.refuses("a code before there is a device", err, staff.ErrNoFactor)
	_, _, err = o.ConfirmFactor(t.Context(), entry, "123456")
	o.refuses("confirming what was not offered", err, staff.ErrNothingMade)

	void, err := o.OfferFactor(t.Context(), entry)
	must(t, err)
	offer, err := o.OfferFactor(t.Context(), entry)
	must(t, err)
	url := offer.URL.Reveal()
	if !strings.HasPrefix(url, "otpauth://totp/") || !strings.Contains(url, offer.Secret.Reveal()) || !strings.Contains(url, o.auditor.Login+"@hall") || len(offer.Recovery) != 10 {
		t.Errorf("%s with %d recovery codes", url, len(offer.Recovery))
	}
	_, _, err = o.ConfirmFactor(t.Context(), entry, o.code(void.Secret.Reveal(), 0))
	o.refuses("a code of the offer before", err, staff.ErrCode)
	session, token, err := o.ConfirmFactor(t.Context(), entry, o.code(offer.Secret.Reveal(), 0))
	must(t, err)
	found, err := o.Authenticate(t.Context(), token)
	if err != nil || found.ID != session.ID || !found.Factor || found.SteppedUp || !found.NeedsStepUp() {
		t.Fatalf("%+v %v", found, err)
	}
	_, _, err = o.ConfirmFactor(t.Context(), entry, o.code(offer.Secret.Reveal(), 1))
	o.refuses("confirming twice", err, staff.ErrSignedOut)

	again := o.half()
	_, err = o.OfferFactor(t.Context(), again)
	o.refuses("a second device", err, staff.ErrHasFactor)
	want := []audit.Action{
		audit.StaffCreated, audit.StaffHalfway, audit.FactorRefused, audit.FactorEnrolled, audit.StaffSignedIn, audit.StaffHalfway,
	}
	if got := o.entries(); !slices.Equal(got, want) {
		t.Errorf("entries %v, want %v", got, want)
	}
}

func factorTwoWindowsSetUpOneDevice(t *testing.T, o *factorOffice) {
	first, second := o.half(), o.half()
	a, err := o.OfferFactor(t.Context(), first)
	must(t, err)
	b, err := o.OfferFactor(t.Context(), second)
	must(t, err)
	_, _, err = o.ConfirmFactor(t.Context(), first, o.code(a.Secret.Reveal(), 0))
	must(t, err)
	_, _, err = o.ConfirmFactor(t.Context(), second, o.code(b.Secret.Reveal(), 0))
	o.refuses("the second window", err, staff.ErrHasFactor)
}

func factorACodeIsTakenOnceAndWithinAStep(t *testing.T, o *factorOffice) {
	secret, _, _ := o.enrol()
	sign := func(code string) error {
		_, _, err := o.EnterCode(t.Context(), o.half(), code)
		return err
	}
	o.refuses("the code that confirmed", sign(o.code(secret, 0)), staff.ErrCodeUsed)
	must(t, sign(o.code(secret, 1))) // the device's clock is ahead
	o.refuses("twice", sign(o.code(secret, 1)), staff.ErrCodeUsed)
	o.refuses("an older one", sign(o.code(secret, 0)), staff.ErrCodeUsed)
	o.clock.pass(3 * staff.CodeTime)
	must(t, sign(o.code(secret, -1))) // the device's clock is behind
	o.refuses("two steps ahead", sign(o.code(secret, 2)), staff.ErrCode)
	o.refuses("two steps behind", sign(o.code(secret, -2)), staff.ErrCode)
	for _, code := range []string{"", "12345", "1234567", "abcdef", "１２３４５６", "12345678901234567890123456789012345678"} {
		o.clock.pass(2 * time.Minute) // past the pause
		o.refuses(code, sign(code), staff.ErrCode)
	}
	o.clock.pass(2 * time.Minute)
	typed := o.code(secret, 0)
	must(t, sign(" "+typed[:3]+" "+typed[3:]))
}

func factorOneCodeSentByManyOpensOnce(t *testing.T, o *factorOffice) {
	secret, _, _ := o.enrol()
	o.clock.pass(staff.CodeTime)
	code := o.code(secret, 0)
	var all sync.WaitGroup
	var mu sync.Mutex
	opened := 0
	for range 4 {
		entry := o.half()
		all.Go(func() {
			_, _, err := o.EnterCode(context.WithoutCancel(t.Context()), entry, code)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				opened++
			case !errors.Is(err, staff.ErrCodeUsed):
				t.Errorf("the others are told %v", err)
			}
		})
	}
	all.Wait()
	if opened != 1 {
		t.Errorf("%d sessions by one code", opened)
	}
}

func factorAnEntryIsUsedUpAndEnds(t *testing.T, o *factorOffice) {
	secret, _, _ := o.enrol()
	o.clock.pass(staff.CodeTime)
	admitted, err := o.SignIn(t.Context(), o.auditor.Login, auditorWord, "10.0.0.1")
	must(t, err)
	_, _, err = o.EnterCode(t.Context(), admitted.Entry, o.code(secret, 0))
	must(t, err)
	_, err = o.AuthenticateEntry(t.Context(), admitted.Token)
	o.refuses("an entry used up", err, staff.ErrSignedOut)
	_, _, err = o.EnterCode(t.Context(), admitted.Entry, o.code(secret, 1))
	o.refuses("another code for it", err, staff.ErrSignedOut)

	late, err := o.SignIn(t.Context(), o.auditor.Login, auditorWord, "10.0.0.1")
	must(t, err)
	o.clock.pass(staff.EntryTime)
	_, err = o.AuthenticateEntry(t.Context(), late.Token)
	o.refuses("an entry after its time", err, staff.ErrSignedOut)

	disabled, err := o.SignIn(t.Context(), o.auditor.Login, auditorWord, "10.0.0.1")
	must(t, err)
	must(t, o.Disable(t.Context(), models.Actor{Kind: models.ActorSystem}, o.auditor.ID))
	_, err = o.AuthenticateEntry(t.Context(), disabled.Token)
	o.refuses("an entry of a disabled account", err, staff.ErrSignedOut)
	_, err = o.AuthenticateEntry(t.Context(), "")
	o.refuses("no token", err, staff.ErrSignedOut)
}

func factorGuessingIsLockedWhateverTheNetwork(t *testing.T, o *factorOffice) {
	secret, _, _ := o.enrol()
	entry := o.half()
	tries := 0
	for tries < 10 {
		_, _, err := o.EnterCode(t.Context(), entry, o.wrong(secret))
		switch {
		case errors.Is(err, staff.ErrCode):
			tries++
		case errors.Is(err, staff.ErrLocked):
			o.clock.pass(time.Second)
		default:
			t.Fatal(err)
		}
	}
	o.clock.pass(65 * time.Second)
	other, err := o.SignIn(t.Context(), o.auditor.Login, auditorWord, "192.0.2.7")
	must(t, err)
	_, _, err = o.EnterCode(t.Context(), other.Entry, o.code(secret, 0))
	o.refuses("the right code while locked, from elsewhere", err, staff.ErrLocked)
	if got := o.entries(); !slices.Contains(got, audit.StaffLocked) || !slices.Contains(got, audit.FactorRefused) {
		t.Errorf("entries %v", got)
	}
	o.clock.pass(30 * time.Minute)
	_, _, err = o.EnterCode(t.Context(), o.half(), o.code(secret, 0))
	must(t, err)
}

func factorGuessesAtOnceAreAllCounted(t *testing.T, o *factorOffice) {
	secret, _, _ := o.enrol()
	wrong := o.wrong(secret)
	var all sync.WaitGroup
	var mu sync.Mutex
	refused := 0
	for range 6 {
		entry := o.half()
		all.Go(func() {
			_, _, err := o.EnterCode(context.WithoutCancel(t.Context()), entry, wrong)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case errors.Is(err, staff.ErrCode):
				refused++
			case !errors.Is(err, staff.ErrLocked): // from the fourth on there is a pause
				t.Errorf("%v", err)
			}
		})
	}
	all.Wait()
	f, err := o.Factors.Factor(t.Context(), o.auditor.ID)
	if err != nil || f.Guesses.Failed != refused || refused != 3 {
		t.Errorf("%d were looked at, %d counted, %v", refused, f.Guesses.Failed, err)
	}
}

func factorRecoveryCodesWorkOnceEach(t *testing.T, o *factorOffice) {
	secret, recovery, _ := o.enrol()
	session, _, err := o.EnterCode(t.Context(), o.half(), strings.ToLower(recovery[3]))
	must(t, err)
	if left, err := o.RecoveryLeft(t.Context(), session); left != 9 || err != nil {
		t.Errorf("%d left, %v", left, err)
	}
	_, _, err = o.EnterCode(t.Context(), o.half(), recovery[3])
	o.refuses("twice", err, staff.ErrCode)
	f, err := o.Factors.Factor(t.Context(), o.auditor.ID)
	if err != nil || f.Guesses.Failed != 1 {
		t.Errorf("a used code is not counted: %+v %v", f.Guesses, err)
	}
	o.clock.pass(staff.CodeTime)
	_, _, err = o.EnterCode(t.Context(), o.half(), o.code(secret, 0)) // the device still works
	must(t, err)
	if got := o.entries(); !slices.Contains(got, audit.RecoveryUsed) {
		t.Errorf("entries %v", got)
	}
}

func factorALostDeviceIsTakenAwayWithEverySession(t *testing.T, o *factorOffice) {
	secret, _, token := o.enrol()
	half, err := o.SignIn(t.Context(), o.auditor.Login, auditorWord, "10.0.0.1")
	must(t, err)
	system := models.Actor{Kind: models.ActorSystem}
	must(t, o.ResetFactor(t.Context(), system, o.auditor.ID))
	o.refuses("twice", o.ResetFactor(t.Context(), system, o.auditor.ID), staff.ErrNoFactor)
	_, err = o.Authenticate(t.Context(), token)
	o.refuses("the session", err, staff.ErrSignedOut)
	_, err = o.AuthenticateEntry(t.Context(), half.Token)
	o.refuses("the entry", err, staff.ErrSignedOut)
	entry := o.half()
	if entry.Enrolled {
		t.Error("still enrolled")
	}
	_, _, err = o.EnterCode(t.Context(), entry, o.code(secret, 1))
	o.refuses("the lost device", err, staff.ErrNoFactor)
	if fresh, _, _ := o.enrol(); fresh == secret {
		t.Error("the same secret again")
	}
	if got := o.entries(); !slices.Contains(got, audit.FactorReset) {
		t.Errorf("entries %v", got)
	}
}

func stepUpLastsAndGivesTheSessionANewToken(t *testing.T, o *factorOffice) {
	secret, _, token := o.enrol()
	session, err := o.Authenticate(t.Context(), token)
	must(t, err)
	_, _, err = o.StepUp(t.Context(), session, o.code(secret, 0))
	o.refuses("the code of the sign-in", err, staff.ErrCodeUsed)
	_, _, err = o.StepUp(t.Context(), session, o.wrong(secret))
	o.refuses("a wrong code", err, staff.ErrCode)
	until, fresh, err := o.StepUp(t.Context(), session, o.code(secret, 1))
	must(t, err)
	if want := o.clock.Now().Add(10 * time.Minute); !until.Equal(want) {
		t.Errorf("until %v, want %v", until, want)
	}
	_, err = o.Authenticate(t.Context(), token)
	o.refuses("the old token", err, staff.ErrSignedOut)
	lasting, err := o.Authenticate(t.Context(), fresh)
	if err != nil || lasting.ID != session.ID || lasting.NeedsStepUp() {
		t.Fatalf("%+v %v", lasting, err)
	}
	o.clock.pass(10*time.Minute - time.Second - 30*time.Second) // the idle limit is as long
	if lasting, err = o.Authenticate(t.Context(), fresh); err != nil || lasting.NeedsStepUp() {
		t.Errorf("before its end: %v", err)
	}
	o.clock.pass(31 * time.Second)
	if lasting, err = o.Authenticate(t.Context(), fresh); err != nil || !lasting.NeedsStepUp() {
		t.Errorf("at its end: %v", err)
	}
	must(t, o.SignOut(t.Context(), fresh))
	_, _, err = o.StepUp(t.Context(), lasting, o.code(secret, 0))
	o.refuses("a session that ended", err, staff.ErrSignedOut)
	if got := o.entries(); !slices.Contains(got, audit.StepUpPassed) || !slices.Contains(got, audit.StepUpRefused) {
		t.Errorf("entries %v", got)
	}
}

func stepUpIsNothingForARoleWithoutASecondFactor(t *testing.T, o *factorOffice) {
	_, err := o.Create(t.Context(), models.Actor{Kind: models.ActorSystem}, staff.NewAccount{
		Login: "clerk1", Name: "李", Password: auditorWord, Role: staff.Clerk, Site: "hall",
	})
	must(t, err)
	admitted, err := o.SignIn(t.Context(), "clerk1", auditorWord, "10.0.0.1")
	must(t, err)
	if admitted.Half() || admitted.Session.NeedsStepUp() {
		t.Fatalf("%+v", admitted)
	}
	_, _, err = o.StepUp(t.Context(), admitted.Session, "123456")
	o.refuses("a clerk", err, staff.ErrNoFactor)
	// From now on clerks have to have one: what was begun without is over.
	o.Second.Roles = append(o.Second.Roles, staff.Clerk)
	_, err = o.Authenticate(t.Context(), admitted.Token)
	o.refuses("a session begun without", err, staff.ErrSignedOut)
	if lives, err := o.Lives(t.Context(), admitted.Token); lives || err != nil {
		t.Errorf("it lives: %v %v", lives, err)
	}
}

func factorOfTheDemoHallIsKnownAndOfNoOther(t *testing.T, o *factorOffice) {
	if _, err := o.EnrolDemo(t.Context(), o.auditor); !errors.Is(err, staff.ErrAccount) {
		t.Fatalf("an account of a real hall got the printed secret: %v", err)
	}
	demo, err := o.Create(t.Context(), models.Actor{Kind: models.ActorSystem}, staff.NewAccount{
		Login: "demo", Name: "督察", Password: auditorWord, Role: staff.Auditor, Site: "hall", Demo: true,
	})
	must(t, err)
	for range 2 {
		if has, err := o.EnrolDemo(t.Context(), demo); !has || err != nil {
			t.Fatal(has, err)
		}
	}
	admitted, err := o.SignIn(t.Context(), "demo", auditorWord, "10.0.0.1")
	must(t, err)
	_, _, err = o.EnterCode(t.Context(), admitted.Entry, o.code(staff.DemoSecret, 0))
	must(t, err)
}

func factorNothingOfItStandsReadableInTheDatabase(t *testing.T, o *factorOffice) {
	secret, recovery, _ := o.enrol()
	f, err := o.Factors.Factor(t.Context(), o.auditor.ID)
	must(t, err)
	if strings.Contains(string(f.Sealed), secret) {
		t.Error("the secret is not sealed")
	}
	// Sealed for this account: on another one's row it does not open.
	if _, err := o.Vault.Open("06h0rfghz1pxjzc4dpak6ncv4e", "staff_factor.secret", f.Sealed); err == nil {
		t.Error("the secret opens for another account")
	}
	for _, code := range recovery {
		plain := strings.ReplaceAll(code, "-", "")
		if err := o.db.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
			return o.Factors.UseRecovery(ctx, tx, o.auditor.ID, plain, o.clock.Now())
		}); !errors.Is(err, models.ErrStale) {
			t.Fatal("a recovery code is kept as it is")
		}
	}
}

func allowanceSlides(t *testing.T, o *factorOffice) {
	db, clock := o.db, o.clock
	allowance := &staff.Allowance{Takings: store.NewStaffFactors(db), Clock: clock, Act: "export", Times: 6, Window: time.Hour}
	take := func(account models.ID) error {
		return db.Atomically(context.WithoutCancel(t.Context()), func(ctx context.Context, tx models.Tx) error {
			return allowance.Take(ctx, tx, account)
		})
	}
	undone := errors.New("the export failed")
	for range 3 { // what fails is not counted
		if err := db.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
			return errors.Join(undone, allowance.Take(ctx, tx, "a"))
		}); !errors.Is(err, undone) {
			t.Fatal(err)
		}
	}
	for range 6 {
		must(t, take("a"))
		clock.pass(5 * time.Minute)
	}
	var refusal *models.Error
	if err := take("a"); !errors.As(err, &refusal) || !errors.Is(err, staff.ErrAllowance) || refusal.Kind != models.KindTooMany || refusal.Params["seconds"] != "1800" {
		t.Fatalf("the seventh in an hour: %v %+v", err, refusal)
	}
	must(t, take("b")) // another account's are its own
	clock.pass(30*time.Minute - time.Second)
	if err := take("a"); !errors.Is(err, staff.ErrAllowance) {
		t.Fatalf("a second early: %v", err)
	}
	clock.pass(time.Second)
	must(t, take("a"))
	if err := take("a"); !errors.Is(err, staff.ErrAllowance) {
		t.Fatalf("the window slides, it does not start anew: %v", err)
	}

	var all sync.WaitGroup
	var mu sync.Mutex
	taken := 0
	for range 9 {
		all.Go(func() {
			err := take("c")
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				taken++
			case !errors.Is(err, staff.ErrAllowance) && models.KindOf(err) != models.KindUnavailable:
				t.Error(err)
			}
		})
	}
	all.Wait()
	if taken == 0 || taken > 6 {
		t.Errorf("%d at once of 6", taken)
	}
}
