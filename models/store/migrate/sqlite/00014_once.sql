-- +goose Up
CREATE TABLE once_reply (
    actor varchar(64) NOT NULL,
    operation varchar(80) NOT NULL,
    request_key varchar(255) NOT NULL,
    digest char(64) NOT NULL,
    sealed mediumblob NOT NULL,
    made_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    PRIMARY KEY (actor, operation, request_key)
);
CREATE INDEX once_reply_expiry ON once_reply (expires_at);

-- +goose Down
DROP TABLE once_reply;
