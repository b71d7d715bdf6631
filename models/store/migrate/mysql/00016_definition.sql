-- +goose Up
CREATE TABLE definition (
    hash char(64) NOT NULL PRIMARY KEY,
    service varchar(80) NOT NULL,
    path varchar(200) NOT NULL,
    source mediumblob NOT NULL,
    kept_at bigint NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;

-- +goose Down
DROP TABLE definition;
