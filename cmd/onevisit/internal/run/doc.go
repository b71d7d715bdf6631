// Package run holds the sub-commands over an injected environment: arguments,
// variables, output, clock, randomness and signals. A test runs the whole
// program as a value, in its own process, several at a time.
package run
