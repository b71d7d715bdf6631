-- +goose Up
CREATE TABLE person (
    id varchar(26) NOT NULL PRIMARY KEY,
    id_index varchar(64) NOT NULL,
    sealed mediumblob NOT NULL,
    test smallint NOT NULL CHECK (test IN (0, 1)),
    created_at bigint NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE UNIQUE INDEX person_id_index ON person (id_index);

CREATE TABLE visit (
    id varchar(26) NOT NULL PRIMARY KEY,
    person_id varchar(26) NOT NULL,
    site varchar(40) NOT NULL,
    local_date char(10) NOT NULL,
    started_at bigint NOT NULL,
    demo smallint NOT NULL CHECK (demo IN (0, 1))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE UNIQUE INDEX visit_presence ON visit (person_id, site, local_date);

CREATE TABLE citizen_session (
    id varchar(26) NOT NULL PRIMARY KEY,
    token_hash char(64) NOT NULL,
    device_id varchar(26) NOT NULL,
    live_device varchar(26),
    site varchar(40) NOT NULL,
    person_id varchar(26) NOT NULL,
    visit_id varchar(26) NOT NULL,
    sealed mediumblob NOT NULL,
    language varchar(10) NOT NULL,
    assisted smallint NOT NULL CHECK (assisted IN (0, 1)),
    document_kind varchar(20) NOT NULL CHECK (document_kind IN ('id-card', 'hkm-permit')),
    local_date char(10) NOT NULL,
    started_at bigint NOT NULL,
    last_seen_at bigint NOT NULL,
    ended_at bigint NOT NULL,
    end_reason varchar(20) NOT NULL CHECK (end_reason IN ('', 'finished', 'cancelled', 'idle', 'absolute', 'reloaded', 'device')),
    rating smallint NOT NULL CHECK (rating BETWEEN 0 AND 5)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE UNIQUE INDEX citizen_session_token ON citizen_session (token_hash);
CREATE UNIQUE INDEX citizen_session_live ON citizen_session (live_device);
CREATE INDEX citizen_session_person ON citizen_session (person_id, ended_at);
CREATE INDEX citizen_session_seen ON citizen_session (ended_at, last_seen_at);

-- +goose Down
DROP TABLE citizen_session;
DROP TABLE visit;
DROP TABLE person;
