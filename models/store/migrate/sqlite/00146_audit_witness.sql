-- +goose Up
-- The last that was heard of each witness.
CREATE TABLE audit_witness (
    witness varchar(200) NOT NULL PRIMARY KEY,
    size bigint NOT NULL,
    cosigned_at bigint NOT NULL
);

-- +goose Down
DROP TABLE audit_witness;
