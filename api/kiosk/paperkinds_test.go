package kiosk_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"onevisit/models"
	"onevisit/models/modelstest"
	"onevisit/models/paper"
	"onevisit/models/papers"
	"onevisit/models/register"
)

// settle pays what an accepted camera record costs and stands where the papers
// are due.
func (h *hall) settle() app {
	h.t.Helper()
	a := h.submit(h.toCheckPage())
	h.Work(0)
	h.Do("POST", path(a, "/order"), map[string]any{"amountFen": 20000}).Want(201)
	h.provider.Settle()
	h.Clock.Pass(4e9)
	h.Do("GET", path(a, "/order"), nil).Want(200)
	return h.get(a)
}

// refuse is an attempt that the pre-check turned down, under the id its papers
// are printed by.
func (h *hall) refuse() app {
	h.t.Helper()
	facts := modelstest.Citizen(modelstest.Driver)
	driver, _ := facts[register.FactDriver].(register.Driver)
	driver.Points = 12
	facts[register.FactDriver] = driver
	h.Registers.Put(modelstest.Driver, facts)
	var refused struct{ Attempt string }
	h.identify().Do("POST", "/api/kiosk/applications", map[string]any{"service": traffic}).Want(200).Into(&refused)
	return app{ID: refused.Attempt}
}

// What was decided here is paid into the account of the office that decides here;
// the payment receipt names it as the decision does.
func TestPapers_ofAFineNameTheAccountItIsPaidInto(t *testing.T) {
	font := press(t)
	h := newHall(t, font)
	same := func(text string) models.Texts { return models.Texts{"zh-CN": text, "en": text} }
	h.Offices.Begin("2026-01-01", papers.Office{Name: same("测试支队"), Payee: same("测试财政"), Bank: same("测试银行"), Account: "62170000"})
	a := h.identify().settle()
	for name, wanted := range map[string][]string{
		"decision-0": {"测试支队", "收款单位：测试财政；代收银行：测试银行；缴款账户：62170000"},
		"payment":    {"收款单位：测试财政", "代收银行：测试银行", "收款账户：62170000"},
	} {
		h.Do("POST", path(a, "/papers/"+name+"/copies"), map[string]any{"format": "usual"}).Want(201)
		file := h.Do("GET", path(a, "/papers/"+name+"/copies/1"), nil).Want(200).Body
		_, shown, err := papers.CheckFile(file, papers.NewKey(papers.SeedOf("test")).Public(), font)
		must(t, err)
		for _, want := range wanted {
			if whole := strings.Join(shown.Shows(), "\n"); !strings.Contains(whole, want) {
				t.Errorf("%s lacks %q in\n%s", name, want, whole)
			}
		}
	}
}

func (h *hall) collect() app {
	h.t.Helper()
	facts := modelstest.Citizen(modelstest.Driver)
	facts[register.FactReady] = register.Ready{Documents: []register.ReadyDocument{{
		Document: "passport", Number: "P4499000002", City: "440300", Hall: "测试大厅", ReadyOn: "2026-11-01", KeptUntil: "2027-02-01",
	}}}
	h.Registers.Put(modelstest.Driver, facts)
	a := h.identify().step(h.open("exit-entry.collection"), "which", map[string]any{"collected": []string{"P4499000002"}})
	return h.submit(h.step(a, "who", map[string]any{"collector": "self"}))
}

func (h *hall) prove() app {
	h.t.Helper()
	a := h.identify().step(h.open("household.proof"), "what", map[string]any{"what": "other"})
	a = h.step(a, "barred", map[string]any{"barred": "page"})
	return h.submit(h.step(a, "purpose", map[string]any{"purpose": "school"}))
}

// Whatever a hall prints is proven by nothing but its public key, by its code
// and by its file; of either, one letter changed is found out.
func TestPapers_ofEveryKindAreProvenByTheirKeyAlone(t *testing.T) {
	font := press(t)
	key := papers.NewKey(papers.SeedOf("test")).Public()
	printed := map[papers.Kind]int{}
	for name, ends := range map[string]func(h *hall) app{
		"slip acceptance payment decision-0": func(h *hall) app { return h.identify().settle() },
		"notice":                             (*hall).refuse,
		"collection":                         (*hall).collect,
		"proof-0":                            (*hall).prove,
	} {
		h := newHall(t, font)
		a := ends(h)
		for _, paper := range strings.Fields(name) {
			for copy := 1; copy <= 2; copy++ {
				printed[h.proven(a, paper, copy, key, font)]++
			}
		}
	}
	for _, kind := range papers.Kinds() {
		if printed[kind] != 2 {
			t.Errorf("the %s was proven %d times", kind, printed[kind])
		}
	}
}

// proven prints a paper and checks it as somebody elsewhere would.
func (h *hall) proven(a app, name string, copy int, key string, font *paper.Font) papers.Kind {
	h.t.Helper()
	var made copyOf
	h.Do("POST", path(a, "/papers/"+name+"/copies"), map[string]any{"format": "usual"}).Want(201).Into(&made)
	if made.Copy != copy {
		h.t.Fatalf("%s: copy %d", name, made.Copy)
	}
	address := path(a, fmt.Sprintf("/papers/%s/copies/%d", name, copy))
	file := h.Do("GET", address, nil).Want(200).Body
	claim, shown, err := papers.CheckFile(file, key, font)
	if err != nil || claim.Copy != copy || !strings.HasPrefix(name, string(claim.Kind)) {
		h.t.Fatalf("%s: %+v, %v", name, claim, err)
	}
	if marked := strings.Contains(strings.Join(shown.Shows(), "\n"), fmt.Sprintf("补打第 %d 次", copy-1)); marked != (copy > 1) {
		h.t.Errorf("%s, copy %d: marked as a reprint: %t", name, copy, marked)
	}
	// A mark may need one page more; every page there is was said to be.
	h.Do("GET", fmt.Sprintf("%s/pages/%d", address, made.Pages), nil).Want(200)
	h.Do("GET", fmt.Sprintf("%s/pages/%d", address, made.Pages+1), nil).WantProblem(404, "paper.unknown")

	code, _, _ := strings.Cut(paper.Inside(file), " ")
	if read, err := papers.CheckCode(code, key); err != nil || read != claim {
		h.t.Errorf("%s: the code says %+v, %v", name, read, err)
	}
	if _, err := papers.CheckCode(strings.Replace(code, ":20261", ":20271", 1), key); !errors.Is(err, papers.ErrForged) {
		h.t.Errorf("%s of another day: %v", name, err)
	}
	altered := []byte(strings.Replace(string(file), "/Type", "/Typf", 1))
	if _, _, err := papers.CheckFile(altered, key, font); err == nil {
		h.t.Errorf("%s: an altered file is believed", name)
	}
	return claim.Kind
}
