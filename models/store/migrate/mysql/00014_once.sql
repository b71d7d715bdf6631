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
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE INDEX once_reply_expiry ON once_reply (expires_at);

-- +goose Down
DROP TABLE once_reply;
