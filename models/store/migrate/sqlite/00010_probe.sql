-- +goose Up
CREATE TABLE hall (
    name varchar(100) NOT NULL PRIMARY KEY,
    value varchar(1000) NOT NULL
);

-- +goose Down
DROP TABLE hall;
