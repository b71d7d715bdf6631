package gate

import (
	"slices"

	"onevisit/models/audit"
)

// Entries says what an operation leaves in the audit log when it succeeds. What
// is not named it does not leave; a refused one leaves nothing but what the
// refusal itself is (a failed sign-in).
type Entries struct {
	Always []audit.Action // every one of them
	Either []audit.Action // one of them
	May    []audit.Action // besides, as the case has it
	// Quiet says when a success leaves nothing, "" where it never does.
	Quiet string
}

// Allows tells whether the operation declares the action.
func (e Entries) Allows(a audit.Action) bool {
	return slices.Contains(e.Always, a) || slices.Contains(e.Either, a) || slices.Contains(e.May, a)
}

// EntriesOf returns what an operation declares. Operations that only read, and
// show nobody's data, declare nothing: false.
//
// Looking at figures is not an entry each: an auditor's day is thousands of
// them, and a figure says nothing about anybody. What shows a person's data
// (a case, a revealed field, a picture, a kept record) is.
func EntriesOf(operation string) (Entries, bool) {
	for _, table := range []map[string]Entries{outsideEntries(), officeEntries(), opsEntries()} {
		if e, ok := table[operation]; ok {
			return e, true
		}
	}
	return Entries{}, false
}

// walk are the steps an application may take in one go once it moves.
func walk() []audit.Action {
	return []audit.Action{
		audit.ApplicationApproved, audit.ApplicationRejected, audit.ApplicationHanded, audit.ApplicationDue, audit.ApplicationIssuing,
		audit.ApplicationPaid, audit.ApplicationPosted, audit.ApplicationCompleted, audit.ApplicationStopped, audit.ApplicationRepaired,
		audit.ApplicationWithdrawn, audit.ApplicationRecalled, audit.ResultDelivered, audit.ResultFailed,
		audit.CorrectionAsked, audit.CorrectionAnswered, audit.CorrectionWithdrawn, audit.ClockStopped, audit.ClockStarted,
		audit.OrderOpened, audit.OrderPaid, audit.OrderClosed, audit.OrderRefunding, audit.OrderRefunded, audit.OrderQuarantined,
	}
}

// outsideEntries are those of citizens, their devices and the outside world.
func outsideEntries() map[string]Entries {
	type actions = []audit.Action
	one := func(a ...audit.Action) Entries { return Entries{Always: a} }
	none := Entries{Quiet: "it changes nothing that is anybody's"}
	return map[string]Entries{
		"kiosk.enrolDevice":        {Always: actions{audit.DeviceEnrolled}, May: actions{audit.DeviceRevoked}},
		"kiosk.beginSession":       {Always: actions{audit.SessionBegun}, May: actions{audit.SessionEnded}},
		"kiosk.askForClerk":        one(audit.IdentityAsked),
		"kiosk.beginProvenSession": {Always: actions{audit.SessionBegun, audit.IdentityUsed}, May: actions{audit.SessionEnded}},
		"kiosk.touchSession":       {Quiet: "a sign of life"},
		"kiosk.endSession":         {May: actions{audit.SessionEnded}, Quiet: "the session had ended"},
		"kiosk.rate":               one(audit.SessionRated),
		"kiosk.openApplication":    {May: actions{audit.ApplicationOpened, audit.ApplicationResumed, audit.PreCheckEnded, audit.MatterAsked}, Quiet: "the application was open already, or a register did not answer"},
		"kiosk.saveStep":           one(audit.StepSaved),
		"kiosk.attach":             one(audit.Attached),
		"kiosk.getApplication":     {May: actions{audit.ApplicationResumed}, Quiet: "it belongs to this session already"},
		"kiosk.getImage":           one(audit.EvidenceShown),
		"kiosk.submit":             {Always: actions{audit.ApplicationSubmitted}, May: append(walk(), audit.RegisterTold)},
		"kiosk.sendPhoneLink":      {May: actions{audit.LinkSent}, Quiet: "the message is sent by a job, whose entry it is"},
		"kiosk.withdraw":           {Always: actions{audit.ApplicationWithdrawn}, May: walk()},
		"kiosk.reportResult":       {Always: actions{audit.ResultReported}, May: walk()},
		"kiosk.createOrder":        {May: walk(), Quiet: "an order that is still open is shown again"},
		"kiosk.getOrder":           {May: walk(), Quiet: "the provider had nothing new"},
		"kiosk.printPaper":         one(audit.PaperPrinted),
		"kiosk.reportPaper":        {May: actions{audit.PaperFailed}, Quiet: "it was told before"},
		"kiosk.sendPapers":         {Quiet: "the message is sent by a job, which changes nothing of the case"},

		"phone.openLink":        {May: actions{audit.LinkOpened, audit.LinkRefused}, Quiet: "the holder was not confirmed, and nothing was shown"},
		"phone.renewLink":       {May: actions{audit.LinkSent}, Quiet: "the answer is the same whether there is such a link; the message is sent by a job"},
		"phone.endPhoneSession": {May: actions{audit.PhoneEnded}, Quiet: "the session had ended"},
		"phone.getPhoneImage":   {May: actions{audit.EvidenceShown}, Quiet: "the person's own upload"},
		"phone.savePhoneStep":   one(audit.StepSaved),
		"phone.attachFromPhone": one(audit.Attached),
		"phone.submitFromPhone": {Always: actions{audit.ApplicationSubmitted, audit.CorrectionAnswered}, May: append(walk(), audit.PhoneEnded, audit.RegisterTold)},

		"provider.paymentNotice": {May: walk(), Quiet: "the notice was known"},

		"demo.demoEnrolmentCode": {May: actions{audit.DeviceCodeMade, audit.DeviceCodeVoided}, Quiet: "none was needed"},
		"demo.demoReading":       none,
		"demo.demoFactor":        none,
		"demo.demoPay":           none,
		"demo.setFault":          none,
		"demo.demoDeliver":       none,
	}
}

// officeEntries are those of staff.
func officeEntries() map[string]Entries {
	type actions = []audit.Action
	one := func(a ...audit.Action) Entries { return Entries{Always: a} }
	decided := append(walk(), audit.DecisionFinal, audit.SecondAsked, audit.Disagreed, audit.DecisionOverturned, audit.DecisionStopped, audit.CaseReleased)
	return map[string]Entries{
		"staff.login":          {Either: actions{audit.StaffSignedIn, audit.StaffHalfway}, May: actions{audit.StaffSignedOut}},
		"staff.enterCode":      {Always: actions{audit.StaffSignedIn}, May: actions{audit.RecoveryUsed}},
		"staff.offerFactor":    {Quiet: "it counts only when confirmed"},
		"staff.confirmFactor":  {Always: actions{audit.FactorEnrolled, audit.StaffSignedIn}},
		"auditor.createExport": one(audit.FiguresExported),
		"auditor.runWhatIf":    one(audit.WhatIfRan),
		"auditor.revealMatter": one(audit.MatterRevealed),
		"auditor.getMatter":    one(audit.MatterSeen),
		"staff.stepUp":         {Always: actions{audit.StepUpPassed}, May: actions{audit.RecoveryUsed}},
		"staff.logout":         {May: actions{audit.StaffSignedOut, audit.DutyChanged, audit.CaseReleased}, Quiet: "nobody was signed in"},

		"desk.getCase":          one(audit.CaseSeen),
		"desk.getCaseImage":     one(audit.CaseRevealed),
		"desk.getRecord":        one(audit.RecordSeen),
		"desk.claimNext":        {May: actions{audit.CaseClaimed}, Quiet: "nothing waits"},
		"desk.claimCase":        {May: actions{audit.CaseClaimed, audit.CaseReleased}, Quiet: "it was claimed by the same clerk already"},
		"desk.renewClaim":       {Quiet: "a sign of life"},
		"desk.releaseCase":      {May: actions{audit.CaseReleased}, Quiet: "the claim had ended"},
		"desk.reveal":           one(audit.CaseRevealed),
		"desk.takeOverCase":     {Always: actions{audit.CaseTakenOver}, May: actions{audit.CaseReleased, audit.CaseClaimed}},
		"desk.assignCase":       {Always: actions{audit.CaseAssigned}, May: actions{audit.CaseReleased}},
		"desk.reportPresence":   {Quiet: "who looks at what is told to colleagues and not kept"},
		"desk.decide":           {Always: actions{audit.CaseDecided}, May: decided},
		"desk.callCitizen":      one(audit.CitizenCalled),
		"desk.undoDecision":     {Always: actions{audit.DecisionUndone}, May: actions{audit.CaseClaimed}},
		"desk.withdrawDecision": {Always: actions{audit.DecisionWithdrawn}, May: decided},
		"desk.amendCause":       one(audit.OneVisitCauseAmends),
		"desk.previewBulk":      {Quiet: "it decides nothing and shows no values"},
		"desk.decideBulk":       {Always: actions{audit.BulkDecided}, May: append(decided, audit.CaseDecided)},
		"desk.undoBulk":         {Always: actions{audit.BulkUndone}, May: actions{audit.DecisionUndone}},
		"desk.lookUpAtWindow":   one(audit.WindowLookedUp),
		"desk.recordWindowAct":  {Always: actions{audit.WindowRecorded}, May: append(walk(), audit.CaseReleased, audit.PreCheckEnded)},
		"desk.takeIdentity":     one(audit.IdentityTaken),
		"desk.releaseIdentity":  one(audit.IdentityReleased),
		"desk.revealIdentity":   one(audit.IdentityRevealed),
		"desk.proveIdentity":    {Always: actions{audit.IdentityProven}, May: actions{audit.MatterAbandoned}},
		"desk.refuseIdentity":   one(audit.IdentityRefused),
		"desk.printWindowPaper": one(audit.PaperPrinted),
		"desk.chooseHall":       {May: actions{audit.HallChosen}, Quiet: "it was looked at already"},
		"desk.setDuty":          {May: actions{audit.DutyChanged, audit.CaseReleased}, Quiet: "it was so already"},
		"desk.setRoster":        {May: actions{audit.DutyChanged, audit.SkillGranted, audit.SkillRevoked, audit.CaseReleased}, Quiet: "it was so already"},
		"desk.createDeviceCode": {Always: actions{audit.DeviceCodeMade}, May: actions{audit.DeviceCodeVoided}},
	}
}

// opsEntries are those of the audience of operation.
func opsEntries() map[string]Entries {
	one := func(a audit.Action) Entries { return Entries{Always: []audit.Action{a}} }
	return map[string]Entries{
		"ops.checkDefinition": {Quiet: "it reads a file and keeps nothing"},
		"ops.submitProposal":  one(audit.DefinitionSubmitted),
		"ops.approveProposal": {
			Always: []audit.Action{audit.DefinitionApproved},
			May:    []audit.Action{audit.DefinitionPublished, audit.DefinitionRetired, audit.DefinitionRestored}, // what was due meanwhile
		},
		"ops.returnProposal":   one(audit.DefinitionReturned),
		"ops.withdrawProposal": {Always: []audit.Action{audit.DefinitionWithdrawn}, May: []audit.Action{audit.DefinitionPublished, audit.DefinitionRetired, audit.DefinitionRestored}},
	}
}
