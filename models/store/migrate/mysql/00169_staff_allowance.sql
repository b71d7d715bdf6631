-- +goose Up
-- What an account may do only so often: one row for each time, taken over again
-- when that time is long enough ago.
CREATE TABLE staff_allowance (
    account_id varchar(26) NOT NULL,
    act varchar(30) NOT NULL,
    slot smallint NOT NULL,
    taken_at bigint NOT NULL,
    PRIMARY KEY (account_id, act, slot)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;

-- +goose Down
DROP TABLE staff_allowance;
