-- +goose Up
-- The band of years the person was in at the presence, '' where nobody knew:
-- figures are divided by it, so that no date of birth has to be kept for them.
ALTER TABLE visit ADD COLUMN age varchar(8) NOT NULL DEFAULT ''
    CHECK (age IN ('', '0-15', '16-29', '30-44', '45-59', '60-69', '70+'));

-- +goose Down
ALTER TABLE visit DROP COLUMN age;
