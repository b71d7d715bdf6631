// Package pii keeps personal data unreadable everywhere but where a use case
// shows them to somebody on purpose.
//
// A value in memory is a Text, which prints as a mask in every way Go can
// print, so that a log line or an error cannot leak it. A value at rest is
// sealed by a Vault: envelope encryption (a key-encryption key kept outside the
// database wraps data keys, which rotate monthly) and AEAD per field, bound to
// its owner, its column and its key, so that a ciphertext moved to another row
// or column does not open. Equality look-ups use a keyed blind index per
// column. The ciphers and key handling are Tink's; nothing here is home-made
// but the framing.
//
// What it refuses: trying several keys on one ciphertext (the key id stands in
// front and is authenticated), and an index that could be sorted or searched
// by prefix.
package pii
