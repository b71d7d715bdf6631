// Package phone lets a citizen answer a correction request from a phone: a link
// in a text message, a second factor, and a session that can reach one
// application and of it only what was asked.
//
// Threat model. What is defended is one person's application: what was marked
// for correction can be read and replaced, and the application handed in again.
//
//   - The message is read by somebody else (a lock screen, a shared phone, a SIM
//     given on, a log of the gateway): the link alone opens nothing. The second
//     factor is the last six characters of the ID number, which the message does
//     not hold. Five wrong ones and the link is dead.
//   - The link leaks later (history, screenshot, forwarding): the first device
//     that passes is the only one. A second device is told what everybody is told
//     about any link that does not work, with the right factor too.
//   - The link is guessed or found in our own data: its secret is 256 random
//     bits, kept as a hash. Until its message was sent, and no longer, the secret
//     itself lies sealed beside it, so that a message tried again carries the same
//     link and the gateway's once-per-key holds. No job, log, audit entry, path or
//     query ever has it: it stands in the address' fragment, which browsers do not
//     send.
//   - Somebody asks which links exist: unknown, used, expired and replaced links
//     get one answer. The secret's length makes asking pointless.
//   - Six characters are guessed: five tries a link, one live link a request, few
//     tries a minute from one address, each refusal in the audit log. A new link
//     goes to the number on file only, once in ten minutes. The six characters
//     are no secret to family: whoever has the person's phone and knows the number
//     passes. This is accepted for correcting an application the person began at a
//     kiosk with their card and face; nothing is issued, paid or decided here.
//   - The phone is put down: 15 minutes idle, 60 in all; the cookie is HttpOnly
//     and SameSite=Strict. What was given earlier and elsewhere is shown masked,
//     pictures of other sessions not at all.
//   - The office changes its mind: a recalled, expired or answered request makes
//     its link dead in the same transaction. The session that answered may still
//     look at what became of it, so that a lost reply can be asked for again.
//
// At most one link of an application lives. A visit is never counted here.
package phone
