-- +goose Up
-- People whom a kiosk could not recognise and sent to a clerk with everything
-- they had entered. code_index is null but while a one-time code may be used.
CREATE TABLE identity_request (
    id varchar(26) NOT NULL PRIMARY KEY,
    site varchar(40) NOT NULL,
    device_id varchar(26) NOT NULL,
    local_date varchar(10) NOT NULL,
    seq int NOT NULL,
    service varchar(60) NOT NULL,
    why varchar(20) NOT NULL CHECK (why IN ('unreadable', 'register-silent', 'name-differs', 'face-mismatch', 'number-broken', 'unknown-person')),
    language varchar(10) NOT NULL,
    sealed blob NOT NULL,
    state varchar(10) NOT NULL CHECK (state IN ('open', 'held', 'proven', 'used', 'refused', 'expired')),
    staff_id varchar(26) NOT NULL,
    held_until bigint NOT NULL,
    document varchar(20) NOT NULL CHECK (document IN ('', 'id-card', 'temporary-id-card', 'household-book', 'passport', 'hkm-permit', 'hmt-residence', 'foreign-permit')),
    refusal varchar(20) NOT NULL CHECK (refusal IN ('', 'no-original', 'not-genuine', 'other-person', 'left')),
    person_id varchar(26) NOT NULL,
    session_id varchar(26) NOT NULL,
    code_index varchar(64),
    code_until bigint NOT NULL,
    made_at bigint NOT NULL,
    decided_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    version bigint NOT NULL
);
CREATE UNIQUE INDEX identity_request_number ON identity_request (site, local_date, seq);
CREATE UNIQUE INDEX identity_request_code ON identity_request (site, code_index);
CREATE INDEX identity_request_waiting ON identity_request (site, state, expires_at);
CREATE INDEX identity_request_over ON identity_request (state, expires_at);
CREATE INDEX identity_request_session ON identity_request (session_id, staff_id);
-- How the holder of a session was recognised.
ALTER TABLE citizen_session ADD COLUMN proof varchar(10) NOT NULL DEFAULT 'document' CHECK (proof IN ('document', 'window'));

-- +goose Down
ALTER TABLE citizen_session DROP COLUMN proof;
DROP TABLE identity_request;
