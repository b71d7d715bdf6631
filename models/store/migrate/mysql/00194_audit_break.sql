-- +goose Up
-- The statements that the audit log was begun anew after its database had been put back, signed by the old key and the new.
CREATE TABLE audit_break (
    number smallint NOT NULL PRIMARY KEY,
    size bigint NOT NULL,
    begun_at bigint NOT NULL,
    statement text NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
-- Append-only by privilege: see `onevisit migrate --grant-to`.

-- +goose Down
DROP TABLE audit_break;
