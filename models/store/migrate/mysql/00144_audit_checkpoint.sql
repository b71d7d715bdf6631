-- +goose Up
-- Every signed checkpoint of the log.
CREATE TABLE audit_checkpoint (
    size bigint NOT NULL PRIMARY KEY,
    signed_at bigint NOT NULL,
    note text NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
-- Append-only by privilege: see `onevisit migrate --grant-to`.

-- +goose Down
DROP TABLE audit_checkpoint;
