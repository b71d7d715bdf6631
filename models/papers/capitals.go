package papers

import (
	"strconv"
	"strings"

	"onevisit/models"
)

// capitals writes an amount in the characters that cannot be altered
// (支付结算办法, annex 1): ¥200.00 is 人民币贰佰元整.
func capitals(amount models.Fen) string {
	figures := []rune("零壹贰叁肆伍陆柒捌玖")
	if amount == 0 {
		return "人民币零元整"
	}
	yuan, jiao, fen := int64(amount)/100, int64(amount)/10%10, int64(amount)%10
	var out strings.Builder
	out.WriteString("人民币")
	if yuan > 0 {
		out.WriteString(integer(yuan, figures) + "元")
	}
	switch {
	case jiao == 0 && fen == 0:
		out.WriteString("整")
	case jiao == 0:
		if yuan > 0 {
			out.WriteString("零")
		}
	default:
		out.WriteString(string(figures[jiao]) + "角")
	}
	if fen > 0 {
		out.WriteString(string(figures[fen]) + "分")
	}
	return out.String()
}

// integer writes a whole number; zeros between figures are written once.
func integer(n int64, figures []rune) string {
	places, groups := []string{"", "拾", "佰", "仟"}, []string{"", "万", "亿", "万亿"}
	number := strconv.FormatInt(n, 10)
	var out strings.Builder
	zero, part := false, false
	for i, digit := range number {
		place := len(number) - 1 - i
		if digit == '0' {
			zero = true
		} else {
			if zero && out.Len() > 0 {
				out.WriteString("零")
			}
			out.WriteString(string(figures[digit-'0']) + places[place%4])
			zero, part = false, true
		}
		if place%4 == 0 && part {
			out.WriteString(groups[place/4])
			part = false
		}
	}
	return out.String()
}
