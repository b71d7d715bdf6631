-- +goose Up
CREATE TABLE audit_entry (
    seq bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
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
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE INDEX audit_entry_actor ON audit_entry (actor_id, seq);
-- Append-only by privilege: the application's user gets
--   GRANT SELECT, INSERT ON onevisit.audit_entry TO app
-- and neither UPDATE nor DELETE. (A trigger would need the SUPER privilege where the binary log is on.)

-- +goose Down
DROP TABLE audit_entry;
