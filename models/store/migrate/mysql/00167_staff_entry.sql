-- +goose Up
-- A sign-in half done: the password was right, the second factor is missing. The
-- row goes when it ends. offer is a second factor shown and not yet confirmed.
CREATE TABLE staff_entry (
    id varchar(26) NOT NULL PRIMARY KEY,
    token_hash char(64) NOT NULL,
    account_id varchar(26) NOT NULL,
    started_at bigint NOT NULL,
    ends_at bigint NOT NULL,
    offer mediumblob NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE UNIQUE INDEX staff_entry_token ON staff_entry (token_hash);
CREATE INDEX staff_entry_account ON staff_entry (account_id, ends_at);

-- +goose Down
DROP TABLE staff_entry;
