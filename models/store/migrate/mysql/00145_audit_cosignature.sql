-- +goose Up
-- Checkpoints as the witnesses countersigned them first.
CREATE TABLE audit_cosignature (
    size bigint NOT NULL,
    witness varchar(200) NOT NULL,
    cosigned_at bigint NOT NULL,
    note text NOT NULL,
    PRIMARY KEY (size, witness)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
-- Append-only by privilege: see `onevisit migrate --grant-to`.

-- +goose Down
DROP TABLE audit_cosignature;
