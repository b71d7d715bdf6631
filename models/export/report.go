package export

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"onevisit/models"
	"onevisit/models/completion"
	"onevisit/models/figures"
	"onevisit/models/paper"
)

// Sayer computes figures; *figures.Reports is it.
type Sayer interface {
	Figure(ctx context.Context, actor models.Actor, q figures.Question) (figures.Report, error)
	Known(ctx context.Context) (figures.Known, error)
	Pin(ctx context.Context) (figures.State, error)
}

// Report writes the printable report of a period: the standard figures with what
// they mean, the course of both rates, the causes of further visits, and the rates
// of each service and hall. All of it is as of one pin.
type Report struct {
	Sayer  Sayer
	Proofs Proofs
	Font   func() (*paper.Font, error)
}

// setting is a report that is being set.
type setting struct {
	report Report
	actor  models.Actor
	order  Order
	asked  figures.Question
	known  figures.Known
	sheet  *paper.Sheet
}

// Write implements Paper.
func (r Report) Write(ctx context.Context, actor models.Actor, o Order, made time.Time, w io.Writer) (About, error) {
	font, err := r.Font()
	if err != nil {
		return About{}, fmt.Errorf("export: %w", err)
	}
	s := &setting{report: r, actor: actor, order: o, asked: o.question()}
	if s.asked.AsOf == 0 {
		pin, err := r.Sayer.Pin(ctx)
		if err != nil {
			return About{}, err
		}
		s.asked.AsOf = pin.Entries
	}
	if s.known, err = r.Sayer.Known(ctx); err != nil {
		return About{}, err
	}
	head, err := s.figure(ctx, "experienced", "")
	if err != nil {
		return About{}, err
	}
	title := s.say("一次办结率报告", "Report on the one-visit rate")
	s.sheet = font.A4(paper.Options{
		Title: title, Language: o.Reader, Made: made, Mark: string(actor.ID),
		Foot: s.say("一次办", "OneVisit") + "  " + string(o.From) + " – " + string(o.To) + "  " + s.say("日志", "log") + " " + strconv.FormatInt(head.Entries, 10),
	})
	s.sheet.Title(title)
	s.opening(head, made)
	for _, part := range []func(context.Context) error{s.standard, s.course, s.causes, s.services, s.halls} {
		if err := part(ctx); err != nil {
			return About{}, err
		}
	}
	s.meaning(head.Rules)
	if err := s.proof(ctx, head); err != nil {
		return About{}, err
	}
	return About{Title: title, Rules: head.Rules, Entries: head.Entries, Demo: head.Demo, Total: head.Total.Denominator}, s.sheet.Write(w)
}

func (s *setting) say(zh, en string) string {
	if s.order.Reader == "en" {
		return en
	}
	return zh
}

func (s *setting) in(t models.Texts) string { return t.In(s.order.Reader) }

func (s *setting) figure(ctx context.Context, code, by string) (figures.Report, error) {
	q := s.asked
	q.Figure, q.By = code, by
	r, err := s.report.Sayer.Figure(ctx, s.actor, q)
	if err != nil {
		return r, fmt.Errorf("export: %s: %w", code, err)
	}
	return r, nil
}

func (s *setting) opening(head figures.Report, made time.Time) {
	if head.Demo {
		s.sheet.Text(s.say("示范大厅：人员、证件和数字都是虚构的。", "Demo hall: persons, documents and figures are made up."))
	}
	lines := notes(s.order, About{Title: s.say("全部标准指标", "All standard figures"), Rules: head.Rules, Entries: head.Entries}, head.Total.Denominator, made, s.actor.ID)
	for _, line := range lines {
		if line[1] != "" && line[0] != s.say("行数", "Rows") {
			s.sheet.Note(line[0] + s.say("：", ": ") + line[1])
		}
	}
}

func (s *setting) standard(ctx context.Context) error {
	s.sheet.Heading(s.say("标准指标", "Standard figures"))
	var rows [][]string
	for _, f := range figures.Figures() {
		if f.Form == figures.Parts {
			continue
		}
		r, err := s.figure(ctx, f.Code, "")
		if err != nil {
			return err
		}
		value, basis := s.value(r)
		rows = append(rows, []string{s.in(f.Title), value, basis})
	}
	s.sheet.Table([]paper.Column{
		{Heading: s.say("指标", "Figure"), Share: 0.4}, {Heading: s.say("结果", "Result"), Share: 0.2, Right: true},
		{Heading: s.say("依据", "Made of"), Share: 0.4, Right: true},
	}, rows)
	return nil
}

// value says a share with its interval, or a time with its median and 95th
// percentile; a figure of nothing is none.
func (s *setting) value(r figures.Report) (value, basis string) {
	v := r.Total
	switch {
	case v.Denominator == 0:
		return s.say("无", "none"), "0"
	case r.Figure.Form == figures.Times:
		return s.say("中位 ", "median ") + s.time(v.Median), s.say("95 % 不超过 ", "95 % within ") + s.time(v.P95) + s.say("，共 ", ", of ") + strconv.FormatInt(v.Denominator, 10)
	}
	share := v.Share()
	low, high := share.Interval()
	return percent(share.Percent()), fmt.Sprintf("%d / %d  [%s, %s]", v.Numerator, v.Denominator, percent(low), percent(high))
}

func percent(p float64) string { return strconv.FormatFloat(p, 'f', 1, 64) + " %" }

func (s *setting) time(d time.Duration) string {
	switch {
	case d < 2*time.Minute:
		return fmt.Sprintf("%d %s", int(d.Seconds()), s.say("秒", "s"))
	case d < 2*time.Hour:
		return fmt.Sprintf("%.0f %s", d.Minutes(), s.say("分钟", "min"))
	case d < 48*time.Hour:
		return fmt.Sprintf("%.1f %s", d.Hours(), s.say("小时", "h"))
	}
	return fmt.Sprintf("%.1f %s", d.Hours()/24, s.say("天", "days"))
}

// rates are both rates of each group, in order of the groups of the first.
func (s *setting) rates(ctx context.Context, by string) (experienced, honest figures.Report, err error) {
	if experienced, err = s.figure(ctx, "experienced", by); err != nil {
		return
	}
	honest, err = s.figure(ctx, "honest", by)
	return
}

func valueOf(r figures.Report, group string) figures.Value {
	at := slices.IndexFunc(r.Rows, func(row figures.ReportRow) bool { return row.Group == group })
	if at < 0 {
		return figures.Value{}
	}
	return r.Rows[at].Value
}

func point(v figures.Value) paper.Value {
	if v.Denominator == 0 || v.Suppressed {
		return paper.Value{Missing: true}
	}
	return paper.Value{Percent: v.Share().Percent()}
}

func (s *setting) course(ctx context.Context) error {
	experienced, honest, err := s.rates(ctx, string(figures.ByMonth))
	if err != nil {
		return err
	}
	s.sheet.Heading(s.say("逐月走势", "By month"))
	lines := []paper.Series{{Name: s.say("群众体验口径", "experienced")}, {Name: s.say("如实口径", "honest")}}
	var labels []string
	for _, row := range honest.Rows {
		labels = append(labels, row.Group)
		lines[0].Values = append(lines[0].Values, point(valueOf(experienced, row.Group)))
		lines[1].Values = append(lines[1].Values, point(row.Value))
	}
	if len(labels) == 0 {
		s.sheet.Text(s.say("这段时间没有办结的事项。", "Nothing ended in this period."))
		return nil
	}
	target := experienced.Rules.TargetPercent
	s.sheet.Lines(labels, lines, target, s.say("目标 ", "target ")+percent(target))
	s.groups(s.say("月份", "Month"), string(figures.ByMonth), experienced, honest)
	return nil
}

func (s *setting) groups(heading, by string, experienced, honest figures.Report) {
	var rows [][]string
	cell := func(v figures.Value) string {
		if v.Denominator == 0 || v.Suppressed {
			return s.say("无", "none")
		}
		return fmt.Sprintf("%s  (%d / %d)", percent(v.Share().Percent()), v.Numerator, v.Denominator)
	}
	for _, row := range honest.Rows {
		rows = append(rows, []string{s.in(s.known.GroupText(by, row.Group)), cell(valueOf(experienced, row.Group)), cell(row.Value)})
	}
	s.sheet.Table([]paper.Column{
		{Heading: heading, Share: 0.4}, {Heading: s.in(experienced.Figure.Title), Share: 0.3, Right: true},
		{Heading: s.in(honest.Figure.Title), Share: 0.3, Right: true},
	}, rows)
}

func (s *setting) services(ctx context.Context) error {
	return s.divided(ctx, s.say("按事项", "By service"), s.say("事项", "Service"), figures.ByService)
}

func (s *setting) halls(ctx context.Context) error {
	return s.divided(ctx, s.say("按大厅", "By hall"), s.say("大厅", "Hall"), figures.BySite)
}

func (s *setting) divided(ctx context.Context, title, heading string, by figures.Dimension) error {
	experienced, honest, err := s.rates(ctx, string(by))
	if err != nil || len(honest.Rows) == 0 {
		return err
	}
	s.sheet.Heading(title)
	s.groups(heading, string(by), experienced, honest)
	return nil
}

// mostBars is how many causes are drawn; the others are summed up in words.
const mostBars = 12

func (s *setting) causes(ctx context.Context) error {
	r, err := s.figure(ctx, "causes", "")
	if err != nil {
		return err
	}
	s.sheet.Heading(s.in(r.Figure.Title))
	if r.Total.Denominator == 0 {
		s.sheet.Text(s.say("没有再次到场。", "No further visits."))
		return nil
	}
	var bars []paper.Bar
	var sum int64
	for _, p := range r.Total.Parts[:min(mostBars, len(r.Total.Parts))] {
		sum += p.Count
		bars = append(bars, paper.Bar{
			Label: p.Bucket + " " + s.in(r.Figure.BucketText(r.Rules, s.known, p.Bucket)), Value: float64(p.Count),
			Text: fmt.Sprintf("%d  (%s)", p.Count, percent(100*float64(sum)/float64(r.Total.Denominator))),
		})
	}
	s.sheet.Bars(bars)
	s.sheet.Note(s.say(
		fmt.Sprintf("共 %d 次再次到场，括号内为累计占比。", r.Total.Denominator),
		fmt.Sprintf("%d further visits in all; in brackets the share up to here.", r.Total.Denominator)))
	return nil
}

// meaning prints the definition, so that the paper can be read without the house.
func (s *setting) meaning(d completion.Definition) {
	s.sheet.Heading(s.say("口径", "What is counted") + " " + d.Version())
	s.sheet.Text(s.in(d.Unit))
	for i, rule := range d.Rules {
		s.sheet.Text(strconv.Itoa(i+1) + ". " + s.in(rule))
	}
	for _, f := range figures.Figures() {
		s.sheet.Note(s.in(f.Title) + s.say("：", ": ") + s.in(f.Meaning))
	}
}

func (s *setting) proof(ctx context.Context, head figures.Report) error {
	c, err := s.report.Proofs.Newest(ctx)
	if models.KindOf(err) == models.KindNotFound {
		return nil // a log that was begun just now has nothing signed yet
	}
	if err != nil {
		return fmt.Errorf("export: newest checkpoint: %w", err)
	}
	s.sheet.Heading(s.say("凭证", "Proof"))
	s.sheet.Note(s.say(
		fmt.Sprintf("数字计入审计日志的前 %d 条。最近一次签名的日志有 %d 条，根哈希 %s，日志 %s。", head.Entries, c.Size, c.Root, c.Origin),
		fmt.Sprintf("The figures take in the first %d entries of the audit log. The log was last signed at %d entries, root %s, log %s.", head.Entries, c.Size, c.Root, c.Origin)))
	return nil
}
