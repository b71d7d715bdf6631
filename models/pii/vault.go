package pii

import "onevisit/models"

// Vault seals personal values for the database and opens them again.
type Vault interface {
	// Seal encrypts plain for one owner's column ("application.answers"). Equal
	// values give different ciphertexts.
	Seal(owner models.ID, column string, plain []byte) ([]byte, error)
	// Open decrypts what Seal made for the same owner and column; anything
	// else is an error, never garbage.
	Open(owner models.ID, column string, sealed []byte) ([]byte, error)
	// Index returns the blind index of a normalised value: hex, the same for
	// equal values of one column, for equality only. A value has another index
	// in every column.
	Index(column, value string) string
}
