-- +goose Up
CREATE TABLE mark (
    name varchar(60) NOT NULL PRIMARY KEY,
    value varchar(1000) NOT NULL
);

-- +goose Down
DROP TABLE mark;
