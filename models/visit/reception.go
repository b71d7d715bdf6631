package visit

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/device"
	"onevisit/models/pii"
)

// ErrNoSession is the answer to a token that never was, is over, or belongs to
// another device: the caller cannot tell which.
var ErrNoSession = models.E(models.KindUnauthenticated, "session.none")

// ErrUnknownPermit is the answer to a permit the register does not know.
var ErrUnknownPermit = models.E(models.KindInvalid, "session.permit_unknown")

// Desk is what Reception needs; every part is given, none is global.
type Desk struct {
	People       PersonStore
	Sessions     SessionStore
	Presences    PresenceStore
	Holders      Holders
	Readings     device.Readings
	Vault        pii.Vault
	Log          audit.Log
	Transactions models.Transactor
	Clock        models.Clock
	IDs          *models.IDs
	Random       io.Reader
	Limits       Limits
}

// Reception begins, keeps and ends the sessions of citizens.
type Reception struct {
	d      Desk
	recent recent
}

// NewReception makes the reception.
func NewReception(d Desk) *Reception { return &Reception{d: d} }

// Limits returns the times sessions live by.
func (r *Reception) Limits() Limits { return r.d.Limits }

// Arrival is somebody at a kiosk with a document on the reader.
type Arrival struct {
	Device   device.Device
	Reading  string // signed by the device's agent
	Factor   string // that the holder is who stands there, signed too
	Test     bool   // a self-test
	Language string
	Assisted bool
}

// Begun is a session with the token that names it. The token is told once.
type Begun struct {
	Session Session
	Token   string
}

// Record stores the reply to a repeated request in the transaction of the change.
type Record[T any] func(ctx context.Context, tx models.Tx, outcome T) error

// Call runs the hook where there is one.
func (r Record[T]) Call(ctx context.Context, tx models.Tx, outcome T) error {
	if r == nil {
		return nil
	}
	return r(ctx, tx, outcome)
}

// Begin resolves the person and begins a session, which ends the device's former
// one. The visit is the person's presence at the site on the local date of now.
func (r *Reception) Begin(ctx context.Context, a Arrival, record Record[Begun]) (Begun, error) {
	reading, err := r.d.Readings.Read(ctx, a.Device.ID, a.Reading, a.Factor)
	if err != nil {
		return Begun{}, err
	}
	holder, err := r.identify(ctx, reading)
	if err != nil {
		return Begun{}, err
	}
	return r.open(ctx, a, Session{Holder: holder, Document: reading.Document, Proof: ByDocument}, func(ctx context.Context, tx models.Tx) error {
		return r.d.Readings.Use(ctx, tx, reading)
	}, record)
}

// Welcome begins a session for somebody whom a clerk recognised: the arrival
// carries no reading. record runs in its transaction.
func (r *Reception) Welcome(ctx context.Context, a Arrival, holder Identity, record Record[Begun]) (Begun, error) {
	nothing := func(context.Context, models.Tx) error { return nil }
	return r.open(ctx, a, Session{Holder: holder, Document: IDCard, Proof: ByWindow}, nothing, record)
}

// open begins the session of who, whose proof use uses up.
func (r *Reception) open(ctx context.Context, a Arrival, who Session, use func(context.Context, models.Tx) error, record Record[Begun]) (Begun, error) {
	token, hash, err := r.token()
	if err != nil {
		return Begun{}, err
	}
	var begun Begun
	work := func(ctx context.Context, tx models.Tx) error {
		// Here and not before a register was asked: a crash in between must leave
		// the reading good for the kiosk's next try.
		if err := use(ctx, tx); err != nil {
			return err
		}
		s, err := r.begin(ctx, tx, a, who.Holder)
		if err != nil {
			return err
		}
		s.TokenHash, s.Document, s.Proof = hash, who.Document, who.Proof
		if err := r.d.Sessions.AddSession(ctx, tx, s); err != nil {
			return fmt.Errorf("visit: begin session: %w", err)
		}
		s.Holder = who.Holder
		begun = Begun{Session: s, Token: token}
		if err := r.log(ctx, tx, audit.SessionBegun, s, map[string]string{"kind": s.kind(), "language": s.Language}); err != nil {
			return err
		}
		return record.Call(ctx, tx, begun)
	}
	err = r.d.Transactions.Atomically(ctx, work)
	if errors.Is(err, models.ErrDuplicate) {
		// Two kiosks met the same new person at one moment: the row is there now.
		err = r.d.Transactions.Atomically(ctx, work)
	}
	return begun, err
}

// kind is what the session began with, for the log.
func (s Session) kind() string {
	if s.Proof == ByWindow {
		return string(ByWindow)
	}
	return string(s.Document)
}

// identify answers who the document belongs to.
func (r *Reception) identify(ctx context.Context, reading device.Reading) (Identity, error) {
	if reading.Document == IDCard {
		number := strings.ToUpper(strings.TrimSpace(reading.IDNumber.Reveal()))
		return Identity{Name: reading.Name, IDNumber: pii.Conceal(number)}, nil
	}
	known, err := r.d.Holders.HolderOfPermit(ctx, reading.Number)
	if errors.Is(err, models.ErrNotFound) {
		return Identity{}, ErrUnknownPermit
	}
	if err != nil {
		return Identity{}, err
	}
	known.PermitNumber = reading.Number
	return known, nil
}

func (r *Reception) begin(ctx context.Context, tx models.Tx, a Arrival, holder Identity) (Session, error) {
	if err := r.endFormer(ctx, tx, a.Device.ID); err != nil {
		return Session{}, err
	}
	person, err := r.resolve(ctx, tx, holder, a.Test)
	if err != nil {
		return Session{}, err
	}
	now := r.d.Clock.Now()
	v, err := r.presence(ctx, tx, Visit{Person: person.ID, Site: a.Device.Site.Code, On: models.DateOf(now), StartedAt: now,
		Demo: a.Device.Site.Demo, Age: AgeBand(holder.IDNumber, models.DateOf(now))})
	if err != nil {
		return Session{}, err
	}
	id := r.d.IDs.New()
	sealed, err := holder.seal(r.d.Vault, id, columnSession)
	if err != nil {
		return Session{}, err
	}
	return Session{
		ID: id, Device: a.Device.ID, Site: v.Site, Person: person.ID, Visit: v.ID, Sealed: sealed,
		Language: a.Language, Assisted: a.Assisted, On: v.On, StartedAt: now, LastSeenAt: now,
	}, nil
}

// resolve finds or makes the person of an ID number.
func (r *Reception) resolve(ctx context.Context, tx models.Tx, holder Identity, test bool) (Person, error) {
	index := IndexOf(r.d.Vault, holder.IDNumber)
	person, err := r.d.People.PersonByIndex(ctx, tx, index)
	if !errors.Is(err, models.ErrNotFound) {
		return person, err
	}
	person = Person{ID: r.d.IDs.New(), Index: index, Test: test, CreatedAt: r.d.Clock.Now()}
	known := Identity{Name: holder.Name, IDNumber: holder.IDNumber}
	if person.Sealed, err = known.seal(r.d.Vault, person.ID, columnPerson); err != nil {
		return Person{}, err
	}
	return person, r.d.People.AddPerson(ctx, tx, person)
}

// presence finds or makes the visit.
func (r *Reception) presence(ctx context.Context, tx models.Tx, v Visit) (Visit, error) {
	found, err := r.d.People.VisitOf(ctx, tx, v.Person, v.Site, v.On)
	if !errors.Is(err, models.ErrNotFound) {
		return found, err
	}
	v.ID = r.d.IDs.New()
	return v, r.d.People.AddVisit(ctx, tx, v)
}

func (r *Reception) token() (token, hash string, err error) {
	var raw [32]byte
	if _, err := io.ReadFull(r.d.Random, raw[:]); err != nil {
		return "", "", fmt.Errorf("visit: no randomness: %w", err)
	}
	token = base64.RawURLEncoding.EncodeToString(raw[:])
	return token, hashToken(token), nil
}

func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// Current returns the live session of a token, for the device it belongs to. A
// session whose time is up is ended here, so it is dead at the first question.
func (r *Reception) Current(ctx context.Context, device models.ID, token string) (Session, error) {
	s, err := r.d.Sessions.SessionByToken(ctx, hashToken(token))
	if errors.Is(err, models.ErrNotFound) {
		return Session{}, ErrNoSession
	}
	if err != nil {
		return Session{}, err
	}
	if !s.Live() || s.Device != device {
		return Session{}, ErrNoSession
	}
	if over := s.expired(r.d.Clock.Now(), r.d.Limits); over != "" {
		if err := r.end(ctx, s, over); err != nil {
			return Session{}, err
		}
		return Session{}, ErrNoSession
	}
	return s, nil
}

// Authenticate answers who a kiosk's session token stands for. A session
// recognised a moment ago is believed without asking again; one that ended in
// this process is dead at once, one that ended in another within a second.
func (r *Reception) Authenticate(ctx context.Context, device models.ID, token string) (models.Actor, error) {
	key, now := hashToken(token), r.d.Clock.Now()
	if s, ok := r.recent.get(key, now); ok && s.Device == device && s.expired(now, r.d.Limits) == "" {
		return s.Actor(), nil
	}
	s, err := r.Current(ctx, device, token)
	if err != nil {
		return models.Actor{}, err
	}
	r.recent.put(key, s, now)
	return s.Actor(), nil
}

// Session returns the live session an actor acts in, with its holder's identity
// opened.
func (r *Reception) Session(ctx context.Context, actor models.Actor) (Session, error) {
	s, err := r.d.Sessions.Session(ctx, actor.Session)
	if errors.Is(err, models.ErrNotFound) || (err == nil && (!s.Live() || s.Person != actor.ID)) {
		return Session{}, ErrNoSession
	}
	if err != nil {
		return Session{}, err
	}
	s.Holder, err = openIdentity(r.d.Vault, s.ID, columnSession, s.Sealed)
	return s, err
}

// Past returns a session, ended or not, with its holder's identity opened: for
// what goes on with an application after its session.
func (r *Reception) Past(ctx context.Context, session models.ID) (Session, error) {
	s, err := r.d.Sessions.Session(ctx, session)
	if err != nil {
		return Session{}, err
	}
	s.Holder, err = openIdentity(r.d.Vault, s.ID, columnSession, s.Sealed)
	return s, err
}

// Identity opens a person's name and number.
func (r *Reception) Identity(ctx context.Context, person models.ID) (Identity, error) {
	p, err := r.d.People.Person(ctx, person)
	if err != nil {
		return Identity{}, err
	}
	return openIdentity(r.d.Vault, p.ID, columnPerson, p.Sealed)
}

// Touch moves the idle limit; the absolute end stays.
func (r *Reception) Touch(ctx context.Context, s Session, language string, assisted bool) (Session, error) {
	s.LastSeenAt, s.Language, s.Assisted = r.d.Clock.Now(), language, assisted
	err := r.d.Transactions.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		return r.d.Sessions.ChangeSession(ctx, tx, s)
	})
	if errors.Is(err, models.ErrStale) {
		return Session{}, ErrNoSession
	}
	return s, err
}

// Rate keeps the citizen's own rating. There is at most one and no default.
func (r *Reception) Rate(ctx context.Context, s Session, level int, record Record[Session]) error {
	if level < 1 || level > 5 {
		return models.Invalid("session.rating", models.FieldError{Field: "level", Code: "field.range"})
	}
	if s.Rating != 0 {
		return models.E(models.KindConflict, "session.already_rated")
	}
	s.Rating, s.LastSeenAt = level, r.d.Clock.Now()
	return r.d.Transactions.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		if err := r.d.Sessions.ChangeSession(ctx, tx, s); err != nil {
			return err
		}
		if err := r.log(ctx, tx, audit.SessionRated, s, map[string]string{"level": fmt.Sprint(level)}); err != nil {
			return err
		}
		return record.Call(ctx, tx, s)
	})
}

func (r *Reception) log(ctx context.Context, tx models.Tx, action audit.Action, s Session, notes map[string]string) error {
	return r.d.Log.Append(ctx, tx, audit.Entry{
		Action: action,
		Actor:  s.Actor(),
		Subjects: []audit.Ref{
			{Kind: "session", ID: string(s.ID)}, {Kind: "person", ID: string(s.Person)}, {Kind: "visit", ID: string(s.Visit)},
		},
		Notes: notes,
	})
}
