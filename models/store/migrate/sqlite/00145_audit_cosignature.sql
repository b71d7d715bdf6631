-- +goose Up
-- Checkpoints as the witnesses countersigned them first.
CREATE TABLE audit_cosignature (
    size bigint NOT NULL,
    witness varchar(200) NOT NULL,
    cosigned_at bigint NOT NULL,
    note text NOT NULL,
    PRIMARY KEY (size, witness)
);
-- +goose StatementBegin
CREATE TRIGGER audit_cosignature_no_update BEFORE UPDATE ON audit_cosignature BEGIN SELECT RAISE(ABORT, 'audit_cosignature is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_cosignature_no_delete BEFORE DELETE ON audit_cosignature BEGIN SELECT RAISE(ABORT, 'audit_cosignature is append-only'); END;
-- +goose StatementEnd

-- +goose Down
DROP TABLE audit_cosignature;
