package models

import (
	"context"

	"onevisit/models/internal/txn"
)

// Tx is the opaque token of an open transaction. Every writing method of a
// repository takes one, so a change outside a transaction does not compile.
type Tx = txn.Token

// Transactor runs work in a database transaction. Work may be run again after
// a deadlock or lost connection, so it must change nothing but the database and
// variables it sets itself. There is no nesting.
type Transactor interface {
	// Atomically commits alone: for money, decisions and everything rare.
	Atomically(ctx context.Context, work func(ctx context.Context, tx Tx) error) error
}

// ActorKind says who acts.
type ActorKind string

// The kinds of actors.
const (
	ActorCitizen ActorKind = "citizen"
	ActorDevice  ActorKind = "device"
	ActorStaff   ActorKind = "staff"
	ActorSystem  ActorKind = "system" // jobs, callbacks of providers
)

// Actor is who causes a change: opaque ids only, so that an audit entry never
// has to be edited when a person's data are erased.
type Actor struct {
	Kind    ActorKind
	ID      ID     // person, device or staff id; empty for the system
	Session ID     // the session it acts in, where there is one
	Device  ID     // the kiosk, where there is one
	Site    string // the hall
	Role    string // staff role: clerk, supervisor, auditor
}

// Page asks for a slice of a list: at most Limit rows after the cursor.
type Page struct {
	After string // opaque cursor, "" for the first page
	Limit int    // 1..200
}

// Texts is one text in every language of the product: "zh-CN" and "en".
type Texts map[string]string

// In returns the text in the language asked for, zh-CN where it is missing.
func (t Texts) In(language string) string {
	if s, ok := t[language]; ok {
		return s
	}
	return t["zh-CN"]
}
