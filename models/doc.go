// Package models is the kernel of the business: the few types every context
// shares. It imports the standard library only, so that no context can pull a
// driver or a framework in through it.
//
// The contexts stand in folders below: visit, application, casework,
// completion and so on. They speak the office's words, the same in code, in
// the API, on the screen and in law:
//
//	service             事项      what can be applied for; described by a service definition
//	matter              一件事    one person's one need for one service, from the first attempt to its end
//	application         办件      the form and its case inside a matter, pinned to a definition version
//	visit               到场      one presence of the person at one site on one local date
//	session             会话      one use of one kiosk, from identification to wipe
//	step, answer        步骤      one page of questions; what was entered for one field
//	pre-check           预检      eligibility and completeness test before any effort is asked
//	acceptance          受理      the office takes the application in; the promised date starts
//	correction request  补正告知  the single, complete list of what is missing
//	claim               认领      a clerk's exclusive, expiring hold, with a fencing number
//	decision            审批决定  approve, reject, ask for correction, hand over to a window
//	completion          办结      the result has reached the citizen
//	one-visit           一次办结  completed with at most one visit; zero counts
package models
