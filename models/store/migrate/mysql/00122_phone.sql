-- +goose Up
-- The links by which correction requests are answered from a phone. Only the
-- hash of a link's secret is kept; sealed holds the secret itself until its
-- message was sent, and is empty afterwards. live_key is the application's id
-- while the link can be opened: there is at most one.
CREATE TABLE phone_link (
    id varchar(26) NOT NULL PRIMARY KEY,
    message_key varchar(120) NOT NULL,
    application_id varchar(26) NOT NULL,
    request_id varchar(26) NOT NULL,
    person_id varchar(26) NOT NULL,
    live_key varchar(26) NULL,
    token_hash char(64) NOT NULL,
    sealed mediumblob NOT NULL,
    tries smallint NOT NULL CHECK (tries >= 0),
    made_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    opened_at bigint NOT NULL,
    closed_at bigint NOT NULL,
    closed_why varchar(20) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE UNIQUE INDEX phone_link_token ON phone_link (token_hash);
CREATE UNIQUE INDEX phone_link_message ON phone_link (message_key);
CREATE UNIQUE INDEX phone_link_live ON phone_link (live_key);
CREATE INDEX phone_link_application ON phone_link (application_id);

-- One use of one link by the phone that passed the second factor.
CREATE TABLE phone_session (
    id varchar(26) NOT NULL PRIMARY KEY,
    link_id varchar(26) NOT NULL,
    application_id varchar(26) NOT NULL,
    person_id varchar(26) NOT NULL,
    token_hash char(64) NOT NULL,
    started_at bigint NOT NULL,
    last_seen_at bigint NOT NULL,
    ended_at bigint NOT NULL,
    end_reason varchar(20) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE UNIQUE INDEX phone_session_token ON phone_session (token_hash);
CREATE UNIQUE INDEX phone_session_link ON phone_session (link_id);
CREATE INDEX phone_session_application ON phone_session (application_id);

-- +goose Down
DROP TABLE phone_session;
DROP TABLE phone_link;
