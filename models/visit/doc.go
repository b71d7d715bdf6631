// Package visit knows who came, where and on which day, and why somebody had
// to come a second time. Its words are person, session, visit and matter:
//
//   - A person is resolved by the ID number alone, through a keyed index of it.
//     A permit leads to the same person by the register's record of the permit.
//   - A session is one use of one kiosk. A device has at most one that lives.
//   - A visit is one presence: (person, site, local date of the session's begin).
//     All sessions and desks of one person at one site on one day are one visit;
//     the site is the hall, not the device; a session that begins after midnight
//     is a new visit, one that began before stays what it was.
//   - A matter is one need of one person for one service, from the first attempt,
//     even one refused at the pre-check, to its end.
//
// Two events of a person and service more than [Window] local days apart belong
// to two matters: 90 days later is the same, 91 a new one. The distance slides
// with each event. Completion closes a matter; a return within the window after
// a rejection or withdrawal opens the same matter again. Abandonment is no event
// of its own: it states that the window has run out, so the distance keeps being
// measured from the last thing that happened. Otherwise it would depend on the
// hour of a nightly job whether somebody who returns on the 91st day begins anew.
// An application in the office's hands is never cut off from its matter.
//
// Every visit after a matter's first carries exactly one [Cause], which follows
// by rule from how the visit before it ended ([Ending]). Where several endings
// apply the most specific counts; that the machine refused counts last.
//
// What it refuses: to count, to rate or to forgive. The figures are completion's.
package visit
