package papers

import (
	"onevisit/models"
	"onevisit/models/paper"
)

// Kind is which paper it is.
type Kind string

// The kinds.
const (
	Slip       Kind = "slip"       // 办件跟踪单
	Acceptance Kind = "acceptance" // 受理回执
	Payment    Kind = "payment"    // 缴款凭证
	Decision   Kind = "decision"   // 简易程序处罚决定书
	Notice     Kind = "notice"     // 一次性告知书
	Collection Kind = "collection" // 领取凭证
	Proof      Kind = "proof"      // what a definition prints
)

// Kinds lists them in the order in which they are offered.
func Kinds() []Kind {
	return []Kind{Decision, Proof, Collection, Notice, Payment, Acceptance, Slip}
}

// letter names a kind in a code.
func (k Kind) letter() string {
	return map[Kind]string{Slip: "S", Acceptance: "A", Payment: "P", Decision: "D", Notice: "N", Collection: "C", Proof: "Z"}[k]
}

func kindOf(letter string) (Kind, bool) {
	for _, k := range Kinds() {
		if k.letter() == letter {
			return k, true
		}
	}
	return "", false
}

// Format is how a kind is printed where nobody says otherwise: what is filed is a
// sheet, what is carried in a pocket a receipt.
func (k Kind) Format() paper.Format {
	if k == Decision || k == Acceptance || k == Proof || k == Notice {
		return paper.A4Sheet
	}
	return paper.Roll80
}

// Name is what people call the kind.
func (k Kind) Name() models.Texts {
	return map[Kind]models.Texts{
		Slip:       {"zh-CN": "办件跟踪单", "en": "Tracking slip"},
		Acceptance: {"zh-CN": "受理回执", "en": "Acceptance receipt"},
		Payment:    {"zh-CN": "缴款凭证", "en": "Payment receipt"},
		Decision:   {"zh-CN": "公安交通管理简易程序处罚决定书", "en": "Decision on a traffic penalty (simple procedure)"},
		Notice:     {"zh-CN": "一次性告知书", "en": "One-time notice of what to bring"},
		Collection: {"zh-CN": "领取凭证", "en": "Collection slip"},
		Proof:      {"zh-CN": "证明", "en": "Proof"},
	}[k]
}
