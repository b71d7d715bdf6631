package translog

import (
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// ErrStatement is returned for a text that is no statement of the log.
var ErrStatement = errors.New("translog: this is no statement of the log")

// Statement signs a text that is about the log and no checkpoint of it: an
// export's list of contents, say. Its first line is the origin and the kind, so
// that neither a statement can pass for a checkpoint, whose first line is the
// origin alone, nor one kind for another.
func (k *Key) Statement(kind, body string) ([]byte, error) {
	if kind == "" || strings.ContainsAny(kind, " \n") || body == "" {
		return nil, fmt.Errorf("translog: sign %q: %w", kind, ErrStatement)
	}
	signed, err := note.Sign(&note.Note{Text: k.Origin() + "/" + kind + "\n" + strings.TrimRight(body, "\n") + "\n"}, k.signer)
	if err != nil {
		return nil, fmt.Errorf("translog: sign statement: %w", err)
	}
	return signed, nil
}

// OpenStatement reads a statement of a kind and insists on the log's signature.
func OpenStatement(signed []byte, verifier, kind string) (body string, err error) {
	v, err := note.NewVerifier(verifier)
	if err != nil {
		return "", fmt.Errorf("translog: the log's public key: %w", err)
	}
	n, err := note.Open(signed, note.VerifierList(v))
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrStatement, err)
	}
	body, found := strings.CutPrefix(n.Text, v.Name()+"/"+kind+"\n")
	if !found {
		return "", ErrStatement
	}
	return body, nil
}
