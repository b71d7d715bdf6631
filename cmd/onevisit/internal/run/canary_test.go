package run_test

import (
	"testing"
	"time"

	"onevisit/api/connect/sim"
	"onevisit/cmd/onevisit/internal/config"
	"onevisit/models"
)

// marked are answers that stand nowhere else, by field.
func marked() map[string]any {
	return map[string]any{
		"contact_mobile": "13900007777",
		"post_address":   "标记路七百七十七号金丝雀大厦",
		"contact_name":   "金丝雀",
	}
}

// secrets are the numbers of a demo person's documents.
func secrets(t *testing.T, person string) []string {
	t.Helper()
	cfg, err := config.Load(config.Sources{})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range sim.Persons(cfg.Seed, models.DateOf(time.Now())) {
		if p.ID == person {
			return []string{p.IDNumber, p.Permit}
		}
	}
	t.Fatalf("no person %s", person)
	return nil
}
