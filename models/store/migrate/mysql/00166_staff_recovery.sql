-- +goose Up
-- The codes for a lost device, each good once, as keyed hashes.
CREATE TABLE staff_recovery (
    account_id varchar(26) NOT NULL,
    code_hash char(64) NOT NULL,
    used_at bigint NOT NULL,
    PRIMARY KEY (account_id, code_hash)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;

-- +goose Down
DROP TABLE staff_recovery;
