package staff

import (
	"encoding/base32"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"

	"onevisit/models/pii"
)

// The form of the codes: RFC 6238 with what every authenticator can do.
const (
	codeDigits   = otp.DigitsSix
	codePeriod   = 30 // seconds of a step
	codeSkew     = 1  // steps a device's clock may be off, either way
	secretBytes  = 20 // RFC 4226 recommends the length of the hash
	codeIssuer   = "一次办 OneVisit"
	recoveries   = 10
	recoveryByte = 15 // 120 bits, so that a plain keyed hash is enough (ASVS 6.5.2)
)

var recoveryForm = base32.NewEncoding("ABCDEFGHJKLMNPQRSTUVWXYZ23456789").WithPadding(base32.NoPadding)

// CodeTime is how long a device shows a code.
const CodeTime = codePeriod * time.Second

// DemoSecret is what the devices of the demo hall's staff make their codes from.
// It is no secret: only an account with the demo mark can have it.
const DemoSecret = "ONEVISITDEMOONEVISITDEMOONEVISIT"

func stepOf(at time.Time) int64 { return at.Unix() / codePeriod }

// match finds the step whose code this is, within the skew. used says that the
// code is right and of a step that is over: it was taken before, or an older one
// than that.
func match(secret, code string, now time.Time, last int64) (step int64, right, used bool) {
	current := stepOf(now)
	for s := current - codeSkew; s <= current+codeSkew; s++ {
		if s < 0 {
			continue
		}
		ok, err := hotp.ValidateCustom(code, uint64(s), secret, hotp.ValidateOpts{Digits: codeDigits, Algorithm: otp.AlgorithmSHA1})
		switch {
		case err != nil || !ok: // err: not six characters
		case s <= last:
			used = true
		default:
			return s, true, false
		}
	}
	return 0, false, used
}

// CodeAt returns the code a device with this secret shows at a moment. It is for
// the demo hall's printed secret, for tools and for tests.
func CodeAt(secret string, at time.Time) (string, error) {
	code, err := hotp.GenerateCodeCustom(secret, uint64(max(0, stepOf(at))), hotp.ValidateOpts{Digits: codeDigits, Algorithm: otp.AlgorithmSHA1})
	if err != nil {
		return "", fmt.Errorf("staff: code: %w", err)
	}
	return code, nil
}

// makeOffer makes a secret and recovery codes for an account.
func makeOffer(random io.Reader, a Account) (Offer, error) {
	key, err := totp.Generate(totp.GenerateOpts{
		Issuer: codeIssuer, AccountName: a.Login + "@" + a.Site, Period: codePeriod, SecretSize: secretBytes,
		Digits: codeDigits, Algorithm: otp.AlgorithmSHA1, Rand: random,
	})
	if err != nil {
		return Offer{}, fmt.Errorf("staff: make second factor: %w", err)
	}
	o := Offer{Secret: pii.Conceal(key.Secret()), URL: pii.Conceal(key.URL())}
	for range recoveries {
		raw := make([]byte, recoveryByte)
		if _, err := io.ReadFull(random, raw); err != nil {
			return Offer{}, fmt.Errorf("staff: no randomness: %w", err)
		}
		o.Recovery = append(o.Recovery, pii.Conceal(inFours(recoveryForm.EncodeToString(raw))))
	}
	return o, nil
}

// inFours writes a long code so that it can be typed from paper.
func inFours(code string) string {
	var parts []string
	for len(code) > 4 {
		parts, code = append(parts, code[:4]), code[4:]
	}
	return strings.Join(append(parts, code), "-")
}

// plainCode drops what a person puts between the characters of a code.
func plainCode(code string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(code))
}
