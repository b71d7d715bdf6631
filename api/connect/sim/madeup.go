package sim

// MadeUp is the name and the ID number of somebody who exists in no register: a
// demo hall's past is about such people. The same n, at most a million apart,
// gives the same name; birth is YYYY-MM-DD.
func MadeUp(n int, birth string) (name, number string) {
	sequence := n % 1000
	given := givenFemale()
	if sequence%2 == 1 {
		given = givenMale()
	}
	family := surnames()
	name = family[n%len(family)].han + given[n/len(family)%len(given)].han
	return name, idNumber(n/1000%100, birth, sequence)
}
