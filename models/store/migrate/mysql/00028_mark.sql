-- +goose Up
CREATE TABLE mark (
    name varchar(60) NOT NULL PRIMARY KEY,
    value varchar(1000) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;

-- +goose Down
DROP TABLE mark;
