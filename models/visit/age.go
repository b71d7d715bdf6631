package visit

import (
	"onevisit/models"
	"onevisit/models/pii"
)

// ageBands are the bands of whole years by which figures are divided, by the
// first year of each. A band says too little about anybody to be personal.
var ageBands = []struct {
	from int
	name string
}{{0, "0-15"}, {16, "16-29"}, {30, "30-44"}, {45, "45-59"}, {60, "60-69"}, {70, "70+"}}

// AgeBands lists the names of the bands, the youngest first.
func AgeBands() []string {
	names := make([]string, len(ageBands))
	for i, b := range ageBands {
		names[i] = b.name
	}
	return names
}

// Ages of a person as an ID number tells them (GB 11643: 18 places, the birth
// date from the seventh on).
const (
	idLength   = 18
	birthBegin = 6
	birthEnd   = 14
	oldest     = 150
)

// AgeBand is the band of whoever has the ID number on a day, "" where the number
// tells no birth date.
func AgeBand(idNumber pii.Text, on models.Date) string {
	number := idNumber.Reveal()
	if len(number) != idLength {
		return ""
	}
	d := number[birthBegin:birthEnd]
	born, err := models.ParseDate(d[:4] + "-" + d[4:6] + "-" + d[6:])
	if err != nil {
		return ""
	}
	age := born.AgeOn(on)
	if age < 0 || age > oldest {
		return ""
	}
	name := ""
	for _, b := range ageBands {
		if age >= b.from {
			name = b.name
		}
	}
	return name
}
