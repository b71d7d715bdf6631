-- +goose Up
CREATE TABLE audit_subject (
    kind varchar(20) NOT NULL,
    subject_id varchar(80) NOT NULL,
    audit_seq bigint NOT NULL,
    PRIMARY KEY (kind, subject_id, audit_seq)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
-- Append-only by privilege: the application's user gets
--   GRANT SELECT, INSERT ON onevisit.audit_subject TO app
-- and neither UPDATE nor DELETE. (A trigger would need the SUPER privilege where the binary log is on.)

-- +goose Down
DROP TABLE audit_subject;
