-- +goose Up
CREATE TABLE pii_key (
    id varchar(20) NOT NULL PRIMARY KEY,
    sealed blob NOT NULL,
    made_at bigint NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;

-- +goose Down
DROP TABLE pii_key;
