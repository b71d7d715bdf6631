package gate

import (
	"maps"
	"slices"

	"onevisit/models/staff"
)

// Caller says whom an operation wants.
type Caller int

// The callers.
const (
	Anybody        Caller = iota // the handler checks by itself (a code, a password, a signature)
	Kiosk                        // an enrolled device
	KioskOrCitizen               // an enrolled device, and the citizen where there still is a session
	Citizen                      // an enrolled device with a live citizen session
	Phone                        // a phone with a live session of a link
	MaybePhone                   // a phone, with its token where it has one
	MaybeStaff                   // staff where signed in
	Entrant                      // staff whose password was right and whose second factor is missing, and nobody else
	Worker                       // signed-in staff of one of the rule's roles
)

// Rule is who may call one operation.
type Rule struct {
	Caller  Caller
	Roles   []staff.Role // of Worker
	Guarded bool         // a secret can be guessed here: few tries a minute and address
	// StepUp asks a Worker for the second factor again, when that was not done in
	// the last minutes (the option step-up-time): 401 step-up-required. Declare it
	// for what shows or takes away more than a screen of somebody's data:
	//
	//	"auditor.createExport": {Caller: Worker, Roles: []staff.Role{staff.Auditor}, StepUp: true},
	//
	// or auditor.stepUp() of one of the rules below. A role that has no second
	// factor (the option second-factor; clerks by default) is not asked, so the
	// flag may stand on operations that several roles share. The refusal comes
	// before the idempotency look-up and keeps nothing: the screens ask for a code
	// and repeat the call with the key it had (useStepUp of kiosk-ui/src/console).
	// How often an account may do such a thing in an hour is the use case's:
	// staff.Allowance counts in its transaction.
	StepUp bool
	// Settles says that the operation is one transaction with the stored reply
	// under its key in it and no effect before it. A repeat then fails by itself,
	// so the reply is looked up only after a failure.
	Settles bool
}

// stepUp is the rule with a step-up asked for.
func (r Rule) stepUp() Rule {
	r.StepUp = true
	return r
}

// rules is the one table from operations to callers. A test holds it against
// the contracts, and the server does not start with an operation without one.
func rules() map[string]Rule {
	all := outsideRules()
	maps.Copy(all, officeRules())
	maps.Copy(all, consoleRules())
	return all
}

// outsideRules are those of citizens, their devices and the outside world.
func outsideRules() map[string]Rule {
	anybody, guarded := Rule{Caller: Anybody}, Rule{Caller: Anybody, Guarded: true}
	kiosk, citizen, phone := Rule{Caller: Kiosk}, Rule{Caller: Citizen}, Rule{Caller: Phone}
	return map[string]Rule{
		"kiosk.getDevice":          kiosk,
		"kiosk.getCalls":           kiosk,
		"kiosk.enrolDevice":        guarded,
		"kiosk.beginSession":       kiosk,
		"kiosk.listServices":       kiosk,
		"kiosk.askForClerk":        kiosk,
		"kiosk.beginProvenSession": kiosk,
		"kiosk.getSession":         citizen,
		"kiosk.touchSession":       citizen,
		"kiosk.endSession":         {Caller: KioskOrCitizen},
		"kiosk.rate":               citizen,
		"kiosk.getMenu":            citizen,
		"kiosk.listApplications":   citizen,
		"kiosk.openApplication":    citizen,
		"kiosk.getApplication":     citizen,
		"kiosk.getStep":            citizen,
		"kiosk.saveStep":           {Caller: Citizen, Settles: true},
		"kiosk.attach":             citizen,
		"kiosk.getImage":           citizen,
		"kiosk.submit":             citizen,
		"kiosk.withdraw":           citizen,
		"kiosk.reportResult":       citizen,
		"kiosk.createOrder":        citizen,
		"kiosk.getOrder":           citizen,
		"kiosk.listPapers":         citizen,
		"kiosk.sendPapers":         citizen,
		"kiosk.printPaper":         citizen,
		"kiosk.getPaper":           citizen,
		"kiosk.reportPaper":        citizen,
		"kiosk.getPaperPage":       citizen,
		"kiosk.sendPhoneLink":      citizen,

		"phone.openLink":            {Caller: MaybePhone, Guarded: true},
		"phone.renewLink":           guarded,
		"phone.endPhoneSession":     {Caller: MaybePhone},
		"phone.getPhoneApplication": phone,
		"phone.getPhoneStep":        phone,
		"phone.savePhoneStep":       {Caller: Phone, Settles: true},
		"phone.attachFromPhone":     phone,
		"phone.getPhoneImage":       phone,
		"phone.submitFromPhone":     phone,

		"provider.paymentNotice": anybody,

		// The demo hall's stand-ins for hardware and phone; absent outside it.
		"demo.listPersons":       anybody,
		"demo.demoEnrolmentCode": anybody,
		"demo.demoCode":          anybody,
		"demo.demoReading":       kiosk,
		"demo.demoFactor":        kiosk,
		"demo.demoPhoto":         anybody,
		"demo.demoPay":           anybody,
		"demo.listFaults":        anybody,
		"demo.setFault":          anybody,
		"demo.demoDeliver":       anybody,
		"demo.listMessages":      anybody,
	}
}

// officeRules are those of everybody's sign-in and of the desk.
func officeRules() map[string]Rule {
	desk := Rule{Caller: Worker, Roles: []staff.Role{staff.Clerk, staff.Supervisor}}
	supervisor := Rule{Caller: Worker, Roles: []staff.Role{staff.Supervisor}}
	return map[string]Rule{
		"staff.login":         {Caller: MaybeStaff, Guarded: true},
		"staff.enterCode":     {Caller: Entrant, Guarded: true},
		"staff.offerFactor":   {Caller: Entrant, Guarded: true},
		"staff.confirmFactor": {Caller: Entrant, Guarded: true},
		"staff.stepUp":        {Caller: Worker, Roles: staff.Roles(), Guarded: true},
		"staff.logout":        {Caller: MaybeStaff},
		"staff.me":            {Caller: Worker, Roles: staff.Roles()},

		"desk.getQueue":           desk,
		"desk.claimNext":          desk,
		"desk.getCase":            desk,
		"desk.claimCase":          desk,
		"desk.renewClaim":         desk,
		"desk.releaseCase":        desk,
		"desk.reveal":             desk.stepUp(),
		"desk.getCaseImage":       desk,
		"desk.decide":             desk,
		"desk.listReasons":        desk,
		"desk.getEvents":          desk,
		"desk.getDuty":            desk,
		"desk.setDuty":            desk,
		"desk.getRoster":          supervisor,
		"desk.setRoster":          supervisor,
		"desk.getBoard":           supervisor,
		"desk.chooseHall":         supervisor,
		"desk.takeOverCase":       supervisor,
		"desk.assignCase":         supervisor,
		"desk.reportPresence":     desk,
		"desk.getCorrectables":    desk,
		"desk.callCitizen":        desk,
		"desk.listRecords":        desk,
		"desk.getRecord":          desk,
		"desk.listDecisions":      desk,
		"desk.undoDecision":       desk,
		"desk.withdrawDecision":   supervisor,
		"desk.getMatterVisits":    supervisor,
		"desk.amendCause":         supervisor,
		"desk.previewBulk":        desk,
		"desk.decideBulk":         desk,
		"desk.undoBulk":           desk,
		"desk.lookUpAtWindow":     desk,
		"desk.recordWindowAct":    desk,
		"desk.createDeviceCode":   supervisor,
		"desk.listIdentities":     desk,
		"desk.takeIdentity":       desk,
		"desk.releaseIdentity":    desk,
		"desk.revealIdentity":     desk.stepUp(),
		"desk.proveIdentity":      desk,
		"desk.refuseIdentity":     desk,
		"desk.listWindowPapers":   desk,
		"desk.printWindowPaper":   desk,
		"desk.getWindowPaper":     desk,
		"desk.getWindowPaperPage": desk,
	}
}

// consoleRules are those of auditors and of operation.
func consoleRules() map[string]Rule {
	supervisor := Rule{Caller: Worker, Roles: []staff.Role{staff.Supervisor}}
	auditor := Rule{Caller: Worker, Roles: []staff.Role{staff.Auditor}}
	reader := Rule{Caller: Worker, Roles: []staff.Role{staff.Supervisor, staff.Auditor}} // who may read what is published
	return map[string]Rule{
		"auditor.getRate":           auditor,
		"auditor.getBreakdown":      auditor,
		"auditor.getCauses":         auditor,
		"auditor.listMatters":       auditor,
		"auditor.getMatter":         auditor,
		"auditor.getDefinition":     auditor,
		"auditor.getLog":            auditor,
		"auditor.getLogCheckpoint":  auditor,
		"auditor.getLogConsistency": auditor,
		"auditor.getLogProof":       auditor,
		"auditor.listFigures":       auditor,
		"auditor.getFigure":         auditor,
		"auditor.listFigureRecords": auditor,
		"auditor.getPin":            auditor,
		"auditor.createExport":      auditor.stepUp(),
		"auditor.revealMatter":      auditor.stepUp(),
		// A computation that takes a whole definition: it changes nothing.
		"auditor.runWhatIf": auditor,

		"ops.listDefinitions":      reader,
		"ops.getDefinitionHistory": reader,
		"ops.getDefinitionSource":  reader,
		"ops.getProposal":          reader,
		"ops.checkDefinition":      supervisor,
		// What a whole database's halls do by: shown the second factor again, where
		// supervisors have one.
		"ops.submitProposal":   supervisor.stepUp(),
		"ops.approveProposal":  supervisor.stepUp(),
		"ops.returnProposal":   supervisor,
		"ops.withdrawProposal": supervisor.stepUp(),
	}
}

// RuleOf returns the rule of an operation, "kiosk.saveStep".
func RuleOf(operation string) (Rule, bool) {
	rule, ok := rules()[operation]
	return rule, ok
}

// Operations lists the table's operations in order.
func Operations() []string { return slices.Sorted(maps.Keys(rules())) }
