package flow_test

import (
	"slices"
	"testing"

	"onevisit/models"
	"onevisit/models/flow"
)

// redo is the complete passport application with fields asked for again.
func redo(t *testing.T, asked ...string) flow.Input {
	t.Helper()
	in := complete(t, definition(t, passport))
	in.Redo = &flow.Redo{Asked: asked}
	return in
}

func fieldNames(p *flow.Page) []string {
	var names []string
	for _, f := range p.Fields {
		names = append(names, f.Name)
	}
	return names
}

func TestRedo_asksOnlyWhatIsMarked(t *testing.T) {
	in := redo(t, "photo", "contact_mobile")
	w := walk(t, in)
	if w.Next == nil || w.Next.Step != "photo" || !slices.Equal(w.Waiting, []string{"photo", "contact_mobile"}) {
		t.Fatalf("next %+v, waiting %v", w.Next, w.Waiting)
	}
	if f := w.Next.Fields[0]; f.Value != nil || !f.Unchecked || w.Next.Back != "" {
		t.Errorf("the photo found wanting is offered again, or a page before it: %+v back %q", f, w.Next.Back)
	}
	if len(w.Steps) != 2 {
		t.Errorf("pages %v, want the two marked ones", w.Steps)
	}
	answer(t, &in, "photo", map[string]any{"photo": "02new.jpg"})
	in.Redo.Given = append(in.Redo.Given, "photo")
	w = walk(t, in)
	if w.Next == nil || w.Next.Step != "contact" || w.Next.Back != "photo" || !slices.Equal(fieldNames(w.Next), []string{"contact_mobile"}) {
		t.Fatalf("then %+v", w.Next)
	}
	if w.Next.Fields[0].Value == nil {
		t.Error("what was typed has to be there to be put right")
	}
	before := in.Answers["contact_name"]
	answer(t, &in, "contact", map[string]any{"contact_mobile": "13900000009"})
	in.Redo.Given = append(in.Redo.Given, "contact_mobile")
	if in.Answers["contact_name"] != before {
		t.Error("the field beside the marked one changed")
	}
	if w = walk(t, in); w.Next != nil || len(w.Waiting) != 0 || w.Total == 0 {
		t.Errorf("all is answered: %+v", w)
	}
}

func TestRedo_refusesWhatIsNotAsked(t *testing.T) {
	in := redo(t, "contact_mobile")
	for name, c := range map[string]struct {
		step  string
		given map[string]any
		code  string
		field string
	}{
		"another field of the page": {"contact", map[string]any{"contact_mobile": "13900000009", "contact_name": "吕大江"}, flow.CodeNotAsked, "contact_name"},
		"another page":              {"phone", map[string]any{"mobile": "13900000009"}, flow.CodeNotAsked, "mobile"},
		"nothing":                   {"contact", map[string]any{}, flow.CodeRequired, "contact_mobile"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := flow.New().Answer(in, c.step, c.given)
			if err != nil || len(got.Problems) != 1 || got.Problems[0].Code != c.code || got.Problems[0].Field != c.field {
				t.Errorf("%+v %v", got.Problems, err)
			}
		})
	}
	if _, err := flow.New().Page(in, "phone"); models.KindOf(err) != models.KindConflict {
		t.Errorf("a page nothing is asked on: %v", err)
	}
}

func TestRedo_refusesTheSamePhoto(t *testing.T) {
	in := redo(t, "photo")
	old := in.Answers["photo"]
	got, err := flow.New().Answer(in, "photo", map[string]any{"photo": old})
	if err != nil || len(got.Problems) != 1 || got.Problems[0].Code != flow.CodeSamePhoto {
		t.Errorf("%+v %v", got.Problems, err)
	}
}

func TestRedo_opensWhatTheCorrectionMakesInvalid(t *testing.T) {
	in := redo(t, "contact_mobile", "mobile")
	// The contact's number must be another than the person's: with the person's
	// own number corrected to it, the contact is asked again though unmarked.
	in.Redo.Asked = []string{"mobile"}
	got, err := flow.New().Answer(in, "phone", map[string]any{"mobile": in.Answers["contact_mobile"]})
	if err != nil || len(got.Problems) != 0 {
		t.Fatalf("%+v %v", got.Problems, err)
	}
	if len(got.Dropped) != 1 || got.Dropped[0].Field != "contact_mobile" {
		t.Fatalf("dropped %+v", got.Dropped)
	}
	in.Answers, in.Redo.Given = got.Answers, []string{"mobile"}
	w := walk(t, in)
	if w.Next == nil || w.Next.Step != "contact" || !slices.Equal(fieldNames(w.Next), []string{"contact_mobile"}) {
		t.Fatalf("%+v", w.Next)
	}
	answer(t, &in, "contact", map[string]any{"contact_mobile": "13900000007"})
	if w = walk(t, in); w.Next != nil {
		t.Errorf("%+v", w.Next)
	}
}

func TestRedo_asksOnPagesTheCorrectionBringsOntoThePath(t *testing.T) {
	in := complete(t, definition(t, passport))
	in.Redo = &flow.Redo{Asked: []string{"delivery"}}
	other := "collect"
	if in.Answers["delivery"] == "collect" {
		other = "post"
	}
	for range 2 { // there and back again
		answer(t, &in, "delivery", map[string]any{"delivery": other})
		in.Redo.Given = []string{"delivery"}
		w := walk(t, in)
		if other == "post" && w.Next != nil && w.Next.Step != "post-address" || other == "collect" && w.Next != nil {
			t.Fatalf("%s: %+v", other, w.Next)
		}
		other = map[string]string{"post": "collect", "collect": "post"}[other]
	}
}

func TestRedo_asksWhatANewFactMakesInvalid(t *testing.T) {
	in := redo(t, "photo")
	in.Facts = flow.Facts{}
	for name, value := range complete(t, definition(t, passport)).Facts {
		in.Facts[name] = value
	}
	delete(in.Facts, "person") // the register is silent: what depends on it cannot stand
	w := walk(t, in)
	if w.Next == nil || len(w.Problems) == 0 {
		t.Errorf("%+v", w)
	}
}
