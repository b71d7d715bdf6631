-- +goose Up
CREATE TABLE staff_session (
    id varchar(26) NOT NULL PRIMARY KEY,
    token_hash char(64) NOT NULL,
    account_id varchar(26) NOT NULL,
    started_at bigint NOT NULL,
    seen_at bigint NOT NULL,
    idle_at bigint NOT NULL,
    ends_at bigint NOT NULL,
    ended_at bigint NOT NULL,
    end_reason varchar(20) NOT NULL
);
CREATE UNIQUE INDEX staff_session_token ON staff_session (token_hash);
CREATE INDEX staff_session_account ON staff_session (account_id, ended_at);

-- +goose Down
DROP TABLE staff_session;
