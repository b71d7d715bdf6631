package run

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"onevisit/api/auditor"
	"onevisit/cmd/onevisit/internal/boot"
	"onevisit/models"
	"onevisit/models/catalog"
	"onevisit/models/whatif"
)

type whatIfCommand struct {
	File     string   `arg:"" optional:"" type:"existingfile" help:"The edited definition; not with --cause."`
	From     string   `required:"" placeholder:"DATE" help:"first day on which matters ended"`
	To       string   `required:"" placeholder:"DATE" help:"last day"`
	Service  string   `placeholder:"CODE" help:"with --cause: only this service; a definition is about its own"`
	Hall     string   `placeholder:"SITE" help:"only matters of this hall"`
	Base     string   `placeholder:"HASH" help:"version to compare with; the one in force where it is missing"`
	Cause    []string `placeholder:"R01,R08" help:"assume that visits with these causes fall away, instead of an edited definition"`
	Share    float64  `default:"1" help:"with --cause: the share of them that falls away, 0 to 1"`
	ShareLow float64  `default:"-1" help:"with --cause: lower end of the share's interval"`
	ShareTop float64  `name:"share-high" default:"-1" help:"with --cause: its upper end"`
	List     int      `default:"5" help:"how many matters are named by rule"`
	Language string   `default:"zh-CN" enum:"zh-CN,en" help:"language of the answer: zh-CN or en"`
	JSON     bool     `name:"json" help:"print the result as JSON"`
}

// Help is the long explanation.
func (whatIfCommand) Help() string {
	return `Replays the ended matters of the period through the version in force and through FILE, and says what the one-visit rate would have
been, with its uncertainty and with what cannot be said. Nothing is published and nothing kept but one audit entry with the hashes.
Answers and facts are opened in memory only; it needs the hall's database and key. The hall may go on meanwhile.`
}

// Run replays.
func (c *whatIfCommand) Run(i *invocation) error {
	cfg, err := i.load()
	if err != nil {
		return err
	}
	q, err := c.request()
	if err != nil {
		return err
	}
	began := i.env.Clock.Now()
	return boot.WhatIf(i.ctx, cfg, i.boot(cfg), q, func(r *whatif.Runner, q whatif.Request) error {
		result, err := r.Run(i.ctx, models.Actor{Kind: models.ActorSystem}, q)
		if err != nil {
			return explainWhatIf(err)
		}
		if c.JSON {
			text, err := auditor.WhatIfJSON(result, c.Language)
			if err == nil {
				i.printf("%s\n", text)
			}
			return err
		}
		printWhatIf(i, result, c.Language, i.env.Clock.Now().Sub(began))
		return nil
	})
}

func (c *whatIfCommand) request() (whatif.Request, error) {
	q := whatif.Request{
		From: models.Date(c.From), To: models.Date(c.To), Service: c.Service, Site: c.Hall, Base: c.Base, Listed: c.List,
	}
	for _, day := range []models.Date{q.From, q.To} {
		if _, err := models.ParseDate(string(day)); err != nil {
			return q, fmt.Errorf("a day is written 2026-03-31, not %q", string(day))
		}
	}
	if (c.File == "") == (len(c.Cause) == 0) {
		return q, errors.New("give either an edited definition or --cause")
	}
	if len(c.Cause) > 0 {
		a := &whatif.Assumption{Causes: c.Cause, Share: c.Share, Low: c.ShareLow, High: c.ShareTop}
		if a.Low < 0 {
			a.Low = a.Share
		}
		if a.High < 0 {
			a.High = a.Share
		}
		q.Assume = a
		return q, nil
	}
	file, err := os.Open(c.File)
	if err != nil {
		return q, fmt.Errorf("edited definition: %w", err)
	}
	defer file.Close()
	q.Name = filepath.Base(c.File)
	q.Source, err = io.ReadAll(io.LimitReader(file, catalog.MostDraft+1))
	return q, err
}

// explainWhatIf says what is wrong with what was asked.
func explainWhatIf(err error) error {
	var e *models.Error
	if !errors.As(err, &e) {
		return err
	}
	if fault := e.Params["fault"]; fault != "" {
		return errors.New(fault)
	}
	if len(e.Fields) > 0 {
		return fmt.Errorf("%s: %s", e.Fields[0].Field, e.Fields[0].Code)
	}
	return err
}

// printWhatIf writes the result as a page.
func printWhatIf(i *invocation, r whatif.Result, language string, took time.Duration) {
	say := func(zh, en string) string { return models.Texts{"zh-CN": zh, "en": en}.In(language) }
	i.printf("%s\n\n", auditor.WhatIfNotice().In(language))
	i.printf("%s %s – %s, %s\n", say("时段", "period"), r.Query.From, r.Query.To, cmp.Or(r.Query.Service, say("全部事项", "all services")))
	switch {
	case r.Assumption != nil:
		i.printf("%s %v, %.0f%% (%.0f%% – %.0f%%)\n", say("假定省去的到场原因", "causes assumed away"), r.Assumption.Causes,
			100*r.Assumption.Share, 100*r.Assumption.Low, 100*r.Assumption.High)
	default:
		i.printf("%s %.12s → %.12s\n", say("办理规则", "definition"), r.Base, r.Edited)
	}
	i.printf("%s %s\n\n", say("指标口径", "rate's definition"), r.Definition)
	if r.Same {
		i.printf("%s\n\n", say("改动不影响任何人的办理。", "The edit changes nothing for anybody."))
	}
	rate := func(name string, c whatif.Comparison) {
		if !c.Exists() {
			i.printf("%-14s %s\n", name, say("没有指标（分母为零）", "no figure: the denominator is zero"))
			return
		}
		i.printf("%s  %5.1f%% (%.1f – %.1f)  →  %5.1f%% (%.1f – %.1f)   %+.1f  (95%% %+.1f … %+.1f)\n", name,
			c.Before.Percent, c.Before.Low, c.Before.High, c.After.Percent, c.After.Low, c.After.High, c.Difference, c.Low, c.High)
		if c.Least != c.Difference || c.Most != c.Difference {
			ends := say("若说不准的都往坏处或都往好处", "if all that cannot be said went the worse or the better way")
			if r.Assumption != nil {
				ends = say("比例取下限或上限", "at the two ends of the share")
			}
			i.printf("    %s %+.1f … %+.1f\n", ends, c.Least, c.Most)
		}
	}
	rate(say("群众体验", "experienced"), r.Experienced)
	rate(say("如实", "honest"), r.Honest)
	i.printf("%s %d → %.1f\n\n", say("到场次数", "visits"), r.VisitsBefore, r.VisitsAfter)
	for _, class := range r.Classes {
		i.printf("%7d  %s\n", class.Matters, class.Class.Text().In(language))
		for _, rule := range class.Rules {
			i.printf("         %7d  %s\n", rule.Matters, rule.Why.Text().In(language))
			if class.Class == whatif.Unchanged {
				continue
			}
			for _, id := range rule.IDs {
				i.printf("                  %s\n", id)
			}
		}
	}
	for k, e := range r.Effects {
		if k == 0 {
			i.printf("\n%s\n", say("路上的不同", "what differs on the way"))
		}
		i.printf("%7d  %s\n", e.Matters, e.Effect.Text().In(language))
	}
	seconds := max(took.Seconds(), 0.001)
	i.printf("\n%d %s, %.1f s, %.0f/s\n", r.Matters, say("件", "matters"), seconds, float64(r.Matters)/seconds)
}
