package format

import "unicode/utf16"

// chipUnits is how many UTF-16 units of a name the chip of an identity card
// holds: 30 bytes. Longer names are cut there.
const chipUnits = 15

// ChipName is what a card's chip holds of a recorded name. A character beyond the
// BMP takes two places and is not cut in half.
func ChipName(recorded string) string {
	units := 0
	for i, r := range recorded {
		units += utf16.RuneLen(r)
		if units > chipUnits {
			return recorded[:i]
		}
	}
	return recorded
}

// SameName tells whether a name a card or a person gave is the recorded one: the
// same after normalising, or what the chip can hold of it. The full name is then
// the recorded one; asking for it again would only bring a shorter one.
func SameName(recorded, given string) bool {
	recorded, given = Name(recorded), Name(given)
	return given != "" && (recorded == given || ChipName(recorded) == given)
}
