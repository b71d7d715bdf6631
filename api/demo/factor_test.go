package demo_test

import (
	"net/http"
	"testing"
)

func TestDemoCode_isWhatAnAuthenticatorWouldShow(t *testing.T) {
	s := open(t)
	var shown struct {
		Secret, Code, NextCode string
		SecondsLeft            int
	}
	s.Do(http.MethodGet, "/api/demo/second-factor", nil).Want(200).Into(&shown)
	if len(shown.Code) != 6 || len(shown.NextCode) != 6 || shown.Code == shown.NextCode || len(shown.Secret) != 32 {
		t.Errorf("%+v", shown)
	}
	if shown.SecondsLeft < 1 || shown.SecondsLeft > 30 {
		t.Errorf("%d seconds left", shown.SecondsLeft)
	}
}
