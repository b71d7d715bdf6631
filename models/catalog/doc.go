// Package catalog holds the service definitions: one YAML file a service, with
// its titles, law, pre-check, questions, fees, review policy, results and the
// scenarios that prove them. There is no Go code for any one service.
//
// A file is decoded strictly (an unknown key is an error with its line), all
// its expressions are compiled and type-checked, and the whole is identified by
// the SHA-256 of its bytes. An application keeps the hash of the version it began
// with for life; Source keeps the bytes, so that old versions can be kept and
// compiled again.
//
// Compile answers whether a definition can run at all. Lint answers whether it
// should be published: dead ends, missing translations, questions a register
// already answers, undated fees.
//
// # The language
//
// Every text is a mapping of zh-CN and en; in most of them {expression} stands
// for a value. Expressions are CEL (models/expr) over
//
//	person.birth_date      a fact: register fields in snake case, declared under facts
//	answers.mobile         an answer given before; zero value while there is none
//	today, region          the day, and the division code of the kiosk's city
//	setting('fee', 'a')    the value of a setting on that day in that region
//	listed('cities', x)    whether a setting has a row for x then and there
//	setting_in('waiver', 'a', person.hukou_city), listed_in
//	                       the same for another place than the kiosk's
//	adult                  a term: a name given to an expression under terms
//
// and the functions age_on, days, add_days, add_months, sum, only_letters, covers,
// yuan, workday, overdue and surcharge (the last three count with the reference
// data). What a register did not answer is unknown: a pre-check rule that needs
// it makes the verdict unknown (or what its key unknown says), an option closes for
// now, a step is asked, a fee stops the submission. Nothing is ever waved through.
//
//	settings    dated, per-region tables with their law; reference: fees/hkm-permit draws the rows
//	            from models/reference, unconfirmed: true marks weak sources
//	menu        how it is found among the others: its place, what to have at hand, the words people
//	            look for it by beside its title, quick for what only tells or hands out something
//	suggest     when the menu points it out to the person, of what the registers know: rank 1 costs
//	            something if it waits, 2 ends soon, 3 is convenient; the sentence says why. It is only
//	            pointed out where the pre-check lets it be done here
//	changes     the facts that are different once it is done: what is remembered of them in the
//	            session is asked again; where it does not say, of all of them
//	precheck    rules under which the person cannot finish here: outcome no | window |
//	            only-with | later, what to bring, where to go, cause of the next visit.
//	            All are tried, so that every gap is told at once. first: names a service that
//	            does away with the reason here: its end leads back, in the same visit
//	steps       pages in order, each one question of at most three fields; when skips one
//	fields      kind, label, rules (validator tags), prefill, options or options-from, checks
//	fetch       a fact that a register is asked for by what was typed, before the checks of the
//	            field: somebody else's fine by its number. The pre-check never knows it
//	options     refuse: conditions that close one, with code and reason; hide leaves it out
//	must-see    every picture of a chosen record has to have been shown
//	fees        amounts in fen, one line or one for each element of a list
//	review      at-once | clerk | four-eyes | window, first line that holds; window names the
//	            reason (of reasons, for hand-over) that says what to bring there
//	reports     what a register is told the moment it is handed in, whatever is decided
//	            later: a lost document is void from then on
//	counts      no: a look-up or a collection is no matter of its own and enters no figure;
//	visit-of    the services in whose submitted matters its visit is counted
//	results     what is carried out: kind, stage, for each element, with the data it needs;
//	            number makes a decision one that exists and is only paid, entry makes what is
//	            produced an entry of a register ("traffic/licence-renewal"); answer says its
//	            text at once: a query has nothing else, no fee and no clerk
//	checklist   what the clerk looks at; reasons: why a clerk may end or return the case
//	base        facts every scenario begins with; scenarios: a person, answers, what must come
//
// The package imports models/expr. The first sketch of the house kept the two
// apart behind a checker interface; but a definition whose conditions were not
// compiled is not a definition, and an interface with one implementation on each
// side of a wall only hid that.
package catalog
