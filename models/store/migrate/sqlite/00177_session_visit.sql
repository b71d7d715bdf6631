-- +goose Up
-- The sessions of a presence: whose place a matter has.
CREATE INDEX citizen_session_visit ON citizen_session (visit_id, started_at);

-- +goose Down
DROP INDEX citizen_session_visit;
