// Package device knows the kiosks: how one is enrolled, who it is on every
// call, what its peripherals can do now, and whether a reading really came
// from its agent.
//
// A supervisor makes a one-time code; the kiosk exchanges it for a credential,
// a random 256-bit reference of which only the SHA-256 is stored. The device's
// agent (the program that owns card reader and camera) signs what it read with
// a key of its own; a signed reading is good for a minute and once.
//
// What it refuses: a code after ten minutes, twice, or after five wrong tries;
// a reading of another device, of another document than the second factor's,
// or seen before.
package device
