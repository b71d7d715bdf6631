-- +goose Up
-- What is asked of few places (one kiosk, one age in one language) is found without
-- going through everybody else's.
CREATE INDEX figure_kept_place ON figure_kept (place_id, counted_on);

-- +goose Down
DROP INDEX figure_kept_place ON figure_kept;
