-- +goose Up
CREATE TABLE site (
    code varchar(40) NOT NULL PRIMARY KEY,
    name_zh varchar(100) NOT NULL,
    name_en varchar(100) NOT NULL,
    demo smallint NOT NULL CHECK (demo IN (0, 1))
);

-- +goose Down
DROP TABLE site;
