package application

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"onevisit/models"
	"onevisit/models/flow"
	"onevisit/models/papers"
	"onevisit/models/register"
)

// facts are what the paper of the name is made of.
func (d *deskOfPapers) facts(ctx context.Context, name string) (papers.Facts, papers.Kind, error) {
	offer, ok := d.offer(name)
	if !ok {
		return papers.Facts{}, "", ErrNoPaper
	}
	f := papers.Facts{
		Hall: d.press.Hall, Demo: d.press.Place.Demo, Machine: d.press.Place.Name, Service: d.service, Holder: d.holder(),
		Number: d.attempt.Reference,
	}
	if d.file == nil {
		f.Reasons = reasonsOnPaper(d.refused)
		return f, offer.Kind, nil
	}
	d.common(&f)
	_, tail, _ := strings.Cut(name, "-")
	seq, _ := strconv.Atoi(tail)
	switch offer.Kind {
	case papers.Payment:
		order, err := d.cases.Payments.Latest(ctx, d.file.ID)
		if err != nil {
			return f, "", err
		}
		f.Order = papers.Order{Number: order.Number, Provider: order.ProviderNo, Total: order.Amount, PaidAt: order.PaidAt, For: order.Subjects}
		for _, l := range order.Lines {
			f.Order.Lines = append(f.Order.Lines, papers.Line{Text: l.Text, Amount: l.Amount})
		}
		if slices.ContainsFunc(d.results, d.decided) { // what others decided is paid to others
			f.Order.Payee, _ = d.office()
		}
	case papers.Decision:
		return f, offer.Kind, d.ruling(&f, seq)
	case papers.Notice:
		d.notice(&f)
	case papers.Collection:
		f.Collect = papers.Pickup{What: d.toCollect(), Where: d.press.Hall, Ready: d.ready()}
	case papers.Proof:
		d.proof(&f, seq)
	case papers.Slip, papers.Acceptance:
	}
	return f, offer.Kind, nil
}

// common is what all papers of an application may say.
func (d *deskOfPapers) common(f *papers.Facts) {
	a := d.file.Application
	f.Number, f.State, f.Accepted, f.Promised = a.Number, stateText(a, plain(d.results)), a.SubmittedAt, a.Promised
	f.Total, f.Paid, f.SlipCode, f.Taken = a.Total, a.Paid, SlipCode(d.cases.Vault, a.ID), d.walk.Documents
	for _, r := range d.results {
		if r.Kind == KindPost || r.Kind == KindProduce || r.Kind == KindWrite || r.Kind == KindPrint {
			f.Delivery = append(f.Delivery, r.Title)
		}
		if r.State == ResultDone && r.Number != "" {
			f.Documents = append(f.Documents, r.Number)
		}
	}
}

func plain(views []ResultView) []Result {
	out := make([]Result, 0, len(views))
	for _, v := range views {
		out = append(out, v.Result)
	}
	return out
}

func (d *deskOfPapers) ready() bool {
	return d.file.State == Completed || slices.ContainsFunc(d.results, func(r ResultView) bool { return r.ready() })
}

func reasonsOnPaper(reasons []flow.Reason) []papers.Reason {
	out := make([]papers.Reason, 0, len(reasons))
	for _, r := range reasons {
		out = append(out, papers.Reason{Text: r.Text, Bring: r.Bring, Where: r.Where})
	}
	return out
}

// notice says all that stands in the way: what the office asked to have put
// right, or why it was handed over or rejected.
func (d *deskOfPapers) notice(f *papers.Facts) {
	if asked := d.file.correctionView(d.walk.Waiting); asked != nil && d.file.State == Correction {
		reason := papers.Reason{
			Text:  models.Texts{"zh-CN": "需要补正，请在" + string(asked.AnswerBy) + "前一次改好。", "en": "Something has to be put right, all of it by " + string(asked.AnswerBy) + "."},
			Where: models.Texts{"zh-CN": "任一自助机，或短信里的链接", "en": "Any kiosk, or the link in the text message"},
		}
		for _, m := range asked.Marks {
			reason.Bring = append(reason.Bring, join(colon(m.Label), m.Reason))
		}
		f.Reasons = []papers.Reason{reason}
		return
	}
	if r := d.file.reason(d.walk); r != nil {
		f.Reasons = reasonsOnPaper([]flow.Reason{*r})
	}
}

func colon(t models.Texts) models.Texts {
	out := models.Texts{}
	for language, text := range t {
		out[language] = text + map[bool]string{true: "：", false: ":"}[language == "zh-CN"]
	}
	return out
}

// payDays is the term of a fine in calendar days (行政处罚法第六十七条).
const payDays = 15

// ruling is a decision made here on a camera record.
func (d *deskOfPapers) ruling(f *papers.Facts, seq int) error {
	i := slices.IndexFunc(d.results, func(r ResultView) bool { return r.Seq == seq })
	r := d.results[i] // an offer names only what is there
	record, _ := d.record(r)
	driver, _ := d.file.facts[register.FactDriver].(register.Driver)
	office, known := d.office()
	if !known && strings.HasPrefix(d.file.Site, record.Office) {
		office.Name = models.Texts{"zh-CN": record.OfficeName} // captured here, so decided by the same
	}
	delivered, day := models.DateOf(d.served.At), models.DateOf(d.file.SubmittedAt)
	kiosk, _ := d.file.facts[register.FactKiosk].(register.Kiosk)
	f.Decided = papers.Ruling{
		Number: r.Number, Office: office, Evidence: d.evidence(record), Machine: strings.TrimPrefix(kiosk.Machine+" · "+d.file.Site, " · "),
		Licence: papers.Licence{Archive: driver.ArchiveNumber, Classes: strings.Join(driver.Classes, "、"), Office: driver.IssuingOffice},
		Plate:   record.Plate, PlateType: record.PlateType, Vehicle: d.vehicle(record),
		At: record.At, Place: record.Place, Code: record.Code, Act: record.Act, Measured: record.Measured, Limit: record.Limit,
		Provision: record.Provision, Basis: record.Basis,
		Fine: models.Fen(record.FineFen), Points: record.Points, Heard: d.file.answers.Answers["defence"] == "defend",
		Day:    day,
		Served: papers.Service{At: d.served.At, Window: d.served.Device == "", OnSpot: delivered == day},
	}
	if record.FineFen == 0 {
		return nil
	}
	var err error
	f.Decided.PayBy, err = d.cases.Calendar.Add(delivered.AddDays(payDays), 0)
	return err
}

// office is who decided, as it was on the day of the decision in the hall that
// took it, wherever and whenever the paper is printed.
func (d *deskOfPapers) office() (papers.Office, bool) {
	return d.cases.Offices.TrafficOffice(models.DateOf(d.file.SubmittedAt), d.file.Site, d.press.Place.Demo)
}

// evidence says of a record what its own source says, and whether the person was
// shown all of it.
func (d *deskOfPapers) evidence(record register.Violation) papers.Record {
	unseen := slices.ContainsFunc(record.Evidence, func(name string) bool { return !slices.Contains(d.file.seen, name) })
	return papers.Record{Number: record.Key, Source: record.OfficeName, Pictures: len(record.Evidence), Shown: len(record.Evidence) > 0 && !unseen}
}

func (d *deskOfPapers) vehicle(record register.Violation) string {
	vehicles, _ := d.file.facts[register.FactVehicles].(register.Vehicles)
	for _, v := range vehicles.Items {
		if v.Plate == record.Plate && v.PlateType == record.PlateType {
			return v.Kind
		}
	}
	return ""
}

// proof is what the definition words for a print.
func (d *deskOfPapers) proof(f *papers.Facts, seq int) {
	i := slices.IndexFunc(d.results, func(r ResultView) bool { return r.Seq == seq })
	r := d.results[i] // an offer names only what is there
	p := d.paperOf(r)
	f.Proves = papers.Evidence{Title: d.proofTitle(r), Number: f.Number + "-" + strconv.Itoa(seq+1), Text: p.Text}
	for _, l := range p.Lines {
		f.Proves.Lines = append(f.Proves.Lines, papers.Field{Label: l.Label, Value: l.Value})
	}
	for _, law := range d.file.def.Law {
		f.Proves.Law = append(f.Proves.Law, law.Name+law.Articles)
	}
}
