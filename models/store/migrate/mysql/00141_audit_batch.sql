-- +goose Up
-- The entries that got their places in the log together: their numbers and commitments.
CREATE TABLE audit_batch (
    first_index bigint NOT NULL PRIMARY KEY,
    size int NOT NULL,
    low_seq bigint NOT NULL,
    high_seq bigint NOT NULL,
    sequenced_at bigint NOT NULL,
    seqs mediumblob NOT NULL,
    commitments mediumblob NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE INDEX audit_batch_seq ON audit_batch (high_seq, low_seq);
-- Append-only by privilege: see `onevisit migrate --grant-to`.

-- +goose Down
DROP TABLE audit_batch;
