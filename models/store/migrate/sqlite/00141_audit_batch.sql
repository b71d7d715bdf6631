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
);
CREATE INDEX audit_batch_seq ON audit_batch (high_seq, low_seq);
-- +goose StatementBegin
CREATE TRIGGER audit_batch_no_update BEFORE UPDATE ON audit_batch BEGIN SELECT RAISE(ABORT, 'audit_batch is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_batch_no_delete BEFORE DELETE ON audit_batch BEGIN SELECT RAISE(ABORT, 'audit_batch is append-only'); END;
-- +goose StatementEnd

-- +goose Down
DROP TABLE audit_batch;
