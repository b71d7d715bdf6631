// Package job is the outbox: what has to happen after a change, written in the
// same transaction as the change, and carried out by workers at least once.
//
// A job is claimed by a guarded update that writes a token and a lease, so two
// workers never hold one job, with no need of SKIP LOCKED. A worker that dies
// loses its lease and the job is taken again: handlers must be idempotent. A
// failing job is retried with growing, jittered pauses and ends as a dead
// letter, which stays until somebody decides. Jobs of one Order run one after
// another. Payloads hold ids, never personal data.
package job
