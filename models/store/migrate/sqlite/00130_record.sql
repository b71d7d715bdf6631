-- +goose Up
CREATE TABLE case_record (
    decision_id varchar(26) NOT NULL PRIMARY KEY,
    application_id varchar(26) NOT NULL,
    site varchar(40) NOT NULL,
    staff_id varchar(26) NOT NULL,
    outcome varchar(12) NOT NULL CHECK (outcome IN ('approve', 'reject', 'correction', 'hand-over')),
    definition_hash varchar(64) NOT NULL,
    kept_at bigint NOT NULL,
    sealed blob NOT NULL
);
CREATE INDEX case_record_application ON case_record (application_id, kept_at);

-- +goose Down
DROP TABLE case_record;
