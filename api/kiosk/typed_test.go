package kiosk_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"strings"
	"testing"

	"onevisit/api/internal/webtest"
)

// toContactPage fills a passport's form in up to the page with a typed name and
// a typed number.
func (h *hall) toContactPage() app {
	h.t.Helper()
	a := h.step(h.open(renewal), "person", map[string]any{"person_right": true})
	a = h.photographed(a)
	a = h.step(a, "spelling", map[string]any{"surname": "CHEN", "given_name": "DAHAI"})
	a = h.step(a, "address", map[string]any{"address": "广东省深圳市南山区测试路1号"})
	return h.step(a, "phone", map[string]any{"mobile": "13800000002"})
}

// photographed takes the photo of a form that asks for it.
func (h *hall) photographed(a app) app {
	h.t.Helper()
	picture := image.NewRGBA(image.Rect(0, 0, 480, 640))
	for i := range picture.Pix {
		picture.Pix[i] = byte(i * 31)
	}
	var photo bytes.Buffer
	must(h.t, jpeg.Encode(&photo, picture, nil))
	var attached struct{ Value string }
	h.Do("PUT", path(a, "/attachments/photo"), webtest.Raw{Type: "application/octet-stream", Body: photo.Bytes()}).Want(201).Into(&attached)
	return h.step(a, "photo", map[string]any{"photo": attached.Value})
}

// answer is what a page holds for a field.
func (h *hall) answer(a app, step, field string) any {
	h.t.Helper()
	var page struct {
		Fields []struct {
			Name  string
			Value any
		}
	}
	h.Do("GET", path(a, "/steps/"+step), nil).Want(200).Into(&page)
	for _, f := range page.Fields {
		if f.Name == field {
			return f.Value
		}
	}
	h.t.Fatalf("no field %s on %s", field, step)
	return nil
}

// The rows of the bad-input matrix about what a citizen types: kept as it has to
// be written (B12-B14), or refused at its field with nothing lost (B15).
func TestTyped_isNormalisedOrRefusedAtItsField(t *testing.T) {
	h := newHall(t).identify()
	a := h.toContactPage()
	long := strings.Repeat("阿", 24) + "·" + strings.Repeat("𠮷", 24)
	for _, c := range []struct{ name, contact, mobile, storedName, storedMobile string }{
		{"B12 full width, blanks and dashes", "王小明", " １３８ 0000-0003 ", "王小明", "13800000003"},
		{"B13 49 characters, beyond the BMP, with the dot", long, "13800000003", long, "13800000003"},
		{"B14 bullet for the dot", "买买提•艾力", "13800000003", "买买提·艾力", "13800000003"},
		{"B14 katakana dot", "买买提・艾力", "13800000003", "买买提·艾力", "13800000003"},
		{"B14 hyphenation point", "买买提‧艾力", "13800000003", "买买提·艾力", "13800000003"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a = h.step(a, "contact", map[string]any{"contact_name": c.contact, "contact_mobile": c.mobile})
			if got := h.answer(a, "contact", "contact_name"); got != c.storedName {
				t.Errorf("name kept as %q, want %q", got, c.storedName)
			}
			if got := h.answer(a, "contact", "contact_mobile"); got != c.storedMobile {
				t.Errorf("number kept as %q, want %q", got, c.storedMobile)
			}
		})
	}
	for _, c := range []struct{ name, field, contact, mobile string }{
		{"B15 emoji", "contact_name", "王😀明", "13800000003"},
		{"B15 right-to-left override", "contact_name", "王\u202e明", "13800000003"},
		{"B15 NUL", "contact_name", "王\x00明", "13800000003"},
		{"B15 only blanks", "contact_name", "   ", "13800000003"},
		{"B15 101 characters", "contact_name", strings.Repeat("王", 101), "13800000003"},
		{"a dot at the end", "contact_name", "买买提·", "13800000003"},
		{"ten digits", "contact_mobile", "王小明", "1380000000"},
		{"a landline", "contact_mobile", "王小明", "075588888888"},
		{"letters", "contact_mobile", "王小明", "1380000000a"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := h.Do("PUT", path(a, "/steps/contact"), map[string]any{"answers": map[string]any{
				"contact_name": c.contact, "contact_mobile": c.mobile,
			}}, webtest.IfMatch(a.etag)).WantProblem(422, "answers")
			if len(p.Errors) != 1 || p.Errors[0].Field != c.field || p.Errors[0].Message == "" {
				t.Fatalf("%+v", p.Errors)
			}
			if got := h.answer(a, "contact", "contact_name"); got != "买买提·艾力" {
				t.Errorf("the refused input changed what was kept: %q", got)
			}
		})
	}
}
