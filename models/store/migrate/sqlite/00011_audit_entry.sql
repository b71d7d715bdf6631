-- +goose Up
CREATE TABLE audit_entry (
    seq integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    at bigint NOT NULL,
    action varchar(60) NOT NULL,
    actor_kind varchar(10) NOT NULL CHECK (actor_kind IN ('citizen', 'device', 'staff', 'system')),
    actor_id varchar(26) NOT NULL,
    session_id varchar(26) NOT NULL,
    device_id varchar(26) NOT NULL,
    site varchar(40) NOT NULL,
    role varchar(20) NOT NULL,
    subjects text NOT NULL,
    fields text NOT NULL,
    notes text NOT NULL
);
CREATE INDEX audit_entry_actor ON audit_entry (actor_id, seq);
-- +goose StatementBegin
CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END;
-- +goose StatementEnd

-- +goose Down
DROP TABLE audit_entry;
