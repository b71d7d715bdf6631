-- +goose Up
CREATE TABLE matter (
    id varchar(26) NOT NULL PRIMARY KEY,
    person_id varchar(26) NOT NULL,
    service varchar(80) NOT NULL,
    open_key varchar(110),
    state varchar(12) NOT NULL CHECK (state IN ('open', 'completed', 'rejected', 'abandoned', 'withdrawn')),
    opened_on char(10) NOT NULL,
    last_event_on char(10) NOT NULL,
    ended_on char(10) NOT NULL,
    ended_at bigint NOT NULL,
    visits int NOT NULL,
    reopened int NOT NULL,
    site varchar(40) NOT NULL,
    definition_hash varchar(64) NOT NULL,
    test smallint NOT NULL CHECK (test IN (0, 1)),
    demo smallint NOT NULL CHECK (demo IN (0, 1)),
    precheck_only smallint NOT NULL CHECK (precheck_only IN (0, 1)),
    settled smallint NOT NULL CHECK (settled IN (0, 1)),
    version bigint NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE UNIQUE INDEX matter_open ON matter (open_key);
CREATE INDEX matter_person ON matter (person_id, service, last_event_on);
CREATE INDEX matter_silence ON matter (state, last_event_on);
CREATE INDEX matter_ended ON matter (ended_on, service, state);

CREATE TABLE matter_visit (
    matter_id varchar(26) NOT NULL,
    visit_id varchar(26) NOT NULL,
    seq int NOT NULL,
    site varchar(40) NOT NULL,
    local_date char(10) NOT NULL,
    first_at bigint NOT NULL,
    ending varchar(60) NOT NULL,
    ending_cause varchar(3) NOT NULL,
    cause varchar(3) NOT NULL,
    cause_text varchar(200) NOT NULL,
    PRIMARY KEY (matter_id, visit_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE UNIQUE INDEX matter_visit_seq ON matter_visit (matter_id, seq);
CREATE INDEX matter_visit_visit ON matter_visit (visit_id);

CREATE TABLE attempt (
    id varchar(26) NOT NULL PRIMARY KEY,
    reference varchar(20) NOT NULL,
    matter_id varchar(26) NOT NULL,
    visit_id varchar(26) NOT NULL,
    session_id varchar(26) NOT NULL,
    service varchar(80) NOT NULL,
    outcome varchar(20) NOT NULL,
    reason_code varchar(60) NOT NULL,
    cause varchar(3) NOT NULL,
    created_at bigint NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE UNIQUE INDEX attempt_reference ON attempt (reference);
CREATE INDEX attempt_matter ON attempt (matter_id);

-- +goose Down
DROP TABLE attempt;
DROP TABLE matter_visit;
DROP TABLE matter;
