-- +goose Up
-- Every signed checkpoint of the log.
CREATE TABLE audit_checkpoint (
    size bigint NOT NULL PRIMARY KEY,
    signed_at bigint NOT NULL,
    note text NOT NULL
);
-- +goose StatementBegin
CREATE TRIGGER audit_checkpoint_no_update BEFORE UPDATE ON audit_checkpoint BEGIN SELECT RAISE(ABORT, 'audit_checkpoint is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_checkpoint_no_delete BEFORE DELETE ON audit_checkpoint BEGIN SELECT RAISE(ABORT, 'audit_checkpoint is append-only'); END;
-- +goose StatementEnd

-- +goose Down
DROP TABLE audit_checkpoint;
