package application_test

import (
	"strings"
	"testing"

	"onevisit/models/application"
)

// The slip's code finds the application for whoever may look, and says nothing
// to anybody else; nobody without the key can make one up.
func TestSlip_carriesASignedCodeThatShowsNothing(t *testing.T) {
	c := newCitizen(t)
	v := c.submit(c.renew("collect"))
	slip, _, err := c.Cases.PaperDraft(t.Context(), application.Press{Actor: c.actor(), Place: c.place}, v.Application.ID, "slip", "")
	if err != nil {
		t.Fatal(err)
	}
	code := application.SlipCode(c.Vault, v.Application.ID)
	for _, scanned := range []string{code, slip.Blocks[len(slip.Blocks)-1].QR} {
		if id, ok := application.ReadSlip(c.Vault, " "+strings.ToLower(scanned)+"\n"); !ok || id != v.Application.ID {
			t.Fatalf("%s reads %s", scanned, id)
		}
	}
	for _, told := range []string{v.Application.Number, string(v.Application.Person), "陈", v.Application.Service} {
		if strings.Contains(code, told) {
			t.Errorf("the code shows %s", told)
		}
	}
	if strings.Trim(code, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-") != "" || len(code) > 60 {
		t.Errorf("%s does not fit a small QR", code)
	}
	other := c.IDs.New()
	check := code[strings.LastIndex(code, "-"):]
	for name, forged := range map[string]string{
		"another application": "OV1-" + strings.ToUpper(string(other)) + check,
		"no check":            strings.TrimSuffix(code, check),
		"a changed check":     code[:len(code)-1] + map[bool]string{true: "1", false: "0"}[strings.HasSuffix(code, "0")],
		"a number":            "onevisit:" + v.Application.Number,
		"no id":               "OV1-X" + check,
		"nothing":             "",
	} {
		if _, ok := application.ReadSlip(c.Vault, forged); ok {
			t.Errorf("%s is believed", name)
		}
	}
}
