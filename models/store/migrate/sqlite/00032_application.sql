-- +goose Up
CREATE TABLE application (
    id varchar(26) NOT NULL PRIMARY KEY,
    number varchar(20) NOT NULL,
    matter_id varchar(26) NOT NULL,
    person_id varchar(26) NOT NULL,
    service varchar(80) NOT NULL,
    definition_hash varchar(64) NOT NULL,
    state varchar(20) NOT NULL CHECK (state IN ('draft', 'queued', 'correction', 'approved', 'awaiting-payment', 'issuing',
        'in-post', 'completed', 'rejected', 'withdrawn', 'abandoned', 'handed-over', 'needs-staff')),
    version bigint NOT NULL,
    site varchar(40) NOT NULL,
    region varchar(40) NOT NULL,
    device_id varchar(26) NOT NULL,
    session_id varchar(26) NOT NULL,
    visit_id varchar(26) NOT NULL,
    answers blob NOT NULL,
    facts blob NOT NULL,
    fee_lines blob NOT NULL,
    total_fen bigint NOT NULL CHECK (total_fen >= 0),
    paid_fen bigint NOT NULL CHECK (paid_fen >= 0),
    route varchar(20) NOT NULL,
    promised_date char(10) NOT NULL,
    opened_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    submitted_at bigint NOT NULL,
    decided_at bigint NOT NULL,
    ended_at bigint NOT NULL,
    reason_code varchar(60) NOT NULL,
    live smallint NOT NULL CHECK (live IN (0, 1))
);
CREATE UNIQUE INDEX application_number ON application (number);
CREATE INDEX application_person ON application (person_id, live, service);
CREATE INDEX application_matter ON application (matter_id, live);
CREATE INDEX application_state ON application (state, updated_at);

CREATE TABLE application_result (
    id varchar(26) NOT NULL PRIMARY KEY,
    application_id varchar(26) NOT NULL,
    seq int NOT NULL,
    kind varchar(20) NOT NULL CHECK (kind IN ('permit-write', 'decision', 'print', 'produce', 'post')),
    item varchar(80) NOT NULL,
    stage varchar(20) NOT NULL CHECK (stage IN ('before-payment', 'after-payment')),
    state varchar(12) NOT NULL CHECK (state IN ('waiting', 'due', 'unknown', 'done', 'failed')),
    number varchar(60) NOT NULL,
    amount_fen bigint NOT NULL,
    visit smallint NOT NULL CHECK (visit IN (0, 1)),
    attempts int NOT NULL,
    device_id varchar(26) NOT NULL,
    fault varchar(40) NOT NULL,
    updated_at bigint NOT NULL,
    done_at bigint NOT NULL
);
CREATE UNIQUE INDEX application_result_seq ON application_result (application_id, seq);
CREATE INDEX application_result_item ON application_result (kind, item);

CREATE TABLE attachment (
    id varchar(26) NOT NULL PRIMARY KEY,
    application_id varchar(26) NOT NULL,
    field varchar(40) NOT NULL,
    media_type varchar(40) NOT NULL,
    width int NOT NULL,
    height int NOT NULL,
    size bigint NOT NULL,
    sha256 char(64) NOT NULL,
    session_id varchar(26) NOT NULL,
    created_at bigint NOT NULL,
    content blob NOT NULL
);
CREATE INDEX attachment_application ON attachment (application_id, created_at);

CREATE TABLE evidence_seen (
    application_id varchar(26) NOT NULL,
    image varchar(80) NOT NULL,
    seen_at bigint NOT NULL,
    PRIMARY KEY (application_id, image)
);

-- +goose Down
DROP TABLE evidence_seen;
DROP TABLE attachment;
DROP TABLE application_result;
DROP TABLE application;
