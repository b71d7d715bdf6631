package publication

import (
	"strconv"

	"onevisit/models"
	"onevisit/models/catalog"
)

// The refusals.
var (
	// ErrRole: only supervisors may.
	ErrRole = models.E(models.KindForbidden, "forbidden-role")
	// ErrOwn: the second person has to be another one.
	ErrOwn = models.E(models.KindForbidden, "publication.own")
	// ErrNotOwn: what waits is taken back by who submitted it; others send it back.
	ErrNotOwn = models.E(models.KindForbidden, "publication.not_own")
	// ErrSettled: the move is in a state ("state") that has no such way.
	ErrSettled = models.E(models.KindConflict, "publication.settled")
	// ErrInForce: it has taken effect and cannot be withdrawn.
	ErrInForce = models.E(models.KindConflict, "publication.in_force")
	// ErrLate: its moment passed while it waited.
	ErrLate = models.E(models.KindConflict, "publication.late")
	// ErrMoved: what is in force is not what the person looked at.
	ErrMoved = models.E(models.KindConflict, "publication.moved")
	// ErrOpen: another move of the service waits already.
	ErrOpen = models.E(models.KindConflict, "publication.open")
	// ErrSame: the version is in force at that moment already.
	ErrSame = models.E(models.KindConflict, "publication.same")
	// ErrRetired: the service is retired at that moment already.
	ErrRetired = models.E(models.KindConflict, "publication.retired")
	// ErrNotRetired: the service is not retired then.
	ErrNotRetired = models.E(models.KindConflict, "publication.not_retired")
	// ErrService: there is no such service.
	ErrService = models.E(models.KindNotFound, "publication.unknown_service")
	// ErrRequest names the field that does not fit.
	ErrRequest = models.E(models.KindInvalid, "publication.request")
	// ErrFindings: the definition is not fit to be published; a field a finding.
	ErrFindings = models.E(models.KindInvalid, "publication.findings")
)

// mostFindings is how many findings a refusal names; a check names all.
const mostFindings = 100

// refuse puts findings into the refusal: the place as the field, and both
// languages' sentences for the one text of the code.
func refuse(findings []Finding) error {
	e := *ErrFindings.With("count", strconv.Itoa(len(findings)))
	for _, f := range findings[:min(len(findings), mostFindings)] {
		e.Fields = append(e.Fields, models.FieldError{
			Field: f.Path, Code: "publication.finding",
			Params: map[string]string{"line": strconv.Itoa(f.Line), "text.zh-CN": f.In("zh-CN"), "text.en": f.In("en")},
		})
	}
	return &e
}

// Finding is what speaks against a definition.
type Finding = catalog.Finding

func broken(field, code string) error {
	return models.Invalid(ErrRequest.Code, models.FieldError{Field: field, Code: code, Params: map[string]string{"max": strconv.Itoa(longestNote)}})
}
