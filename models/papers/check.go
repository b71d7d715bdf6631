package papers

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"strings"

	"onevisit/models/paper"
)

// Setter sets documents; a paper.Font does.
type Setter interface {
	PDF(d paper.Document) ([]byte, error)
}

// CheckFile reads a paper's file: the signature, the digest of what it says, and
// that the file shows nothing else, by setting it anew from the description and
// comparing every byte. It answers the claim even where it is not kept.
func CheckFile(file []byte, key string, setter Setter) (Claim, Paper, error) {
	code, encoded, found := strings.Cut(paper.Inside(file), " ")
	content, err := base64.StdEncoding.DecodeString(encoded)
	if !found || err != nil {
		return Claim{}, Paper{}, ErrNoFile
	}
	claim, err := CheckCode(code, key)
	if err != nil {
		return claim, Paper{}, err
	}
	var p Paper
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&p); err != nil {
		return claim, Paper{}, ErrNoFile
	}
	if digest(content) != claim.Digest || p.Kind != claim.Kind || p.Number != claim.Number || p.Copy != claim.Copy || p.Amount != claim.Amount || p.Day != claim.Day {
		return claim, p, ErrAltered
	}
	again, err := setter.PDF(p.document(code, content))
	if err != nil {
		return claim, p, wrap(err, "set it anew")
	}
	if !bytes.Equal(again, file) {
		return claim, p, ErrAltered
	}
	return claim, p, nil
}

// Shows lists what a paper says, a line each, in Chinese.
func (p Paper) Shows() []string {
	var out []string
	for _, b := range p.Blocks {
		for _, l := range b.Lines {
			out = append(out, l.Text)
		}
		for _, r := range b.Rows {
			if r.Label.Text != "" || r.Value.Text != "" {
				out = append(out, strings.TrimRight(r.Label.Text+"："+r.Value.Text, "："))
			}
		}
		if b.Bar != "" {
			out = append(out, b.Bar)
		}
	}
	return out
}
