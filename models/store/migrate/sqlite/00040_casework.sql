-- +goose Up
CREATE TABLE queued_case (
    application_id varchar(26) NOT NULL PRIMARY KEY,
    matter_id varchar(26) NOT NULL,
    person_id varchar(26) NOT NULL,
    session_id varchar(26) NOT NULL,
    number varchar(20) NOT NULL,
    service varchar(80) NOT NULL,
    site varchar(40) NOT NULL,
    kiosk varchar(60) NOT NULL,
    holder blob NOT NULL,
    submitted_at bigint NOT NULL,
    promised_date char(10) NOT NULL,
    state varchar(12) NOT NULL CHECK (state IN ('waiting', 'decided', 'withdrawn')),
    demo smallint NOT NULL CHECK (demo IN (0, 1)),
    claimed_by varchar(26) NOT NULL,
    claimed_name varchar(100) NOT NULL,
    claim_expires_at bigint NOT NULL,
    fence bigint NOT NULL CHECK (fence >= 0)
);
CREATE INDEX queued_case_waiting ON queued_case (site, state, promised_date, submitted_at);
CREATE INDEX queued_case_holder ON queued_case (claimed_by, claim_expires_at);
CREATE INDEX queued_case_person ON queued_case (person_id);

CREATE TABLE staff_interest (
    staff_id varchar(26) NOT NULL,
    person_index varchar(64) NOT NULL,
    kind varchar(12) NOT NULL CHECK (kind IN ('self', 'household', 'relative')),
    PRIMARY KEY (staff_id, person_index)
);

CREATE TABLE decision (
    id varchar(26) NOT NULL PRIMARY KEY,
    application_id varchar(26) NOT NULL,
    staff_id varchar(26) NOT NULL,
    site varchar(40) NOT NULL,
    service varchar(80) NOT NULL,
    outcome varchar(12) NOT NULL CHECK (outcome IN ('approve', 'reject', 'hand-over')),
    reason varchar(60) NOT NULL,
    note blob NOT NULL,
    fence bigint NOT NULL,
    decided_at bigint NOT NULL
);
CREATE UNIQUE INDEX decision_application ON decision (application_id);
CREATE INDEX decision_site ON decision (site, decided_at);

-- +goose Down
DROP TABLE decision;
DROP TABLE staff_interest;
DROP TABLE queued_case;
