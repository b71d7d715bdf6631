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
	slip, err := c.Cases.Slip(t.Context(), c.actor(), v.Application.ID)
	if err != nil {
		t.Fatal(err)
	}
	id, ok := application.ReadSlip(c.Vault, " "+strings.ToLower(slip.QR)+"\n")
	if !ok || id != v.Application.ID {
		t.Fatalf("%s reads %s", slip.QR, id)
	}
	for _, told := range []string{v.Application.Number, string(v.Application.Person), "陈", v.Application.Service} {
		if strings.Contains(slip.QR, told) {
			t.Errorf("the code shows %s", told)
		}
	}
	if strings.Trim(slip.QR, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-") != "" || len(slip.QR) > 60 {
		t.Errorf("%s does not fit a small QR", slip.QR)
	}
	other := c.IDs.New()
	check := slip.QR[strings.LastIndex(slip.QR, "-"):]
	for name, forged := range map[string]string{
		"another application": "OV1-" + strings.ToUpper(string(other)) + check,
		"no check":            strings.TrimSuffix(slip.QR, check),
		"a changed check":     slip.QR[:len(slip.QR)-1] + map[bool]string{true: "1", false: "0"}[strings.HasSuffix(slip.QR, "0")],
		"a number":            "onevisit:" + v.Application.Number,
		"no id":               "OV1-X" + check,
		"nothing":             "",
	} {
		if _, ok := application.ReadSlip(c.Vault, forged); ok {
			t.Errorf("%s is believed", name)
		}
	}
	if application.SlipCode(c.Vault, id) != slip.QR {
		t.Error("a second slip has another code")
	}
}
