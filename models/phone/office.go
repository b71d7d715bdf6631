package phone

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
	"onevisit/models/pii"
)

// columnToken is the sealed secret of a link.
const columnToken = "phone_link.sealed"

// seenEvery is how often a session's sign of life is written at most.
const seenEvery = 30 * time.Second

// Parts is what the office works with; each is given, none is global.
type Parts struct {
	Links        LinkStore
	Sessions     SessionStore
	Requests     Requests
	People       People
	Vault        pii.Vault
	Log          audit.Log
	Transactions models.Transactor
	Clock        models.Clock
	IDs          *models.IDs
	Random       io.Reader
	Address      func() string // of the phone page, without the secret
	HallPhone    string        // whom to call where a link does not work; "" for nobody
}

// Office makes links and opens them. It is safe for concurrent use.
type Office struct{ p Parts }

// New makes the office.
func New(p Parts) *Office { return &Office{p} }

var _ application.Links = (*Office)(nil)

// Invite implements application.Links.
func (o *Office) Invite(ctx context.Context, key string, i application.Invitation) (address string, err error) {
	token, hash, err := o.secret()
	if err != nil {
		return "", err
	}
	err = o.p.Transactions.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		known, err := o.p.Links.LinkByKey(ctx, tx, key)
		if err == nil {
			address, err = o.untold(known)
			return err
		}
		if !errors.Is(err, models.ErrNotFound) {
			return err
		}
		if err := o.Close(ctx, tx, i.Application, "replaced", false); err != nil {
			return err
		}
		l := Link{
			ID: o.p.IDs.New(), Key: key, Application: i.Application, Request: i.Request, Person: i.Person,
			TokenHash: hash, MadeAt: o.p.Clock.Now(), ExpiresAt: i.Until,
		}
		if l.Sealed, err = o.p.Vault.Seal(l.ID, columnToken, []byte(token)); err != nil {
			return fmt.Errorf("phone: seal: %w", err)
		}
		address = o.address(token)
		return o.p.Links.AddLink(ctx, tx, l)
	})
	return address, err
}

// untold is the address of a link whose message was not sent yet.
func (o *Office) untold(l Link) (string, error) {
	if len(l.Sealed) == 0 || !l.usable(o.p.Clock.Now()) {
		return "", application.ErrTold
	}
	token, err := o.p.Vault.Open(l.ID, columnToken, l.Sealed)
	if err != nil {
		return "", fmt.Errorf("phone: open: %w", err)
	}
	return o.address(string(token)), nil
}

func (o *Office) address(token string) string { return o.p.Address() + "#" + token }

// Told implements application.Links.
func (o *Office) Told(ctx context.Context, key string) error {
	return o.p.Transactions.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		l, err := o.p.Links.LinkByKey(ctx, tx, key)
		if err != nil || len(l.Sealed) == 0 {
			return err
		}
		l.Sealed = nil
		if err := o.p.Links.ChangeLink(ctx, tx, l); err != nil {
			return err
		}
		return o.note(ctx, tx, audit.LinkSent, models.Actor{Kind: models.ActorSystem}, l, nil)
	})
}

// Close implements application.Links.
func (o *Office) Close(ctx context.Context, tx models.Tx, id models.ID, why string, mayLook bool) error {
	now := o.p.Clock.Now()
	if err := o.p.Links.CloseLinks(ctx, tx, id, why, now); err != nil || mayLook {
		return err
	}
	return o.p.Sessions.EndPhoneSessions(ctx, tx, id, why, now)
}

// Opening is somebody with a link in the hand.
type Opening struct {
	Token   string // of the link
	Factor  string // last six characters of the ID number
	Session string // the session token this device holds, "" for none
}

// Open lets the first device that gives the second factor in, and answers its
// session with the token that names it. A device that is in already goes on.
func (o *Office) Open(ctx context.Context, open Opening) (Session, string, error) {
	hash := hashOf(open.Token)
	if open.Session != "" {
		if s, ok, err := o.goOn(ctx, hash, open.Session); err != nil || ok {
			return s, open.Session, err
		}
	}
	token, tokenHash, err := o.secret()
	if err != nil {
		return Session{}, "", err
	}
	var s Session
	var refusal error // the wrong try is committed
	err = o.p.Transactions.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		refusal = nil
		l, err := o.p.Links.LinkByToken(ctx, tx, hash)
		if errors.Is(err, models.ErrNotFound) {
			return o.dead()
		}
		if err != nil {
			return err
		}
		if err := o.alive(ctx, l); err != nil {
			return err
		}
		right, err := o.passes(ctx, l, open.Factor)
		if err != nil {
			return err
		}
		if !right {
			refusal, err = o.refuse(ctx, tx, l)
			return err
		}
		s, err = o.admit(ctx, tx, l, tokenHash)
		return err
	})
	if err = errors.Join(err, refusal); err != nil {
		return Session{}, "", err
	}
	return s, token, nil
}

// goOn finds the live session this device opened the same link with.
func (o *Office) goOn(ctx context.Context, linkHash, token string) (Session, bool, error) {
	s, err := o.p.Sessions.PhoneSession(ctx, hashOf(token))
	if errors.Is(err, models.ErrNotFound) || (err == nil && !s.Live(o.p.Clock.Now())) {
		return Session{}, false, nil
	}
	if err != nil {
		return Session{}, false, err
	}
	same := false
	err = o.p.Transactions.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		l, err := o.p.Links.LinkByToken(ctx, tx, linkHash)
		if errors.Is(err, models.ErrNotFound) {
			return nil
		}
		same = l.ID == s.Link
		return err
	})
	return s, same && err == nil, err
}

// dead is the one answer to every link that does not work.
func (o *Office) dead() error { return o.withPhone(ErrDead) }

// withPhone tells beside a refusal whom to call.
func (o *Office) withPhone(refusal *models.Error) error {
	if o.p.HallPhone == "" {
		return refusal
	}
	return refusal.With("phone", o.p.HallPhone)
}

// alive refuses a link that cannot be opened, or whose request is over.
func (o *Office) alive(ctx context.Context, l Link) error {
	if !l.usable(o.p.Clock.Now()) {
		return o.dead()
	}
	q, err := o.p.Requests.OpenRequest(ctx, l.Application)
	if errors.Is(err, models.ErrNotFound) || (err == nil && (q.ID != l.Request || q.State != application.RequestAsked)) {
		return o.dead()
	}
	return err
}

func (o *Office) passes(ctx context.Context, l Link, factor string) (bool, error) {
	who, err := o.p.People.Identity(ctx, l.Person)
	if err != nil {
		return false, err
	}
	number := strings.ToUpper(who.IDNumber.Reveal())
	if len(number) < factorLength {
		return false, nil
	}
	want, got := sha256.Sum256([]byte(number[len(number)-factorLength:])), sha256.Sum256([]byte(strings.ToUpper(factor)))
	return subtle.ConstantTimeCompare(want[:], got[:]) == 1, nil
}

// refuse counts a wrong try; the last one kills the link.
func (o *Office) refuse(ctx context.Context, tx models.Tx, l Link) (refusal, err error) {
	l.Tries++
	refusal = ErrFactor.With("left", strconv.Itoa(MostTries-l.Tries))
	if l.Tries >= MostTries {
		l.ClosedAt, l.ClosedWhy, refusal = o.p.Clock.Now(), "tries", o.dead()
	}
	if err := o.p.Links.ChangeLink(ctx, tx, l); err != nil {
		return nil, err
	}
	// Whoever tried is not known to be the citizen.
	notes := map[string]string{"attempts": strconv.Itoa(l.Tries)}
	return refusal, o.note(ctx, tx, audit.LinkRefused, models.Actor{Kind: models.ActorSystem}, l, notes)
}

func (o *Office) admit(ctx context.Context, tx models.Tx, l Link, tokenHash string) (Session, error) {
	now := o.p.Clock.Now()
	l.OpenedAt, l.Sealed = now, nil
	if err := o.p.Links.ChangeLink(ctx, tx, l); err != nil {
		return Session{}, err
	}
	s := Session{
		ID: o.p.IDs.New(), Link: l.ID, Application: l.Application, Person: l.Person, TokenHash: tokenHash,
		StartedAt: now, LastSeenAt: now,
	}
	if err := o.p.Sessions.AddPhoneSession(ctx, tx, s); err != nil {
		return Session{}, err
	}
	return s, o.note(ctx, tx, audit.LinkOpened, s.Actor(), l, nil)
}

// Authenticate answers who a phone's token stands for, and the one application
// they can reach.
func (o *Office) Authenticate(ctx context.Context, token string) (models.Actor, models.ID, error) {
	if token == "" {
		return models.Actor{}, "", o.withPhone(ErrNoSession)
	}
	s, err := o.p.Sessions.PhoneSession(ctx, hashOf(token))
	if errors.Is(err, models.ErrNotFound) {
		return models.Actor{}, "", o.withPhone(ErrNoSession)
	}
	if err != nil {
		return models.Actor{}, "", err
	}
	now := o.p.Clock.Now()
	if !s.Live(now) {
		return models.Actor{}, "", o.withPhone(ErrNoSession)
	}
	if now.Sub(s.LastSeenAt) >= seenEvery {
		err = o.p.Transactions.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
			return o.p.Sessions.SeePhoneSession(ctx, tx, s.ID, now)
		})
	}
	return s.Actor(), s.Application, err
}

// End puts a session away; its link stays dead. It answers which ended, so that
// what was remembered of it can be forgotten; none is no error.
func (o *Office) End(ctx context.Context, token string) (models.ID, error) {
	s, err := o.p.Sessions.PhoneSession(ctx, hashOf(token))
	if errors.Is(err, models.ErrNotFound) || (err == nil && !s.EndedAt.IsZero()) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return s.ID, o.p.Transactions.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		if err := o.p.Sessions.EndPhoneSession(ctx, tx, s.ID, "finished", o.p.Clock.Now()); err != nil {
			return err
		}
		return o.p.Log.Append(ctx, tx, audit.Entry{Action: audit.PhoneEnded, Actor: s.Actor(), Subjects: []audit.Ref{
			{Kind: "application", ID: string(s.Application)}, {Kind: "person", ID: string(s.Person)},
		}})
	})
}

// Lost answers whom a new link can be sent to by one that does not work any
// more; false for a secret that never was, or whose request is over. The answer
// is for the sending alone: whoever asks learns nothing.
func (o *Office) Lost(ctx context.Context, token string) (actor models.Actor, id models.ID, ok bool, err error) {
	err = o.p.Transactions.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		l, err := o.p.Links.LinkByToken(ctx, tx, hashOf(token))
		if errors.Is(err, models.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		q, err := o.p.Requests.OpenRequest(ctx, l.Application)
		if errors.Is(err, models.ErrNotFound) {
			return nil
		}
		actor, id = models.Actor{Kind: models.ActorCitizen, ID: l.Person}, l.Application
		ok = q.ID == l.Request && q.State == application.RequestAsked
		return err
	})
	return actor, id, ok, err
}

// Purge deletes links and sessions that have been over for long. A link counts
// from its last day, whether it was used or not: until then it may still be asked
// for again.
func (o *Office) Purge(ctx context.Context) (links, sessions int64, err error) {
	before := o.p.Clock.Now().Add(-Kept)
	err = o.p.Transactions.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		if sessions, err = o.p.Sessions.DropPhoneSessions(ctx, tx, before); err != nil {
			return err
		}
		links, err = o.p.Links.DropLinks(ctx, tx, before)
		return err
	})
	return links, sessions, err
}

func (o *Office) note(ctx context.Context, tx models.Tx, action audit.Action, by models.Actor, l Link, notes map[string]string) error {
	return o.p.Log.Append(ctx, tx, audit.Entry{Action: action, Actor: by, Notes: notes, Subjects: []audit.Ref{
		{Kind: "link", ID: string(l.ID)}, {Kind: "application", ID: string(l.Application)},
		{Kind: "request", ID: string(l.Request)}, {Kind: "person", ID: string(l.Person)},
	}})
}

// secret makes 256 random bits and the hash they are kept as.
func (o *Office) secret() (token, hash string, err error) {
	var raw [32]byte
	if _, err := io.ReadFull(o.p.Random, raw[:]); err != nil {
		return "", "", fmt.Errorf("phone: no randomness: %w", err)
	}
	token = base64.RawURLEncoding.EncodeToString(raw[:])
	return token, hashOf(token), nil
}

func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
