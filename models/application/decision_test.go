package application_test

import (
	"strings"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/modelstest"
	"onevisit/models/papers"
)

func named(name string) papers.Office {
	same := func(text string) models.Texts { return models.Texts{"zh-CN": text, "en": text} }
	return papers.Office{
		Name: same(name), Review: same(name + "的政府"), Court: same(name + "的法院"), Payee: same(name + "的财政"), Bank: same(name + "的银行"), Account: "62170000",
	}
}

// says is what the paper's next print says.
func (c *citizen) says(p application.Press, v application.View, name string) string {
	c.t.Helper()
	document, _, err := c.Cases.PaperDraft(c.t.Context(), p, v.Application.ID, name, "")
	if err != nil {
		c.t.Fatal(err)
	}
	var all []string
	for _, b := range document.Blocks {
		for _, l := range b.Lines {
			all = append(all, l.Text)
		}
		for _, r := range b.Rows {
			all = append(all, r.Label.Text+"："+r.Value.Text)
		}
	}
	return strings.Join(all, "\n")
}

func (c *citizen) prints(p application.Press, v application.View, name string) application.PaperCopy {
	c.t.Helper()
	made, err := c.Cases.PrintPaper(c.t.Context(), application.PaperPrint{Press: p, Subject: v.Application.ID, Name: name})
	if err != nil {
		c.t.Fatal(err)
	}
	return made
}

// A decision names the offices of the hall and the day on which it was made,
// whenever and at whatever machine it is printed.
func TestDecision_keepsTheOfficesAndTheMachineOfItsDay(t *testing.T) {
	c := newCitizen(t)
	c.Offices.Begin("2026-01-01", named("甲支队"))
	c.Offices.Begin("2026-11-25", named("乙支队")) // the day after
	v := c.submit(c.chooseRecords([]string{"4403997900000001"}, "e1.jpg", "e2.jpg"))
	c.Work(0)
	v = c.pay(c.look(v.Application.ID))
	here := application.Press{Actor: c.actor(), Place: c.place}
	c.Clock.Pass(3 * time.Second)
	first := c.says(here, v, "decision-0")
	for _, want := range []string{
		"甲支队\n", "甲支队的政府申请行政复议", "甲支队的法院提起", "收款单位：甲支队的财政；代收银行：甲支队的银行；缴款账户：62170000",
		"证据：交通技术监控记录 4403997900000001，测试交警大队采集，照片 2 张，已向本人出示", "联系电话：1", "系统标识：K1 · 440300-001", "送达方式：自助机当场打印，直接送达",
	} {
		if !strings.Contains(first, want) {
			t.Errorf("lacks %q in\n%s", want, first)
		}
	}
	c.prints(here, v, "decision-0")
	c.Clock.Pass(26 * time.Hour)
	c.begun = c.Identify(c.kiosk, modelstest.Driver)
	other := application.Press{Actor: c.actor(), Place: c.place}
	other.Place.Name, other.Place.Site = "K9", "440300-009"
	later := c.says(other, v, "decision-0")
	if strings.Contains(later, "乙支队") || strings.Contains(later, "K9") || !strings.Contains(later, "甲支队\n") || !strings.Contains(later, "系统标识：K1 · 440300-001") ||
		!strings.Contains(later, "自助机当场打印") {
		t.Errorf("a reprint says\n%s", later)
	}
	for _, site := range c.Offices.Asked() {
		if site != "440300-001" {
			t.Errorf("looked up in %s", site)
		}
	}
	demo := other
	demo.Place.Demo = true
	c.says(demo, v, "decision-0")
	if asked := c.Offices.Asked(); asked[len(asked)-1] != "demo" {
		t.Errorf("a demo hall's office is looked up in %v", asked)
	}
}

// A print that did not come out has served nothing.
func TestDecision_isServedByTheFirstPrintThatCameOut(t *testing.T) {
	c := newCitizen(t)
	v := c.submit(c.chooseRecords([]string{"4403997900000001"}, "e1.jpg", "e2.jpg"))
	c.Work(0)
	v = c.pay(c.look(v.Application.ID))
	press := application.Press{Actor: c.actor(), Place: c.place}
	jammed := c.prints(press, v, "decision-0")
	if err := c.Cases.PaperFailed(t.Context(), press, v.Application.ID, "decision-0", jammed.Copy, "jam"); err != nil {
		t.Fatal(err)
	}
	c.Clock.Pass(24 * time.Hour)
	c.begun = c.Identify(c.kiosk, modelstest.Driver)
	press.Actor = c.actor()
	if whole := c.says(press, v, "decision-0"); !strings.Contains(whole, "送达方式：自助机事后打印") || !strings.Contains(whole, "送达时间：2026-11-25") {
		t.Error(whole)
	}
	c.prints(press, v, "decision-0")
	c.Clock.Pass(24 * time.Hour)
	c.begun = c.Identify(c.kiosk, modelstest.Driver)
	press.Actor = c.actor()
	if whole := c.says(press, v, "decision-0"); !strings.Contains(whole, "送达时间：2026-11-25") {
		t.Error(whole)
	}
}

// Where nobody is named, an office of another place that took the picture is not
// passed off as the one that decided.
func TestDecision_withoutAnOfficeUsesGeneralWords(t *testing.T) {
	c := newCitizen(t)
	v := c.submit(c.chooseRecords([]string{"4403997900000001"}, "e1.jpg", "e2.jpg"))
	c.Work(0)
	v = c.pay(c.look(v.Application.ID))
	press := application.Press{Actor: c.actor(), Place: c.place}
	if whole := c.says(press, v, "decision-0"); !strings.HasPrefix(whole, "处理地公安机关交通管理部门\n") || strings.Contains(whole, "缴款账户：") {
		t.Error(whole)
	}
}

// What the kiosk could not print and a clerk did was served at the window.
func TestDecision_printedByAClerkWasServedAtTheWindow(t *testing.T) {
	c := newCitizen(t)
	v := c.submit(c.chooseRecords([]string{"4403997900000001"}, "e1.jpg", "e2.jpg"))
	c.Work(0)
	v = c.pay(c.look(v.Application.ID))
	window := application.Press{
		Actor: models.Actor{Kind: models.ActorStaff, ID: c.IDs.New(), Site: "440300-001"}, Place: c.place, Language: "zh-CN", Citizen: &c.begun.Session,
	}
	window.Place.Name = "窗口"
	if whole := c.says(window, v, "decision-0"); !strings.Contains(whole, "送达方式：窗口打印，直接送达") || !strings.Contains(whole, "系统标识：K1 · 440300-001") {
		t.Error(whole)
	}
}
