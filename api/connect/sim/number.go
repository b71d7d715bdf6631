package sim

import (
	"fmt"
	"strings"
)

// area is the first four digits of every synthetic ID number: a place that was
// never assigned, so that no living person can be meant.
const area = "4499"

// idNumber makes a resident ID number with its check character (GB 11643,
// ISO 7064 MOD 11-2). birth is YYYY-MM-DD; an odd sequence is a man's.
func idNumber(county int, birth string, sequence int) string {
	body := fmt.Sprintf("%s%02d%s%03d", area, county, strings.ReplaceAll(birth, "-", ""), sequence)
	weights := [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += int(body[i]-'0') * w
	}
	return body + "10X98765432"[sum%11:sum%11+1]
}

// checkDigit is the platform's secret: the sixteenth digit of a decision's
// number. Clients cannot compute it; they have to ask.
func checkDigit(number15 string) string {
	sum := 7
	for i, c := range number15 {
		sum = (sum*3 + int(c-'0')*(i+1)) % 97
	}
	return fmt.Sprint(sum % 10)
}
