package papers

import (
	"encoding/base64"
	"encoding/json"
	"time"

	"onevisit/models"
	"onevisit/models/paper"
)

// Paper is a paper described and not yet signed. Its JSON form is what is signed
// and what the file keeps inside.
type Paper struct {
	Kind     Kind          `json:"kind"`
	Number   string        `json:"number"`
	Format   paper.Format  `json:"format"`
	Language string        `json:"language"`
	Day      models.Date   `json:"day"`
	Copy     int           `json:"copy"`
	Amount   models.Fen    `json:"amount,omitempty"`
	Made     int64         `json:"made"` // Unix seconds
	Name     string        `json:"name"`
	Foot     paper.Line    `json:"foot"`
	Blocks   []paper.Block `json:"blocks"`
	Signs    []paper.Row   `json:"signs,omitempty"`
	Said     []paper.Line  `json:"said"` // at the code
}

// Make describes the paper of a kind.
func Make(kind Kind, f Facts) Paper {
	s := sheet{Facts: f, kind: kind, format: f.Format}
	if s.format == "" {
		s.format = kind.Format()
	}
	p := Paper{
		Kind: kind, Number: f.Number, Format: s.format, Language: f.Language, Day: models.DateOf(f.Printed),
		Copy: max(f.Copy, 1), Made: f.Printed.Unix(), Name: kind.Name().In(f.Language),
	}
	switch kind {
	case Slip:
		p.Number = f.SlipCode
		s.slip()
	case Acceptance:
		s.acceptance()
	case Payment:
		p.Amount = f.Order.Total
		s.payment()
	case Decision:
		p.Number, p.Amount, p.Day = f.Decided.Number, f.Decided.Fine, f.Decided.Day
		s.decision()
	case Notice:
		s.notice()
	case Collection:
		s.collection()
	case Proof:
		if f.Proves.Number != "" {
			p.Number = f.Proves.Number
		}
		p.Name = f.Proves.Title.In(f.Language)
		s.proof()
	}
	p.Blocks, p.Foot, p.Said, p.Signs = s.blocks, s.foot(), s.said(), s.signs
	return p
}

// content is what the digest is of.
func (p Paper) content() ([]byte, error) {
	text, err := json.Marshal(p)
	if err != nil {
		return nil, wrap(err, "description")
	}
	return text, nil
}

// Signed makes the document of a paper, with its code.
func (p Paper) Signed(key Key) (paper.Document, string, error) {
	content, err := p.content()
	if err != nil {
		return paper.Document{}, "", err
	}
	code := key.Sign(Claim{Kind: p.Kind, Number: p.Number, Day: p.Day, Copy: p.Copy, Amount: p.Amount, Digest: digest(content)})
	return p.document(code, content), code, nil
}

func (p Paper) document(code string, content []byte) paper.Document {
	codes := paper.Block{Kind: paper.Codes, QR: code, Lines: p.Said, Rows: p.Signs}
	return paper.Document{
		Format: p.Format, Language: p.Language, Name: p.Name, Foot: p.Foot, Made: time.Unix(p.Made, 0).UTC(),
		Blocks: append(append([]paper.Block{}, p.Blocks...), codes),
		Inside: code + " " + base64.StdEncoding.EncodeToString(content),
	}
}

// sheet collects the blocks of one paper.
type sheet struct {
	Facts
	kind   Kind
	format paper.Format
	blocks []paper.Block
	signs  []paper.Row // places to sign or seal
}

// sign is a place for a signature or a seal, with what stands below its label.
func (s *sheet) sign(label, below models.Texts) {
	s.signs = append(s.signs, paper.Row{Label: s.line(label), Value: s.line(below)})
}

// line is a text with the reader's language below it.
func (s *sheet) line(t models.Texts) paper.Line {
	l := paper.Line{Text: t["zh-CN"]}
	if sub := t[s.Language]; s.Language != "zh-CN" && sub != l.Text {
		l.Sub = sub
	}
	return l
}

func both(zh, en string) models.Texts { return models.Texts{"zh-CN": zh, "en": en} }

// same is what is written alike in all languages.
func same(text string) models.Texts { return models.Texts{"zh-CN": text} }

func (s *sheet) add(kind paper.Kind, texts ...models.Texts) {
	b := paper.Block{Kind: kind}
	for _, t := range texts {
		if t["zh-CN"] != "" {
			b.Lines = append(b.Lines, s.line(t))
		}
	}
	if len(b.Lines) > 0 {
		s.blocks = append(s.blocks, b)
	}
}

// rows collects rows and leaves out what is not known.
type rows struct {
	sheet *sheet
	list  []paper.Row
}

func (r *rows) put(half bool, label, value models.Texts) {
	if value["zh-CN"] == "" {
		return
	}
	r.list = append(r.list, paper.Row{Label: r.sheet.line(label), Value: r.sheet.line(value), Half: half})
}

func (r *rows) end() {
	if len(r.list) > 0 {
		r.sheet.blocks = append(r.sheet.blocks, paper.Block{Kind: paper.Rows, Rows: r.list})
	}
}

// head begins a paper: the hall, and what it is.
func (s *sheet) head(from models.Texts, title models.Texts) {
	if s.Demo {
		s.add(paper.Note, both("演示大厅打印，不具有法律效力", "Printed by a demo hall, without legal force"))
	}
	s.add(paper.Head, from)
	s.add(paper.Title, title)
	if s.Copy > 1 {
		s.add(paper.Head, both("补打第 "+number(s.Copy-1)+" 次（第 "+number(s.Copy)+" 次打印）", "Reprint "+number(s.Copy-1)+" (copy "+number(s.Copy)+")"))
	}
}

func (s *sheet) foot() paper.Line {
	by := s.Machine + " · " + moment(s.Printed)
	return s.line(both(s.Hall["zh-CN"]+" · "+by, s.Hall.In("en")))
}

// said stands beside the code.
func (s *sheet) said() []paper.Line {
	n := max(s.Copy, 1)
	out := []paper.Line{s.line(both("第 "+number(n)+" 次打印。扫码可核验真伪：二维码由本厅签名，不联网也能验。", "Copy "+number(n)+". This code proves the paper: it is signed by the hall and can be checked without a network."))}
	if s.kind == Slip {
		out = append(out, s.line(both("在任一自助机或窗口出示，本人核验身份后可继续办理。单凭此码看不到任何信息。", "Show it at any kiosk or window; once you are identified, the matter goes on. By itself it shows nothing.")))
	}
	return out
}
