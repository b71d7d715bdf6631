// Package sim is the outside world of a demo hall and of the tests: the
// population, exit-entry and traffic registers, the payment provider, the
// courier and the SMS gateway, each an HTTP server of its own that speaks a
// wire format of its own (flags, percent-encoded names, dates in three shapes,
// a single child as object and several as array), as the real ones do.
//
// Everything grows from a seed: the same seed and year give the same persons.
// They are synthetic: their ID numbers carry the area code 4499, which was
// never assigned, and no name, address, plate or number is taken from anybody.
// What people do (decisions, payments, parcels) is kept in memory and handed to
// Config.Remember, so that a hall started again finds its world.
//
// Every endpoint can be made to fail on demand (faults.go). Each simulator has
// control endpoints under /control for the demo panel and the tests; Control is
// their client. They exist in simulators only.
package sim
