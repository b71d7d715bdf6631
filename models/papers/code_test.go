package papers_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"onevisit/models"
	"onevisit/models/papers"
)

func TestCode_saysWhatThePaperMustShowAndNobodyElseCanMakeIt(t *testing.T) {
	_, code, err := papers.Make(papers.Decision, sample("zh-CN")).Signed(key())
	if err != nil {
		t.Fatal(err)
	}
	claim, err := papers.CheckCode(" "+strings.ToLower(code)+"\n", key().Public())
	if err != nil {
		t.Fatal(err)
	}
	if claim.Kind != papers.Decision || claim.Number != "4403991900000015" || claim.Amount != 20000 || claim.Copy != 1 || claim.Day != "2026-11-24" {
		t.Errorf("%+v", claim)
	}
	if strings.Trim(code, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ:-") != "" || len(code) > 220 {
		t.Errorf("%d characters: %s", len(code), code)
	}
	for name, forged := range map[string]string{
		"another amount": strings.Replace(code, ":20000:", ":10000:", 1),
		"another number": strings.Replace(code, "4403991900000015", "4403991900000016", 1),
		"another kind":   strings.Replace(code, "OVP1:D:", "OVP1:A:", 1),
		"another copy":   strings.Replace(code, ":1:20000", ":2:20000", 1),
		"no signature":   code[:strings.LastIndex(code, ":")+1],
	} {
		if _, err := papers.CheckCode(forged, key().Public()); !errors.Is(err, papers.ErrForged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	other := papers.NewKey(papers.SeedOf("another hall"))
	if _, err := papers.CheckCode(code, other.Public()); !errors.Is(err, papers.ErrForged) {
		t.Errorf("another hall's key: %v", err)
	}
	for _, text := range []string{"", "OV1-01J", "OVP1:D:1:2:3:4:5", "OVP1:X:1:20261124:1:0:A:B", "OVP1:D:1:20261124:x:0:A:B"} {
		if _, err := papers.CheckCode(text, key().Public()); !errors.Is(err, papers.ErrNoCode) {
			t.Errorf("%q: %v", text, err)
		}
	}
	for _, text := range []string{"", "onevisit-papers+00000000+AAAA", strings.Replace(key().Public(), "papers+", "papers+0", 1)} {
		if _, err := papers.CheckCode(code, text); !errors.Is(err, papers.ErrNoKey) {
			t.Errorf("key %q: %v", text, err)
		}
	}
}

// No code names a person, and a slip says nothing of one at all.
func TestPapers_saysOfThePersonOnlyWhatItMust(t *testing.T) {
	facts := sample("en")
	for _, kind := range papers.Kinds() {
		document, code, err := papers.Make(kind, facts).Signed(key())
		if err != nil {
			t.Fatal(err)
		}
		for _, told := range []string{rare, facts.Holder.IDNumber, facts.Holder.Mobile, facts.Decided.Plate} {
			if strings.Contains(code, told) {
				t.Errorf("the code of the %s says %s", kind, told)
			}
		}
		var said []string
		for _, b := range document.Blocks {
			for _, l := range b.Lines {
				said = append(said, l.Text, l.Sub)
			}
			for _, r := range b.Rows {
				said = append(said, r.Value.Text, r.Value.Sub)
			}
		}
		whole := strings.Join(said, "\n")
		full := strings.Contains(whole, rare) && strings.Contains(whole, facts.Holder.IDNumber)
		if wants := kind == papers.Decision || kind == papers.Proof; full != wants {
			t.Errorf("the %s names the person in full: %t", kind, full)
		}
		if kind == papers.Slip && (strings.Contains(whole, facts.Holder.Masked) || strings.Contains(whole, facts.Holder.MaskedID)) {
			t.Error("the slip says whose it is")
		}
	}
}

func TestDecision_hasEveryFieldTheLawAsksFor(t *testing.T) {
	facts := sample("zh-CN")
	facts.Decided.Measured, facts.Decided.Limit = "88 km/h", "80 km/h"
	whole := strings.Join(papers.Make(papers.Decision, facts).Shows(), "\n")
	for _, want := range []string{
		"公安交通管理简易程序处罚决定书", "4403991900000015", "测试市公安局交通警察支队", rare, "449901198805050019", "449901000099", "C1",
		"测试市公安局车辆管理所", "13900000001", "测试路 1 号", "粤B12345", "小型汽车", "小型轿车", "2026-09-20 18:40", "测试大道", "1625",
		"违反道路交通信号灯", "88 km/h", "80 km/h", "交通技术监控记录 4499997900000001，测试市公安局交通警察支队采集，照片 2 张，已向本人出示", "第二十六条", "第九十条", "罚款", "¥200.00", "人民币贰佰元整", "6 分",
		"陈述申辩", "收款单位：测试市财政局非税收入专户；代收银行：测试银行测试市分行；缴款账户：000000000000000001", "十五日内", "2026年12月9日", "百分之三", "六十日内", "测试市人民政府", "六个月内", "测试市测试区人民法院", "系统标识：K-01 · 449900-001",
		"送达方式：自助机当场打印，直接送达", "送达时间：2026-11-24 10:15",
	} {
		if !strings.Contains(whole, want) {
			t.Errorf("lacks %s in\n%s", want, whole)
		}
	}
	facts.Decided.Fine = 0
	warning := strings.Join(papers.Make(papers.Decision, facts).Shows(), "\n")
	if !strings.Contains(warning, "警告") || strings.Contains(warning, "百分之三") || strings.Contains(warning, "¥") {
		t.Errorf("a warning says\n%s", warning)
	}
}

func TestCopy_isPrintedAndSigned(t *testing.T) {
	facts := sample("en")
	facts.Copy = 3
	paper := papers.Make(papers.Proof, facts)
	if whole := strings.Join(paper.Shows(), "\n"); !strings.Contains(whole, "补打第 2 次（第 3 次打印）") {
		t.Error(whole)
	}
	_, code, err := paper.Signed(key())
	if err != nil {
		t.Fatal(err)
	}
	if claim, err := papers.CheckCode(code, key().Public()); err != nil || claim.Copy != 3 {
		t.Error(claim, err)
	}
}

func TestFile_isTheSameForTheSameAndAnyChangeIsFound(t *testing.T) {
	f := font(t)
	document, code, err := papers.Make(papers.Decision, sample("en")).Signed(key())
	if err != nil {
		t.Fatal(err)
	}
	file, err := f.PDF(document)
	if err != nil {
		t.Fatal(err)
	}
	again, err := f.PDF(document)
	if err != nil || !bytes.Equal(file, again) {
		t.Fatal("the same paper makes other bytes", err)
	}
	claim, p, err := papers.CheckFile(file, key().Public(), f)
	if err != nil || claim.Number != "4403991900000015" || !strings.Contains(strings.Join(p.Shows(), "\n"), rare) {
		t.Fatal(claim, err)
	}
	changed := bytes.Clone(file)
	changed[len(changed)/2] ^= 1
	if _, _, err := papers.CheckFile(changed, key().Public(), f); err == nil {
		t.Error("a changed byte is not found")
	}
	// Other words under the code of this paper.
	facts := sample("en")
	facts.Decided.Points = 0
	other, _, err := papers.Make(papers.Decision, facts).Signed(papers.NewKey(papers.SeedOf("forger")))
	if err != nil {
		t.Fatal(err)
	}
	_, content, _ := strings.Cut(other.Inside, " ")
	other.Inside = code + " " + content
	forged, err := f.PDF(other)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := papers.CheckFile(forged, key().Public(), f); !errors.Is(err, papers.ErrAltered) {
		t.Errorf("other words under a true code: %v", err)
	}
	if _, _, err := papers.CheckFile([]byte("%PDF-1.4"), key().Public(), f); !errors.Is(err, papers.ErrNoFile) {
		t.Errorf("any file: %v", err)
	}
}

func TestCapitals(t *testing.T) {
	for amount, want := range map[models.Fen]string{
		0: "人民币零元整", 20000: "人民币贰佰元整", 5050: "人民币伍拾元伍角", 10005: "人民币壹佰元零伍分", 1500: "人民币壹拾伍元整",
		10_000_000: "人民币壹拾万元整", 10_050_000: "人民币壹拾万零伍佰元整", 100_100: "人民币壹仟零壹元整", 12: "人民币壹角贰分", 20198: "人民币贰佰零壹元玖角捌分",
	} {
		facts := sample("zh-CN")
		facts.Order.Total = amount
		if whole := strings.Join(papers.Make(papers.Payment, facts).Shows(), "\n"); !strings.Contains(whole, want+"\n") {
			t.Errorf("%d is not %s in\n%s", amount, want, whole)
		}
	}
}
