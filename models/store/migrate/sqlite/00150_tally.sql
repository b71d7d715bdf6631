-- +goose Up
-- The numbers above the queue and on the board are read from this index alone.
CREATE INDEX queued_case_tally ON queued_case (site, state, stage, service, skill, language, deadline, submitted_at);

-- +goose Down
DROP INDEX queued_case_tally;
