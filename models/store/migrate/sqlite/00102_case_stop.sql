-- +goose Up
-- The times during which a case's clock stood still because somebody else had
-- to act. to_at is 0 while it stands; days are the working days it stood.
CREATE TABLE case_stop (
    application_id varchar(26) NOT NULL,
    from_at bigint NOT NULL,
    to_at bigint NOT NULL,
    days smallint NOT NULL CHECK (days >= 0),
    reason varchar(12) NOT NULL CHECK (reason IN ('correction')),
    PRIMARY KEY (application_id, from_at)
);

-- A case that changed hands by a supervisor's word. The note is sealed.
CREATE TABLE case_transfer (
    id varchar(26) NOT NULL PRIMARY KEY,
    application_id varchar(26) NOT NULL,
    kind varchar(12) NOT NULL CHECK (kind IN ('take-over', 'assignment')),
    by_staff varchar(26) NOT NULL,
    from_staff varchar(26) NOT NULL,
    to_staff varchar(26) NOT NULL,
    reason varchar(12) NOT NULL CHECK (reason IN ('absent', 'overdue', 'urgent', 'balance', 'complaint', 'other')),
    note blob NOT NULL,
    at bigint NOT NULL
);
CREATE INDEX case_transfer_application ON case_transfer (application_id);

-- +goose Down
DROP TABLE case_transfer;
DROP TABLE case_stop;
