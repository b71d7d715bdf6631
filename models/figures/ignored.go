package figures

import "onevisit/models/audit"

// Ignored are the actions that change nothing that is counted: what is only
// looked at, kept secret, let in or handed around between clerks, and the step
// saves, which are most of all entries. Every other action is looked at, so that a new one
// is never forgotten.
func Ignored() []audit.Action {
	return []audit.Action{
		audit.StepSaved, audit.EvidenceShown, audit.Attached,
		audit.KeyMade, audit.StaffCreated, audit.StaffDisabled, audit.StaffRelated, audit.StaffSignedIn, audit.StaffRefused,
		audit.StaffLocked, audit.StaffSignedOut, audit.DutyChanged, audit.SkillGranted, audit.SkillRevoked,
		audit.DeviceCodeMade, audit.DeviceCodeVoided, audit.AccessDenied,
		audit.CaseSeen, audit.CaseRevealed, audit.RecordSeen, audit.WindowLookedUp, audit.FiguresSeen, audit.MatterSeen, audit.MatterRevealed,
		audit.CaseClaimed, audit.CaseReleased, audit.CaseTakenOver, audit.CaseAssigned,
		audit.SessionBegun, audit.PaperPrinted, audit.PaperFailed, audit.CitizenCalled, audit.CorrectionReminded, audit.DeadlineNear, audit.DeadlineBroken,
		audit.IdentityAsked, audit.IdentityTaken, audit.IdentityReleased, audit.IdentityRevealed, audit.IdentityRefused, audit.IdentityUsed,
		audit.IdentityCodeRefused, audit.IdentityExpired, // IdentityProven counts a visit
		audit.LinkSent, audit.LinkOpened, audit.LinkRefused, audit.PhoneEnded,
	}
}
