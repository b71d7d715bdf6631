// Package application is the citizen's case: the form from its first page to
// the result in hand. It knows no screen and no database; it asks the registers
// for facts, the engine for the next step, and moves one state machine.
//
// The order is approve, pay, issue. Nothing is paid before it was approved, so
// no refund is needed where a case is refused; nothing is issued before it was
// paid; and a machine that fails after payment leaves a paid order tied to the
// case, never a second payment.
//
// Facts are gathered once per session for the menu, and fresh when a service is
// opened and again when it is submitted, because points, permits and records
// change in between. They are sealed with the application, so that a decision
// can later be understood from what was known when it was made. An application
// is pinned to the version of its definition for life.
//
// Effects on registers are never made inside a transaction. They are jobs with a
// key of their own; an effect whose reply was lost is asked about, never
// repeated blindly.
//
// A correction request asks for everything at once; see ask for what the citizen
// can do then, from where, and what silence leads to.
//
// What it refuses: explaining a restriction to the citizen, a fourth open
// application for one service, a confirmed amount that is not the engine's,
// another person's application (which does not exist for them), and writing an
// answer without its audit entry.
package application
