package kiosk_test

import (
	"testing"

	"onevisit/api/internal/webtest"
	"onevisit/models/modelstest"
	"onevisit/models/register"
)

// refuses sends an answer that cannot stand and wants its field named, with a
// sentence in either language, and what was kept before untouched.
func (h *hall) refuses(a app, step, field string, answers map[string]any, kept map[string]any) {
	h.t.Helper()
	said := map[string]string{}
	for language, options := range map[string][]webtest.Option{
		"zh-CN": {webtest.IfMatch(a.etag)}, "en": {webtest.IfMatch(a.etag), webtest.English()},
	} {
		p := h.Do("PUT", path(a, "/steps/"+step), map[string]any{"answers": answers}, options...).WantProblem(422, "answers")
		if len(p.Errors) != 1 || p.Errors[0].Field != field || p.Errors[0].Message == "" {
			h.t.Fatalf("%s: %+v", language, p.Errors)
		}
		said[language] = p.Errors[0].Message
	}
	if said["zh-CN"] == said["en"] {
		h.t.Errorf("the same sentence in both languages: %s", said["en"])
	}
	for name, want := range kept {
		if got := h.answer(a, step, name); got != want {
			h.t.Errorf("the refused input changed %s to %v", name, got)
		}
	}
}

// B16: a plate is kept as it is written on the car, whatever kind it is of, or
// refused at its field.
func TestTyped_platesOfEveryKind(t *testing.T) {
	h := newHall(t).identify()
	a := h.open("traffic.vehicle-filing")
	for _, c := range []struct{ name, kind, typed, kept string }{
		{"ordinary", "02", "粤B12346", "粤B12346"},
		{"ordinary, more letters than usual", "02", "粤BABC12", "粤BABC12"},
		{"lower case, blanks, a dot as on the car", "02", " 粤b·123 46", "粤B12346"},
		{"full width", "02", "粤Ｂ１２３４６", "粤B12346"},
		{"another look-alike dot", "02", "粤B•12346", "粤B12346"},
		{"small new-energy, letter D", "52", "粤bd12345", "粤BD12345"},
		{"small new-energy, letter A and another", "52", "粤BAA1234", "粤BAA1234"},
		{"large new-energy", "52", "粤B12345d", "粤B12345D"},
		{"police", "02", "粤A0001警", "粤A0001警"},
		{"police of a province", "02", "粤O1234警", "粤O1234警"},
		{"learner", "02", "粤B1234学", "粤B1234学"},
		{"trailer", "02", "粤B1234挂", "粤B1234挂"},
		{"Hong Kong", "02", "粤ZA123港", "粤ZA123港"},
		{"Macau", "02", "粤Z1234澳", "粤Z1234澳"},
		{"embassy", "02", "224001使", "224001使"},
		{"consulate", "02", "粤A0012领", "粤A0012领"},
		{"emergency rescue", "02", "粤X1234应急", "粤X1234应急"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h.Registers.PutAt(register.FactFiling, c.kind+c.kept, register.Filing{
				Exists: true, Kind: "小型轿车", Status: "A", Use: "A", OwnerMobile: "139****0002",
			})
			a = h.step(h.step(a, "kind", map[string]any{"plate_type": c.kind}), "vehicle", map[string]any{"plate": c.typed})
			if got := h.answer(a, "vehicle", "plate"); got != c.kept {
				t.Errorf("kept as %v, want %s", got, c.kept)
			}
		})
	}
	kept := map[string]any{"plate": "粤X1234应急"}
	for name, plate := range map[string]string{
		"no such province": "港B12345", "letter I": "粤I12345", "letter O among the places": "粤BO1234", "9 characters": "粤B12345678", "one short": "粤B1234",
		"look-alike of 警": "粤A0001敬", "learner's with a place too many": "粤B12345学", "Hong Kong's on another letter": "粤BA123港",
		"embassy's with a digit short": "22401使", "rescue on an ordinary letter": "粤B1234应急", "small new-energy, letter I": "粤BI12345",
		"emoji": "粤B😀1234", "right-to-left override": "粤B\u202e12345", "only blanks": "   ", "quotes": "粤B' OR 1",
	} {
		t.Run(name, func(t *testing.T) {
			h.t = t
			h.refuses(a, "vehicle", "plate", map[string]any{"plate": plate}, kept)
		})
	}
	// Well formed, and on no car: said like that, with nothing lost.
	h.refuses(a, "vehicle", "plate", map[string]any{"plate": "粤B99999"}, kept)
	h.refuses(a, "code", "code", map[string]any{"code": "１２３４５"}, nil)
	h.Registers.PutAt(register.FactFilingConsent, "02粤X1234应急/123456", register.FilingConsent{Exists: true})
	a = h.step(a, "code", map[string]any{"code": " １２３ ４５６ "})
	if got := h.answer(a, "code", "code"); got != "123456" {
		t.Errorf("the code is kept as %v", got)
	}
}

// A decision's number is the sixteen digits on the paper; fifteen are the
// platform's, and nobody can pay with them.
func TestTyped_decisionNumbers(t *testing.T) {
	const number = "4403991990000015"
	h := newHall(t).identify()
	a := h.step(h.open("traffic.pay-fine"), "whose", map[string]any{"whose": "number"})
	h.Registers.PutAt(register.FactDecision, number, register.FineDecision{
		Exists: true, Number: number, Kind: "decision", State: "unpaid", FineFen: 5000, ReceivedOn: "2026-11-20", DecidedOn: "2026-11-20",
		Holder: "王*", OfficeName: "测试交警大队", Payable: true,
	})
	for name, typed := range map[string]string{
		"as printed": number, "full width": "４４０３９９１９９０００００１５", "in groups of four": "4403 9919 9000 0015", "with dashes": "4403-9919-9000-0015",
	} {
		t.Run(name, func(t *testing.T) {
			a = h.step(a, "number", map[string]any{"decision_number": typed})
			if got := h.answer(a, "number", "decision_number"); got != number {
				t.Errorf("kept as %v", got)
			}
		})
	}
	for name, typed := range map[string]string{
		"the platform's 15": number[:15], "17 digits": number + "5", "a letter O": "44O3991990000015", "office outside the country": "0403991990000015",
		"class 0": "4403990990000015", "a voucher, class 3": "4403993990000015", "another that exists nowhere": "4403991990000023", "emoji": "😀", "only blanks": "    ",
	} {
		t.Run(name, func(t *testing.T) {
			h.t = t
			h.refuses(a, "number", "decision_number", map[string]any{"decision_number": typed}, map[string]any{"decision_number": number})
		})
	}
}

// Both spellings of Ü are readings of a name; what is neither is refused, and the
// other half of the name stays.
func TestTyped_pinyinOfTheUmlaut(t *testing.T) {
	h := newHall(t)
	facts := modelstest.Citizen(modelstest.Driver)
	person, _ := facts[register.FactPerson].(register.Person)
	person.Name, person.SurnamePinyin, person.GivenPinyin = "吕略", "LYU", "LUE"
	person.SurnameReadings, person.GivenReadings = []string{"LYU"}, []string{"LUE"}
	passport, _ := facts[register.FactPassport].(register.Passport)
	passport.SurnamePinyin, passport.GivenPinyin = "LV", "LUE" // of before 2012
	facts[register.FactPerson], facts[register.FactPassport] = person, passport
	h.Registers.Put(modelstest.Driver, facts)
	h.identify()
	a := h.step(h.open(renewal), "person", map[string]any{"person_right": true})
	a = h.photographed(a)
	for _, c := range []struct{ name, surname, given, keptSurname, keptGiven string }{
		{"as the rule has it since 2012", "LYU", "LUE", "LYU", "LUE"},
		{"as in the old passport", "LV", "LUE", "LV", "LUE"},
		{"small letters, full width, a tone's blank", "ｌｙｕ", " lue ", "LYU", "LUE"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a = h.step(a, "spelling", map[string]any{"surname": c.surname, "given_name": c.given})
			if s, g := h.answer(a, "spelling", "surname"), h.answer(a, "spelling", "given_name"); s != c.keptSurname || g != c.keptGiven {
				t.Errorf("kept as %v %v", s, g)
			}
		})
	}
	kept := map[string]any{"surname": "LYU", "given_name": "LUE"}
	for name, typed := range map[string]string{"no reading of it": "LIU", "digits": "LYU4", "Han": "吕", "emoji": "😀", "only blanks": "  "} {
		t.Run(name, func(t *testing.T) {
			h.t = t
			h.refuses(a, "spelling", "surname", map[string]any{"surname": typed, "given_name": "LUE"}, kept)
		})
	}
}
