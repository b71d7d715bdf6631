package whatif

import (
	"onevisit/models"
	"onevisit/models/completion"
)

// Class is what the edit does to a matter.
type Class string

// The classes.
const (
	Unchanged Class = "unchanged"
	Saved     Class = "saved"   // fewer visits, certainly
	Added     Class = "added"   // more visits, certainly
	Lost      Class = "lost"    // it was completed and would be turned away for good
	Unknown   Class = "unknown" // cannot be said
)

// Classes lists them as they are shown.
func Classes() []Class { return []Class{Saved, Added, Lost, Unknown, Unchanged} }

// Why says by which rule a matter got its class.
type Why string

// The closed list of rules. The package documentation says each of them fully.
const (
	// Nothing changes for it.
	SameCourse   Why = "same-course"
	OtherService Why = "other-service"
	SameEffort   Why = "same-visits" // something differs on the way, no visit does

	// Visits fall away.
	CheckedAtOnce   Why = "checked-at-once"
	PaperNotAsked   Why = "paper-not-asked"
	NoWindow        Why = "no-window"
	DecidedAtOnce   Why = "decided-at-once"
	NoCollection    Why = "no-collection"
	NothingToPay    Why = "nothing-to-pay"
	ToldAllAtOnce   Why = "told-all-at-once"
	RefusedAtFirst  Why = "refused-at-first"
	AssumedCause    Why = "assumed"
	RefusedReplaces Why = "refused-instead" // turned away earlier, as often there

	// Visits are added, or the end is lost.
	RefusedOnlyWith Why = "refused-only-with"
	RefusedToWindow Why = "refused-to-window"
	SentToWindow    Why = "sent-to-window"
	ToBeCollected   Why = "to-be-collected"
	RefusedForGood  Why = "refused-for-good"

	// It cannot be said.
	Erased            Why = "erased"
	RefusalNotKept    Why = "refusal-not-kept"
	FactsMissing      Why = "facts-missing"
	NotReproduced     Why = "not-reproduced"
	LeftUnfinished    Why = "left-unfinished"
	SeveralAttempts   Why = "several-attempts"
	EarlierAnswers    Why = "earlier-answers"
	AnswerDecides     Why = "answer-decides"
	WantedClosed      Why = "wanted-closed"
	WaitForClerk      Why = "wait-for-clerk"
	PaperAtHand       Why = "paper-at-hand"
	PaymentLater      Why = "payment-later"
	LaterVisits       Why = "later-visits"
	EndUncertain      Why = "end-uncertain"
	MorePapersNamed   Why = "more-papers-named"
	EarlierFactsOfOld Why = "earlier-facts"
)

// Effect is something that differs on the way, whether or not a visit does.
type Effect string

// The effects.
const (
	RefusedEarlier  Effect = "refused-at-pre-check"
	ToldEarlier     Effect = "told-on-the-page"
	AsksMore        Effect = "asks-more"
	AsksLess        Effect = "asks-less"
	ClerkInstead    Effect = "clerk-instead-of-at-once"
	AtOnceInstead   Effect = "at-once-instead-of-clerk"
	WindowInstead   Effect = "window-instead"
	NoWindowInstead Effect = "no-window-instead"
	AnotherPaper    Effect = "another-paper"
	FewerPapers     Effect = "fewer-papers"
	OtherFee        Effect = "other-fee"
	OtherResults    Effect = "other-results"
)

// Effects lists them as they are shown.
func Effects() []Effect {
	return []Effect{
		RefusedEarlier, ToldEarlier, AsksMore, AsksLess, ClerkInstead, AtOnceInstead, WindowInstead, NoWindowInstead,
		AnotherPaper, FewerPapers, OtherFee, OtherResults,
	}
}

// Verdict is what the edit does to one matter.
type Verdict struct {
	Class   Class
	Why     Why
	Visits  int              // it would have had
	State   completion.State // in which it would have ended
	Effects []Effect
}

// Text is the class in words.
func (c Class) Text() models.Texts {
	return words(map[Class][2]string{
		Saved:     {"少跑", "fewer visits"},
		Added:     {"多跑", "more visits"},
		Lost:      {"不再办结", "no longer completed"},
		Unknown:   {"说不准", "cannot be said"},
		Unchanged: {"不变", "unchanged"},
	}, c)
}

func words[K ~string](known map[K][2]string, k K) models.Texts {
	if t, ok := known[k]; ok {
		return models.Texts{"zh-CN": t[0], "en": t[1]}
	}
	return models.Texts{"zh-CN": string(k), "en": string(k)}
}

// Text is the rule in a sentence.
func (w Why) Text() models.Texts {
	return words(map[Why][2]string{
		SameCourse:        {"改不改都走同样的路", "the same course either way"},
		OtherService:      {"不是这个事项", "another service"},
		SameEffort:        {"路上有不同，到场次数一样", "something differs on the way, the visits do not"},
		CheckedAtOnce:     {"当场就会发现并改好，不用为补正再来", "found and put right on the spot; no visit for the correction"},
		PaperNotAsked:     {"补正要的材料不再需要", "the paper asked for afterwards is no longer needed"},
		NoWindow:          {"不再转窗口", "no longer sent to a window"},
		DecidedAtOnce:     {"当场决定，不用等审核再来", "decided at once; no visit after waiting for a clerk"},
		NoCollection:      {"不用再来领取", "nothing has to be collected any more"},
		NothingToPay:      {"不用再来缴费", "nothing has to be paid any more"},
		ToldAllAtOnce:     {"第一次就说全了，少跑几次", "told everything at the first visit"},
		RefusedAtFirst:    {"第一次就告知不能办，后面不用再来", "told at the first visit that it cannot be done"},
		AssumedCause:      {"有假定能省去的到场", "has visits that are assumed to be spared"},
		RefusedReplaces:   {"更早被告知，到场次数一样", "turned away earlier, as many visits"},
		RefusedOnlyWith:   {"预检要求先备齐，要再来一次", "the pre-check wants something brought; one more visit"},
		RefusedToWindow:   {"预检转窗口，要再去一次", "the pre-check sends to a window; one more visit"},
		SentToWindow:      {"提交后转窗口，要再去一次", "sent to a window on handing in; one more visit"},
		ToBeCollected:     {"结果要来领取，多一次", "the result has to be collected; one more visit"},
		RefusedForGood:    {"预检说不能办，原来是办结的", "the pre-check says no; it had been completed"},
		Erased:            {"填写内容已删除或无法读取", "its answers are erased or do not open"},
		RefusalNotKept:    {"预检未通过时不保存登记信息", "a refused pre-check keeps no facts"},
		FactsMissing:      {"新定义要的登记信息当时没有查", "the edited definition needs facts that were not asked for"},
		NotReproduced:     {"按现行定义重放得不到当时的结果", "the definition in force does not lead where it led"},
		LeftUnfinished:    {"没有填完就离开", "left with the form unfinished"},
		SeveralAttempts:   {"分几天填过几份申请", "several applications on different days"},
		EarlierAnswers:    {"补正前的答案没有保存", "the answers before the correction are not kept"},
		AnswerDecides:     {"要新问的答案决定后面怎么走", "an answer nobody gave decides how it goes on"},
		WantedClosed:      {"想选的不再能选", "what was chosen is no longer open"},
		WaitForClerk:      {"要等审核，能不能当次等到说不准", "a clerk decides; whether within the visit is not known"},
		PaperAtHand:       {"新要的材料当时带没带不知道", "whether the paper now wanted was at hand is not known"},
		PaymentLater:      {"批准后才缴费，能不能当次缴说不准", "to be paid after approval; whether within the visit is not known"},
		LaterVisits:       {"后面的到场会变成怎样说不准", "what would have become of the later visits is not known"},
		EndUncertain:      {"最后怎样终结说不准", "how it would have ended is not known"},
		MorePapersNamed:   {"预检告知更全，后面的补交会不会省去说不准", "the pre-check names more; whether that spares the later visit is not known"},
		EarlierFactsOfOld: {"第一次打开时的登记信息没有保存", "the facts at the first opening are not kept"},
	}, w)
}

// Text is the effect in words.
func (e Effect) Text() models.Texts {
	return words(map[Effect][2]string{
		RefusedEarlier:  {"预检不通过", "turned away at the pre-check"},
		ToldEarlier:     {"填写时当场指出", "told on the page"},
		AsksMore:        {"多问", "asked more"},
		AsksLess:        {"少问", "asked less"},
		ClerkInstead:    {"由当场决定改为审核", "a clerk instead of at once"},
		AtOnceInstead:   {"由审核改为当场决定", "at once instead of a clerk"},
		WindowInstead:   {"改为转窗口", "a window instead"},
		NoWindowInstead: {"不再转窗口", "no window any more"},
		AnotherPaper:    {"多要材料", "another paper wanted"},
		FewerPapers:     {"少要材料", "fewer papers wanted"},
		OtherFee:        {"费用不同", "another fee"},
		OtherResults:    {"结果不同", "other results"},
	}, e)
}
