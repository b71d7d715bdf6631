-- +goose Up
CREATE TABLE audit_subject (
    kind varchar(20) NOT NULL,
    subject_id varchar(80) NOT NULL,
    audit_seq bigint NOT NULL,
    PRIMARY KEY (kind, subject_id, audit_seq)
);
-- +goose StatementBegin
CREATE TRIGGER audit_subject_no_update BEFORE UPDATE ON audit_subject BEGIN SELECT RAISE(ABORT, 'audit_subject is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_subject_no_delete BEFORE DELETE ON audit_subject BEGIN SELECT RAISE(ABORT, 'audit_subject is append-only'); END;
-- +goose StatementEnd

-- +goose Down
DROP TABLE audit_subject;
