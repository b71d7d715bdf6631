package reference_test

import (
	"testing"

	"onevisit/models/reference"
)

func TestPublished_isSound(t *testing.T) {
	_, defects := reference.Check(nil)
	for _, d := range defects {
		t.Error(d)
	}
}
