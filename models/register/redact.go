package register

import (
	"fmt"
	"log/slog"
)

// Every fact prints as its name and nothing else, whatever verb is used, so that
// a careless log line cannot leak a person. Kiosk holds no personal data but
// follows the same rule, to leave no exception to remember.

const hidden = "[redacted]"

func redact(s fmt.State, name string) { _, _ = fmt.Fprintf(s, "register.%s%s", name, hidden) }

// Format prints the name of the fact only.
func (Person) Format(s fmt.State, _ rune) { redact(s, "Person") }

// String prints the name of the fact only.
func (Person) String() string { return "register.Person" + hidden }

// LogValue gives the name of the fact only.
func (Person) LogValue() slog.Value { return slog.StringValue("register.Person" + hidden) }

// Format prints the name of the fact only.
func (ExitEntry) Format(s fmt.State, _ rune) { redact(s, "ExitEntry") }

// String prints the name of the fact only.
func (ExitEntry) String() string { return "register.ExitEntry" + hidden }

// LogValue gives the name of the fact only.
func (ExitEntry) LogValue() slog.Value { return slog.StringValue("register.ExitEntry" + hidden) }

// Format prints the name of the fact only.
func (PermitEndorsement) Format(s fmt.State, _ rune) { redact(s, "PermitEndorsement") }

// String prints the name of the fact only.
func (PermitEndorsement) String() string { return "register.PermitEndorsement" + hidden }

// LogValue gives the name of the fact only.
func (PermitEndorsement) LogValue() slog.Value {
	return slog.StringValue("register.PermitEndorsement" + hidden)
}

// Format prints the name of the fact only.
func (Permit) Format(s fmt.State, _ rune) { redact(s, "Permit") }

// String prints the name of the fact only.
func (Permit) String() string { return "register.Permit" + hidden }

// LogValue gives the name of the fact only.
func (Permit) LogValue() slog.Value { return slog.StringValue("register.Permit" + hidden) }

// Format prints the name of the fact only.
func (Passport) Format(s fmt.State, _ rune) { redact(s, "Passport") }

// String prints the name of the fact only.
func (Passport) String() string { return "register.Passport" + hidden }

// LogValue gives the name of the fact only.
func (Passport) LogValue() slog.Value { return slog.StringValue("register.Passport" + hidden) }

// Format prints the name of the fact only.
func (CompanyFiling) Format(s fmt.State, _ rune) { redact(s, "CompanyFiling") }

// String prints the name of the fact only.
func (CompanyFiling) String() string { return "register.CompanyFiling" + hidden }

// LogValue gives the name of the fact only.
func (CompanyFiling) LogValue() slog.Value {
	return slog.StringValue("register.CompanyFiling" + hidden)
}

// Format prints the name of the fact only.
func (PendingApplication) Format(s fmt.State, _ rune) { redact(s, "PendingApplication") }

// String prints the name of the fact only.
func (PendingApplication) String() string { return "register.PendingApplication" + hidden }

// LogValue gives the name of the fact only.
func (PendingApplication) LogValue() slog.Value {
	return slog.StringValue("register.PendingApplication" + hidden)
}

// Format prints the name of the fact only.
func (Pending) Format(s fmt.State, _ rune) { redact(s, "Pending") }

// String prints the name of the fact only.
func (Pending) String() string { return "register.Pending" + hidden }

// LogValue gives the name of the fact only.
func (Pending) LogValue() slog.Value { return slog.StringValue("register.Pending" + hidden) }

// Format prints the name of the fact only.
func (Residence) Format(s fmt.State, _ rune) { redact(s, "Residence") }

// String prints the name of the fact only.
func (Residence) String() string { return "register.Residence" + hidden }

// LogValue gives the name of the fact only.
func (Residence) LogValue() slog.Value { return slog.StringValue("register.Residence" + hidden) }

// Format prints the name of the fact only.
func (Driver) Format(s fmt.State, _ rune) { redact(s, "Driver") }

// String prints the name of the fact only.
func (Driver) String() string { return "register.Driver" + hidden }

// LogValue gives the name of the fact only.
func (Driver) LogValue() slog.Value { return slog.StringValue("register.Driver" + hidden) }

// Format prints the name of the fact only.
func (Vehicle) Format(s fmt.State, _ rune) { redact(s, "Vehicle") }

// String prints the name of the fact only.
func (Vehicle) String() string { return "register.Vehicle" + hidden }

// LogValue gives the name of the fact only.
func (Vehicle) LogValue() slog.Value { return slog.StringValue("register.Vehicle" + hidden) }

// Format prints the name of the fact only.
func (Vehicles) Format(s fmt.State, _ rune) { redact(s, "Vehicles") }

// String prints the name of the fact only.
func (Vehicles) String() string { return "register.Vehicles" + hidden }

// LogValue gives the name of the fact only.
func (Vehicles) LogValue() slog.Value { return slog.StringValue("register.Vehicles" + hidden) }

// Format prints the name of the fact only.
func (Violation) Format(s fmt.State, _ rune) { redact(s, "Violation") }

// String prints the name of the fact only.
func (Violation) String() string { return "register.Violation" + hidden }

// LogValue gives the name of the fact only.
func (Violation) LogValue() slog.Value { return slog.StringValue("register.Violation" + hidden) }

// Format prints the name of the fact only.
func (Violations) Format(s fmt.State, _ rune) { redact(s, "Violations") }

// String prints the name of the fact only.
func (Violations) String() string { return "register.Violations" + hidden }

// LogValue gives the name of the fact only.
func (Violations) LogValue() slog.Value { return slog.StringValue("register.Violations" + hidden) }

// Format prints the name of the fact only.
func (Kiosk) Format(s fmt.State, _ rune) { redact(s, "Kiosk") }

// String prints the name of the fact only.
func (Kiosk) String() string { return "register.Kiosk" + hidden }

// LogValue gives the name of the fact only.
func (Kiosk) LogValue() slog.Value { return slog.StringValue("register.Kiosk" + hidden) }

// Format prints the name of the fact only.
func (HandedIn) Format(s fmt.State, _ rune) { redact(s, "HandedIn") }

// String prints the name of the fact only.
func (HandedIn) String() string { return "register.HandedIn" + hidden }

// LogValue gives the name of the fact only.
func (HandedIn) LogValue() slog.Value { return slog.StringValue("register.HandedIn" + hidden) }

// Format prints the name of the fact only.
func (FineDecision) Format(s fmt.State, _ rune) { redact(s, "FineDecision") }

// String prints the name of the fact only.
func (FineDecision) String() string { return "register.FineDecision" + hidden }

// LogValue gives the name of the fact only.
func (FineDecision) LogValue() slog.Value {
	return slog.StringValue("register.FineDecision" + hidden)
}

// Format prints the name of the fact only.
func (Decisions) Format(s fmt.State, _ rune) { redact(s, "Decisions") }

// String prints the name of the fact only.
func (Decisions) String() string { return "register.Decisions" + hidden }

// LogValue gives the name of the fact only.
func (Decisions) LogValue() slog.Value {
	return slog.StringValue("register.Decisions" + hidden)
}

// Format prints the name of the fact only.
func (PointsItem) Format(s fmt.State, _ rune) { redact(s, "PointsItem") }

// String prints the name of the fact only.
func (PointsItem) String() string { return "register.PointsItem" + hidden }

// LogValue gives the name of the fact only.
func (PointsItem) LogValue() slog.Value {
	return slog.StringValue("register.PointsItem" + hidden)
}

// Format prints the name of the fact only.
func (Points) Format(s fmt.State, _ rune) { redact(s, "Points") }

// String prints the name of the fact only.
func (Points) String() string { return "register.Points" + hidden }

// LogValue gives the name of the fact only.
func (Points) LogValue() slog.Value {
	return slog.StringValue("register.Points" + hidden)
}

// Format prints the name of the fact only.
func (Medical) Format(s fmt.State, _ rune) { redact(s, "Medical") }

// String prints the name of the fact only.
func (Medical) String() string { return "register.Medical" + hidden }

// LogValue gives the name of the fact only.
func (Medical) LogValue() slog.Value {
	return slog.StringValue("register.Medical" + hidden)
}

// Format prints the name of the fact only.
func (Filing) Format(s fmt.State, _ rune) { redact(s, "Filing") }

// String prints the name of the fact only.
func (Filing) String() string { return "register.Filing" + hidden }

// LogValue gives the name of the fact only.
func (Filing) LogValue() slog.Value {
	return slog.StringValue("register.Filing" + hidden)
}

// Format prints the name of the fact only.
func (FilingConsent) Format(s fmt.State, _ rune) { redact(s, "FilingConsent") }

// String prints the name of the fact only.
func (FilingConsent) String() string { return "register.FilingConsent" + hidden }

// LogValue gives the name of the fact only.
func (FilingConsent) LogValue() slog.Value {
	return slog.StringValue("register.FilingConsent" + hidden)
}
func (TaiwanEndorsement) Format(s fmt.State, _ rune) { redact(s, "TaiwanEndorsement") }

// String prints the name of the fact only.
func (TaiwanEndorsement) String() string { return "register.TaiwanEndorsement" + hidden }

// LogValue gives the name of the fact only.
func (TaiwanEndorsement) LogValue() slog.Value {
	return slog.StringValue("register.TaiwanEndorsement" + hidden)
}

// Format prints the name of the fact only.
func (TaiwanPermit) Format(s fmt.State, _ rune) { redact(s, "TaiwanPermit") }

// String prints the name of the fact only.
func (TaiwanPermit) String() string { return "register.TaiwanPermit" + hidden }

// LogValue gives the name of the fact only.
func (TaiwanPermit) LogValue() slog.Value { return slog.StringValue("register.TaiwanPermit" + hidden) }

// Format prints the name of the fact only.
func (ReadyDocument) Format(s fmt.State, _ rune) { redact(s, "ReadyDocument") }

// String prints the name of the fact only.
func (ReadyDocument) String() string { return "register.ReadyDocument" + hidden }

// LogValue gives the name of the fact only.
func (ReadyDocument) LogValue() slog.Value {
	return slog.StringValue("register.ReadyDocument" + hidden)
}

// Format prints the name of the fact only.
func (Ready) Format(s fmt.State, _ rune) { redact(s, "Ready") }

// String prints the name of the fact only.
func (Ready) String() string { return "register.Ready" + hidden }

// LogValue gives the name of the fact only.
func (Ready) LogValue() slog.Value { return slog.StringValue("register.Ready" + hidden) }
