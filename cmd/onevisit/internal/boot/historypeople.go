package boot

import (
	"fmt"
	"strconv"
	"strings"

	"onevisit/api/connect/sim"
	"onevisit/models"
	"onevisit/models/pii"
	"onevisit/models/visit"
)

// bornBefore is how long ago somebody was born whose age the story leaves open.
const bornBefore = 30

// madeUp is who the numbered person of the past is, sealed: a name and an ID
// number of nobody, of an age in the band ("" leaves it open). It draws nothing
// from the history's randomness, which has to go on giving the same stories.
func (s *history) madeUp(id models.ID, number int, band string) ([]byte, error) {
	low, _, _ := strings.Cut(strings.TrimSuffix(band, "+"), "-")
	years, err := strconv.Atoi(low)
	if err != nil {
		years = bornBefore
	}
	birth := fmt.Sprintf("%04d-%02d-%02d", s.today.Time().Year()-1-years-number%10, 1+number%12, 1+number%28)
	name, idNumber := sim.MadeUp(number, birth)
	return visit.SealPerson(s.vault, id, visit.Identity{Name: pii.Conceal(name), IDNumber: pii.Conceal(idNumber)})
}
