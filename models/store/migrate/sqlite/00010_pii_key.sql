-- +goose Up
CREATE TABLE pii_key (
    id varchar(20) NOT NULL PRIMARY KEY,
    sealed blob NOT NULL,
    made_at bigint NOT NULL
);

-- +goose Down
DROP TABLE pii_key;
