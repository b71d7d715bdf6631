-- +goose Up
-- A case's place in the queue is worked out when it comes in, so that an index
-- serves the order: place is the virtual time of models/casework/order.go, away
-- is 0 while the citizen is in the hall. deadline is the earlier of due and
-- promised date. touched_at is the database's own time of the last change: other
-- server processes notice changes by it.
ALTER TABLE queued_case ADD COLUMN deadline char(10) NOT NULL DEFAULT '';
ALTER TABLE queued_case ADD COLUMN warn_date char(10) NOT NULL DEFAULT '';
ALTER TABLE queued_case ADD COLUMN warn_days smallint NOT NULL DEFAULT 1;
ALTER TABLE queued_case ADD COLUMN sign_days smallint NOT NULL DEFAULT 1;
ALTER TABLE queued_case ADD COLUMN place bigint NOT NULL DEFAULT 0;
ALTER TABLE queued_case ADD COLUMN away smallint NOT NULL DEFAULT 1 CHECK (away IN (0, 1));
ALTER TABLE queued_case ADD COLUMN warned_at bigint NOT NULL DEFAULT 0;
ALTER TABLE queued_case ADD COLUMN touched_at bigint NOT NULL DEFAULT 0;
UPDATE queued_case SET deadline = promised_date, warn_date = promised_date, place = submitted_at;
DROP INDEX queued_case_waiting ON queued_case;
CREATE INDEX queued_case_line ON queued_case (site, state, stage, place, away, submitted_at, application_id);
CREATE INDEX queued_case_free ON queued_case (site, state, claimed_by, place, away, submitted_at, application_id);
CREATE INDEX queued_case_touched ON queued_case (site, touched_at);
CREATE INDEX queued_case_clock ON queued_case (state, escalated_at, deadline);
CREATE INDEX queued_case_hall ON queued_case (away, session_id);

-- +goose Down
DROP INDEX queued_case_hall ON queued_case;
DROP INDEX queued_case_clock ON queued_case;
DROP INDEX queued_case_touched ON queued_case;
DROP INDEX queued_case_free ON queued_case;
DROP INDEX queued_case_line ON queued_case;
CREATE INDEX queued_case_waiting ON queued_case (site, state, promised_date, submitted_at);
ALTER TABLE queued_case DROP COLUMN touched_at;
ALTER TABLE queued_case DROP COLUMN warned_at;
ALTER TABLE queued_case DROP COLUMN away;
ALTER TABLE queued_case DROP COLUMN place;
ALTER TABLE queued_case DROP COLUMN sign_days;
ALTER TABLE queued_case DROP COLUMN warn_days;
ALTER TABLE queued_case DROP COLUMN warn_date;
ALTER TABLE queued_case DROP COLUMN deadline;
