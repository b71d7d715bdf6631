package catalog

import "fmt"

// lintHandOver: a parcel is sent on its way once all is paid or nothing is due.
// One that is posted before would leave its application standing as approved.
func lintHandOver(l *linter) {
	for i, r := range l.d.Results {
		if r.Kind == "post" && r.Stage == "before-payment" {
			l.add(fmt.Sprintf("$.results[%d].stage", i), "result", "is posted before payment: what is handed over comes after it, also where nothing is due")
		}
	}
}
