-- +goose Up
-- The statements that the audit log was begun anew after its database had been put back, signed by the old key and the new.
CREATE TABLE audit_break (
    number smallint NOT NULL PRIMARY KEY,
    size bigint NOT NULL,
    begun_at bigint NOT NULL,
    statement text NOT NULL
);
-- +goose StatementBegin
CREATE TRIGGER audit_break_no_update BEFORE UPDATE ON audit_break BEGIN SELECT RAISE(ABORT, 'audit_break is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_break_no_delete BEFORE DELETE ON audit_break BEGIN SELECT RAISE(ABORT, 'audit_break is append-only'); END;
-- +goose StatementEnd

-- +goose Down
DROP TABLE audit_break;
