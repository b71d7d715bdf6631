// Package payment collects the fees and fines of an application: one order, one
// QR code, one effect, whatever the provider and the network do meanwhile.
//
// The rules it keeps:
//
//   - The order's row, with our own unique number, is committed before the
//     provider is called. A notice that overtakes the provider's reply therefore
//     always finds its order, and a call whose reply was lost can be asked about.
//   - One live order per application and per subject (a fine's decision number),
//     held by unique keys, not by looking first.
//   - States only move forward (states.go). Each change is conditional on the
//     order's version and shares a transaction with its audit entry and with what
//     the payment causes (the OnPaid hook).
//   - The provider's silence is never read as "not paid": an order whose creation
//     got no answer is "unknown" and is asked about before anything else is done.
//   - A notice is believed only if its signature, time, merchant, order and
//     amount are right. A correctly signed one that does not fit is quarantined
//     for people to look at; the order stays as it was.
//   - Money that arrives after an order was closed goes back, once.
//   - Every day our book is compared with the provider's bill, both ways.
//
// What it refuses: orders of nothing (a warning has no order), partial payments,
// refunds by hand (they need two people and come with the desk's own use case).
package payment
