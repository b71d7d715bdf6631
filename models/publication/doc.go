// Package publication is the life of a service definition in a hall that runs:
// who may bring a version into force, when, and which version is in force now.
//
// A move is one change somebody asks for: publish a version of a service, retire
// a service, or bring a retired one back. One person submits it and another one
// approves it; nobody does both (State and its one table). A version is submitted
// as YAML and checked before anybody else sees it: it has to compile, the linter
// has to find nothing, every scenario has to come out as expected and every branch
// has to be taken by one. It is checked again when it is approved, beside what is
// in force at that moment. Definitions hold for every hall on the database, so the
// second person may be of any of them; the audit entries name the halls.
//
// # What is in force
//
// InForce is a pure function of the delivered definitions, the approved moves and
// the moment. Nothing is switched by anybody: every process reads the moves each
// second (Keeper) and comes to the same answer, so a restart changes nothing and
// several processes agree within seconds. A move that takes effect as soon as it
// is approved does so Lead later, by when every process has the version.
// Applications are pinned to the version they began with and never look here.
//
// Decisions, with their reasons:
//
//   - The definitions inside the program are the floor: they are in force for
//     every service for which nobody published anything, and a service can be
//     retired or published over them.
//   - What two persons published stays in force when a newer program delivers
//     another version of the service. Rules must not change because a program was
//     exchanged. The list shows that the program brings another version; it is
//     brought into force by submitting it like any other.
//   - Where nothing was published, a newer program's version is in force from its
//     start, and keeping it is an audit entry. While two programs of different age
//     share a database, each serves its own floor.
//   - A published version that a program cannot compile is in force nevertheless:
//     that process does not offer the service and says so. Falling back to rules
//     that two persons replaced would go unseen.
//   - Withdrawing an approved move before it takes effect needs one person: it
//     keeps what is. Afterwards only another move changes anything; an older
//     version is brought back by submitting it again.
//   - A version published for a retired service is refused: the service is brought
//     back first, in the version it had.
//   - A move whose moment passed while it waited cannot be approved: it would take
//     effect at a moment nobody chose.
package publication
