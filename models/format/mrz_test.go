package format

import (
	"strings"
	"testing"
)

// The specimens of ICAO 9303 parts 4 to 6, their state Utopia.
const (
	td3 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
	td2 = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6"
	td1 = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"
)

func TestParseMRZ_reads(t *testing.T) {
	person := MRZ{Issuer: "UTO", Nationality: "UTO", Birth: "740812", Sex: "F", Expiry: "120415", Surname: "ERIKSSON", Given: "ANNA MARIA"}
	for text, want := range map[string]MRZ{
		td3: {Kind: "TD3", Document: "P", Number: "L898902C3", Optional: "ZE184226B"},
		td2: {Kind: "TD2", Document: "I", Number: "D23145890"},
		td1: {Kind: "TD1", Document: "I", Number: "D23145890"},
	} {
		want.Issuer, want.Nationality, want.Birth, want.Sex = person.Issuer, person.Nationality, person.Birth, person.Sex
		want.Expiry, want.Surname, want.Given = person.Expiry, person.Surname, person.Given
		got, fault := ParseMRZ(text)
		if fault != "" || got != want {
			t.Errorf("ParseMRZ = %+v, %q\nwant %+v", got, fault, want)
		}
	}
}

func TestParseMRZ_aNumberOfMoreThanNinePlaces(t *testing.T) {
	number := "D23145890734"
	optional := number[9:] + string(check731(number))
	first := "I<UTO" + number[:9] + "<" + optional + strings.Repeat("<", 15-len(optional))
	second := "7408122F1204159UTO<<<<<<<<<<<"
	second += string(check731(first[5:] + second[:7] + second[8:15] + second[18:29]))
	got, fault := ParseMRZ(first + "\n" + second + "\nERIKSSON<<ANNA<MARIA<<<<<<<<<<")
	if fault != "" || got.Number != number {
		t.Errorf("number %q, fault %q", got.Number, fault)
	}
}

func TestParseMRZ_namesTheFieldThatWasMisread(t *testing.T) {
	put := func(s string, line, at int, to byte) string {
		lines := strings.Split(s, "\n")
		lines[line] = lines[line][:at] + string(to) + lines[line][at+1:]
		return strings.Join(lines, "\n")
	}
	for name, c := range map[string]struct{ text, want string }{
		"passport number":        {put(td3, 1, 0, 'M'), "mrz.number"},
		"passport birth":         {put(td3, 1, 14, '5'), "mrz.birth"},
		"passport expiry":        {put(td3, 1, 21, '2'), "mrz.expiry"},
		"passport optional":      {put(td3, 1, 28, 'Y'), "mrz.optional"},
		"passport composite":     {put(td3, 1, 43, '1'), "mrz.composite"},
		"card number":            {put(td1, 0, 5, 'E'), "mrz.number"},
		"card birth":             {put(td1, 1, 0, '8'), "mrz.birth"},
		"card expiry":            {put(td1, 1, 8, '2'), "mrz.expiry"},
		"card optional":          {put(td1, 1, 18, 'B'), "mrz.composite"},
		"small document number":  {put(td2, 1, 0, 'E'), "mrz.number"},
		"small document's total": {put(td2, 1, 35, '7'), "mrz.composite"},
		"a line too short":       {td3[:len(td3)-1], "mrz.lines"},
		"one line":               {td3[:44], "mrz.lines"},
		"nothing":                {"", "mrz.empty"},
		"a small letter":         {put(td3, 1, 0, 'l'), "mrz.characters"},
	} {
		if _, got := ParseMRZ(c.text); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestMRZText_normalises(t *testing.T) {
	typed := strings.ToLower(strings.ReplaceAll(td3, "<<", "«"))
	typed = " " + strings.ReplaceAll(typed, "\n", " \r\n\r\n ") + " \n"
	if got := MRZText(typed); got != td3 {
		t.Errorf("MRZText = %q", got)
	}
}

// A digit read for another never passes. A letter read for the digit of the same
// last place (L is 21, so is 1) does: the check digits of the standard are blind
// to it, and nothing here can be better.
func TestParseMRZ_refusesMisreadDigits(t *testing.T) {
	lines := strings.Split(td3, "\n")
	passed, tried := 0, 0
	for at := range 28 {
		for digit := byte('0'); digit <= '9'; digit++ {
			if lines[1][at] == digit || !IsDigits(lines[1][at:at+1]) || at >= 10 && at < 13 || at == 20 {
				continue
			}
			tried++
			if IsMRZ(lines[0] + "\n" + lines[1][:at] + string(digit) + lines[1][at+1:]) {
				passed++
			}
		}
	}
	if tried == 0 || passed > 0 {
		t.Errorf("%d of %d misread digits passed", passed, tried)
	}
}
