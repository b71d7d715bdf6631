-- +goose Up
-- The last that was heard of each witness.
CREATE TABLE audit_witness (
    witness varchar(200) NOT NULL PRIMARY KEY,
    size bigint NOT NULL,
    cosigned_at bigint NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;

-- +goose Down
DROP TABLE audit_witness;
