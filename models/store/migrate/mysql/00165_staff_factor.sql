-- +goose Up
-- The second factor of an account. last_step is the counter of the last code
-- that was taken; version moves with every try, so that two at once are counted
-- one after the other.
CREATE TABLE staff_factor (
    account_id varchar(26) NOT NULL PRIMARY KEY,
    sealed mediumblob NOT NULL,
    enrolled_at bigint NOT NULL,
    last_step bigint NOT NULL,
    failed integer NOT NULL,
    total integer NOT NULL,
    last_at bigint NOT NULL,
    locked_until bigint NOT NULL,
    version integer NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;

-- +goose Down
DROP TABLE staff_factor;
