-- +goose Up
-- When the second factor was shown at sign-in, and when last again.
ALTER TABLE staff_session ADD COLUMN factor_at bigint NOT NULL DEFAULT 0;
ALTER TABLE staff_session ADD COLUMN stepped_up_at bigint NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE staff_session DROP COLUMN stepped_up_at;
ALTER TABLE staff_session DROP COLUMN factor_at;
