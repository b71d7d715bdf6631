package register

// Values gives what a field of a fact can hold, where that is a closed set, by
// "Type.Field" as expressions see it: the field in snake case. Every such field
// can be "" as well, where the register has nothing. The linter of definitions
// holds comparisons against it.
func Values() map[string][]string {
	documents := []string{"passport", "hkm-permit", "hkm-endorsement", "taiwan-permit", "taiwan-endorsement"}
	return map[string][]string{
		"Person.sex":                    {"male", "female"},
		"PermitEndorsement.destination": {"HKG", "MAC"},
		"PermitEndorsement.category":    {"G", "L", "S", "T", "Q", "D", "R"},
		"Permit.form":                   {"card", "booklet"},
		"Permit.status":                 {"valid", "lost", "void"},
		"Passport.status":               {"valid", "lost", "damaged", "void"},
		"CompanyFiling.destinations":    {"HKG", "MAC"},
		"TaiwanEndorsement.category":    {"L", "G", "T", "D", "J", "X", "Y", "F", "C", "Q"},
		"TaiwanPermit.form":             {"card", "booklet"},
		"TaiwanPermit.status":           {"valid", "lost", "void"},
		"PendingApplication.document":   documents,
		"PendingApplication.state":      {"accepted", "examining", "correction", "approved", "making"},
		"ReadyDocument.document":        {"passport", "hkm-permit", "taiwan-permit"},
		"Violation.state":               {"open", "locked", "disputed"},
		"Violation.procedure":           {"simple", "general"},
		"FineDecision.kind":             {"decision", "voucher", "handling-notice"},
		"FineDecision.state":            {"unpaid", "clearing", "paid", "cancelled", "warning"},
		"IDCard.status":                 {"valid", "lost", "damaged", "void"},
		"HouseholdMember.relation":      {"spouse", "child", "parent", "grandparent", "grandchild", "sibling", "other"},
		"HouseholdChange.item":          {"name", "sex", "ethnic-group", "birth-date", "id-number", "address"},
		"HouseholdExit.reason":          {"death", "abroad", "duplicate"},
		"Household.kind":                {"family", "collective"},
		"Stay.proofs":                   {"job", "home", "study"},
		"Kiosk.document":                {"id-card", "hkm-permit"},
	}
}
