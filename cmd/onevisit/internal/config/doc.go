// Package config is the one table of options: name, environment variable,
// default, parser, check, and whether the value is a secret. Flags, help,
// documentation and redaction all come from it.
//
// Precedence: defaults, then the file named by --config, then the environment
// (ONEVISIT_...), then flags. A key the table does not have is an error in the
// file. Secrets have no flag, because a command line is visible to every user
// of the machine, and are never printed.
package config
