package papers_test

import (
	"strings"
	"testing"

	"onevisit/models/paper"
	"onevisit/models/papers"
)

// said is all a paper says, in Chinese and in the reader's language.
func said(kind papers.Kind, f papers.Facts) string {
	var all []string
	for _, b := range papers.Make(kind, f).Blocks {
		lines := append([]paper.Line{}, b.Lines...)
		for _, r := range b.Rows {
			lines = append(lines, r.Label, r.Value)
		}
		for _, l := range lines {
			all = append(all, l.Text, l.Sub)
		}
	}
	return strings.Join(all, "\n")
}

func holds(t *testing.T, whole string, wanted ...string) {
	t.Helper()
	for _, want := range wanted {
		if !strings.Contains(whole, want) {
			t.Errorf("lacks %q in\n%s", want, whole)
		}
	}
}

func lacks(t *testing.T, whole string, never ...string) {
	t.Helper()
	for _, x := range never {
		if strings.Contains(whole, x) {
			t.Errorf("says %q in\n%s", x, whole)
		}
	}
}

func TestDecision_namesItsOfficesInBothLanguages(t *testing.T) {
	for _, format := range []paper.Format{paper.A4Sheet, paper.Roll80} {
		facts := sample("en")
		facts.Format = format
		holds(t, said(papers.Decision, facts), "Traffic Police of Test City", "apply for reconsideration to the People's Government of Test City",
			"bring an action before the People's Court of Test District", "Payee: Non-tax revenue account of Test City; bank: Test Bank, Test City branch; account: 000000000000000001",
			"测试市公安局交通警察支队", "测试市测试区人民法院提起行政诉讼")
	}
	holds(t, said(papers.Payment, sample("en")), "测试市财政局非税收入专户", "Non-tax revenue account of Test City", "测试银行测试市分行", "000000000000000001")
}

func TestDecision_usesGeneralWordsWhereNobodyIsNamed(t *testing.T) {
	facts := sample("en")
	facts.Decided.Office, facts.Order.Payee = papers.Office{}, papers.Office{}
	whole := said(papers.Decision, facts)
	holds(t, whole, "处理地公安机关交通管理部门", "Traffic police of the place where it is settled", "本级人民政府", "有管辖权的人民法院", "the people's court that has jurisdiction")
	lacks(t, whole, "收款单位", "Payee", "缴款账户")
	lacks(t, said(papers.Payment, facts), "代收银行", "收款账户")
}

func TestDecision_saysWhereReconsiderationComesFirst(t *testing.T) {
	facts := sample("en")
	facts.Decided.Office.ReviewFirst = true
	whole := said(papers.Decision, facts)
	holds(t, whole, "应当自收到本决定书之日起六十日内先向测试市人民政府申请行政复议", "十五日内向测试市测试区人民法院提起行政诉讼", "has first to apply", "within fifteen days")
	lacks(t, whole, "六个月", "six months")
}

func TestDecision_saysHowItWasServedAndOnWhatItRests(t *testing.T) {
	for name, c := range map[string]struct {
		served papers.Service
		want   string
	}{
		"by the kiosk":   {papers.Service{OnSpot: true}, "自助机当场打印，直接送达"},
		"on another day": {papers.Service{}, "自助机事后打印，直接送达"},
		"at a window":    {papers.Service{Window: true, OnSpot: true}, "窗口打印，直接送达"},
	} {
		facts := sample("zh-CN")
		facts.Decided.Served = c.served
		if whole := said(papers.Decision, facts); !strings.Contains(whole, c.want) {
			t.Errorf("%s:\n%s", name, whole)
		}
	}
	facts := sample("zh-CN")
	facts.Machine, facts.Decided.Evidence.Shown, facts.Decided.Evidence.Pictures = "K-07", false, 0
	whole := said(papers.Decision, facts)
	holds(t, whole, "K-01 · 449900-001")
	lacks(t, whole, "K-07", "已向本人出示", "照片")
}
