// Package archtest holds the house's walls: who may import whom, as tests over
// what `go list` says. A diagram rots; this cannot. Each rule carries its
// reason, and a rule about a package that no longer exists fails too, so that
// renaming a package does not quietly take its wall away.
//
// A rule may be moved where the code shows a better wall: change it here and in
// .golangci.yml, and say why in the package's doc.
package archtest
