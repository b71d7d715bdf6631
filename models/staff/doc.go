// Package staff knows the people who work behind the screen: clerks,
// supervisors and auditors, how they sign in, and for how long.
//
// Sessions live on the server; the cookie is a random 256-bit reference whose
// SHA-256 is stored, so neither a database dump nor a log opens a session.
// Every sign-in makes a new session, so a planted one is worth nothing, and a
// disabled account's sessions end with it. Guessing is slowed by an
// exponential pause and stopped by a lock, both per account and network, so
// that nobody can lock a colleague out from elsewhere. An unknown name costs
// the same time and gives the same answer as a wrong password.
//
// A role can be made to show a second factor (RFC 6238 codes of a device the
// account enrolled): the password then opens an Entry, which is no session and
// opens nothing but the second half. A code is taken once; wrong ones are counted
// for the account, whatever network they come from, because whoever sends one
// knows the password. What shows or takes away much asks for the second factor
// again (StepUp), and Allowance counts how often an account did.
//
// What it refuses: a default account, and telling which of name and password
// was wrong.
package staff
