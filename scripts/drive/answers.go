package drive

import (
	"context"
	"fmt"
	"net/http"
)

// Answers gives a page answers a citizen could give: what was pre-filled where
// it is, the first allowed choice, what typed says for a field's name. It looks
// at the evidence pictures of the records it chooses, as the product insists.
func (k *Kiosk) Answers(ctx context.Context, a Application, person string, typed map[string]any) (map[string]any, error) {
	answers := map[string]any{}
	for _, f := range a.Page.Fields {
		value, err := k.answer(ctx, a, person, f, typed)
		if err != nil {
			return nil, fmt.Errorf("%s.%s: %w", a.Page.Step, f.Name, err)
		}
		if value != nil {
			answers[f.Name] = value
		}
	}
	return answers, nil
}

func (k *Kiosk) answer(ctx context.Context, a Application, person string, f Field, typed map[string]any) (any, error) {
	if v, ok := typed[f.Name]; ok {
		return v, nil
	}
	switch f.Kind {
	case "declaration", "notice":
		return true, nil
	case "photo":
		return k.Photo(ctx, a, person, f.Name)
	case "choice":
		if f.Value != nil {
			return f.Value, nil
		}
		for _, o := range f.Options {
			if o.Allowed {
				return o.Value, nil
			}
		}
		return nil, fmt.Errorf("no choice is allowed")
	case "choices", "records":
		for _, o := range f.Options {
			if o.Allowed {
				return []string{o.Value}, k.look(ctx, a, o.Images)
			}
		}
		return []string{}, nil
	}
	return f.Value, nil
}

// look fetches pictures as the screen does when it shows them.
func (k *Kiosk) look(ctx context.Context, a Application, images []string) error {
	for _, name := range images {
		var picture []byte
		if _, _, err := k.Do(ctx, Call{Method: http.MethodGet, Path: "/api/kiosk/applications/" + a.ID + "/images/" + name, Into: &picture}); err != nil {
			return err
		}
	}
	return nil
}

// Walk answers page after page until none is left.
func (k *Kiosk) Walk(ctx context.Context, a Application, person string, typed map[string]any) (Application, error) {
	for n := 0; a.Page != nil; n++ {
		if n > 40 {
			return a, fmt.Errorf("the pages do not end: at %s again", a.Page.Step)
		}
		answers, err := k.Answers(ctx, a, person, typed)
		if err != nil {
			return a, err
		}
		if a, err = k.Save(ctx, a, a.Page.Step, answers); err != nil {
			return a, err
		}
	}
	return a, nil
}
