-- +goose Up
CREATE TABLE definition (
    hash char(64) NOT NULL PRIMARY KEY,
    service varchar(80) NOT NULL,
    path varchar(200) NOT NULL,
    source blob NOT NULL,
    kept_at bigint NOT NULL
);

-- +goose Down
DROP TABLE definition;
