package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"onevisit/models"
)

// maxDepth is how deep a body may nest; no contract needs more than five.
const maxDepth = 16

var errJSON = errors.New("not one strict JSON value")

// checkJSON refuses what the lenient decoders behind it would let pass: a byte
// order mark, another encoding than UTF-8, a key twice in one object, nesting
// without end, anything after the value, and a number that is not a plain
// 64-bit integer (money and counts are; there are no other numbers).
func checkJSON(body []byte) error {
	malformed := refuse(http.StatusBadRequest, "malformed-json")
	if !utf8.Valid(body) || bytes.HasPrefix(body, []byte("\xef\xbb\xbf")) || !json.Valid(body) {
		return malformed
	}
	s := &scan{decoder: json.NewDecoder(bytes.NewReader(body))}
	s.decoder.UseNumber()
	if err := s.value("", 0); err != nil {
		return malformed
	}
	if _, err := s.decoder.Token(); !errors.Is(err, io.EOF) {
		return malformed
	}
	if len(s.odd) > 0 {
		return refuse(http.StatusUnprocessableEntity, "wrong-type").about(s.odd...)
	}
	return nil
}

type scan struct {
	decoder *json.Decoder
	odd     []models.FieldError
}

func (s *scan) value(path string, depth int) error {
	if depth > maxDepth {
		return errJSON
	}
	token, err := s.decoder.Token()
	if err != nil {
		return err
	}
	switch t := token.(type) {
	case json.Number:
		if _, err := strconv.ParseInt(t.String(), 10, 64); err != nil || t.String() == "-0" {
			s.odd = append(s.odd, models.FieldError{Field: path, Code: "field.integer"})
		}
	case json.Delim:
		if t == '{' {
			return s.object(path, depth)
		}
		return s.array(path, depth)
	}
	return nil
}

func (s *scan) object(path string, depth int) error {
	seen := map[string]bool{}
	for s.decoder.More() {
		token, err := s.decoder.Token()
		if err != nil {
			return err
		}
		key, ok := token.(string)
		if !ok || seen[key] {
			return errJSON
		}
		seen[key] = true
		if err := s.value(join(path, key), depth+1); err != nil {
			return err
		}
	}
	_, err := s.decoder.Token()
	return err
}

func (s *scan) array(path string, depth int) error {
	for i := 0; s.decoder.More(); i++ {
		if err := s.value(join(path, strconv.Itoa(i)), depth+1); err != nil {
			return err
		}
	}
	_, err := s.decoder.Token()
	return err
}

// join names a field as the screens do: "answers.mobile".
func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// cut keeps a name the client chose from filling a reply.
func cut(name string) string {
	const longest = 60
	if len(name) > longest {
		return strings.ToValidUTF8(name[:longest], "")
	}
	return name
}
