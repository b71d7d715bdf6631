package boot

import (
	"testing"

	"onevisit/models/reference"
)

// A demo hall has the made-up offices whatever its code, and only a demo hall.
func TestOffices_ofADemoHallAreMadeUp(t *testing.T) {
	o := offices{reference.Published()}
	office, ok := o.TrafficOffice("2026-11-24", "440300-001", true)
	if !ok || office.Name["zh-CN"] != "演示市公安局交通警察支队（虚构）" || office.Court["en"] == "" || office.Bank["zh-CN"] == "" || office.Account == "" || !office.ReviewFirst {
		t.Errorf("%+v", office)
	}
	if office, ok := o.TrafficOffice("2026-11-24", "440300-001", false); ok {
		t.Errorf("a real hall has %+v", office)
	}
	if _, ok := o.TrafficOffice("2023-12-31", "440300-001", true); ok {
		t.Error("the office holds before its first day")
	}
}
