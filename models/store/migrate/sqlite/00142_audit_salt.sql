-- +goose Up
-- The salts of a batch. An entry's salt is overwritten with zeros when what the entry says about a person is erased.
CREATE TABLE audit_salt (
    first_index bigint NOT NULL PRIMARY KEY,
    salts mediumblob NOT NULL
);

-- +goose Down
DROP TABLE audit_salt;
