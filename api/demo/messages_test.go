package demo_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"onevisit/api/connect/notify"
	"onevisit/models/pii"
	"onevisit/models/register"
)

func TestMessages_showTheLastOnesAsThePhoneDoes(t *testing.T) {
	s := open(t)
	type list struct {
		Messages []struct {
			To, Text string
			At       time.Time
		}
	}
	var none, some list
	s.Do(http.MethodGet, "/api/demo/messages", nil).Want(200).Into(&none)
	if none.Messages == nil || len(none.Messages) != 0 {
		t.Errorf("%+v", none)
	}
	sms := notify.New(notify.Config{Base: s.world.Endpoints.SMS})
	for i := range 25 {
		for range 2 { // each key once
			if err := sms.Send(t.Context(), fmt.Sprintf("key-%d", i), register.Message{
				Mobile: pii.Conceal("13900000001"), Template: "correction", Language: "zh-CN", Text: fmt.Sprintf("第 %d 条", i),
			}); err != nil {
				t.Fatal(err)
			}
		}
	}
	reply := s.Do(http.MethodGet, "/api/demo/messages", nil).Want(200)
	reply.Into(&some)
	if len(some.Messages) != 20 || some.Messages[0].Text != "第 24 条" || some.Messages[0].To != "139****0001" || some.Messages[0].At.IsZero() {
		t.Errorf("%d %+v", len(some.Messages), some.Messages)
	}
	if strings.Contains(string(reply.Body), "13900000001") {
		t.Error("a number is in the list")
	}
	if err := s.world.Close(); err != nil {
		t.Fatal(err)
	}
	s.Do(http.MethodGet, "/api/demo/messages", nil).WantProblem(503, "demo.simulators")
}
