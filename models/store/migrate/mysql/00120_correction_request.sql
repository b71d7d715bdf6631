-- +goose Up
-- What the office asked citizens to put right. The marks, their notes and why a
-- second request was necessary are sealed. open_key is the application's id
-- while the request can be answered: there is at most one.
CREATE TABLE correction_request (
    id varchar(26) NOT NULL PRIMARY KEY,
    application_id varchar(26) NOT NULL,
    open_key varchar(26) NULL,
    site varchar(40) NOT NULL,
    seq smallint NOT NULL CHECK (seq > 0),
    asked_by varchar(26) NOT NULL,
    sealed mediumblob NOT NULL,
    state varchar(12) NOT NULL CHECK (state IN ('asked', 'answered', 'expired', 'withdrawn')),
    asked_at bigint NOT NULL,
    answer_by char(10) NOT NULL,
    remind_on char(10) NOT NULL,
    reminded_at bigint NOT NULL,
    closed_at bigint NOT NULL,
    answered_by varchar(12) NOT NULL CHECK (answered_by IN ('', 'kiosk', 'phone', 'window'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE UNIQUE INDEX correction_request_open ON correction_request (open_key);
CREATE UNIQUE INDEX correction_request_seq ON correction_request (application_id, seq);
CREATE INDEX correction_request_due ON correction_request (state, answer_by);

-- Numbers called in the halls. Nothing personal.
CREATE TABLE hall_call (
    id varchar(26) NOT NULL PRIMARY KEY,
    site varchar(40) NOT NULL,
    application_id varchar(26) NOT NULL,
    number varchar(20) NOT NULL,
    at bigint NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE INDEX hall_call_site ON hall_call (site, at);

-- +goose Down
DROP TABLE hall_call;
DROP TABLE correction_request;
