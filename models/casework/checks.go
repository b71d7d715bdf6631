package casework

import (
	"onevisit/models/application"
)

// checkedOf is what the machine found in the whole case: attention where a line
// of the check-list is in doubt, an answer no longer holds or differs from its
// register, or a register that the definition asks did not answer. Only what is
// clean can be approved in bulk.
func checkedOf(file application.Dossier) Checked {
	if len(file.Walk.Problems) > 0 {
		return CheckedAttention
	}
	for _, check := range checks(file) {
		if check.Result == CheckAttention {
			return CheckedAttention
		}
	}
	for _, section := range sections(file) {
		for _, row := range section.Rows {
			if row.Register != nil {
				return CheckedAttention
			}
		}
	}
	for _, name := range file.Definition.Facts {
		if _, known := file.Input.Facts[name]; !known {
			return CheckedAttention
		}
	}
	return CheckedClean
}
