// Package boot is the composition root: it opens the store, builds every
// context with its explicit dependencies, connects the outside world and the
// server, and owns the order in which they start and stop. It decides nothing
// about the business.
//
// Order of the end: not ready, a pause for whoever asks readiness, the server
// finishes what it has, the workers finish what they hold, the simulators, the
// database. Killing the process at any point is as safe as that: what was
// acknowledged is committed.
package boot
