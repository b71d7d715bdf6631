// Package catalog holds the service definitions: one YAML file a service, with
// its titles, law, pre-check, questions, fees, review policy, results and the
// scenarios that prove them. There is no Go code for any one service.
//
// A file is decoded strictly (an unknown key is an error with its line), all
// its expressions are compiled and type-checked, and the whole is identified by
// the SHA-256 of its bytes. An application keeps the hash of the version it began
// with for life; Source keeps the bytes, so that old versions can be kept and
// compiled again.
//
// Compile answers whether a definition can run at all. Lint answers whether it
// should be published: dead ends, missing translations, questions a register
// already answers, undated fees.
//
// The package imports models/expr. The first sketch of the house kept the two
// apart behind a checker interface; but a definition whose conditions were not
// compiled is not a definition, and an interface with one implementation on each
// side of a wall only hid that.
package catalog
