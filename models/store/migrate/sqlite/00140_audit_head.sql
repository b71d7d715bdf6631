-- +goose Up
-- Where the Merkle log stands: one row, the only one of the log's tables that changes.
CREATE TABLE audit_head (
    id smallint NOT NULL PRIMARY KEY CHECK (id = 1),
    verifier varchar(300) NOT NULL,
    holder varchar(26) NOT NULL,
    lease_until bigint NOT NULL,
    version bigint NOT NULL,
    size bigint NOT NULL,
    root varchar(44) NOT NULL,
    seen bigint NOT NULL,
    gaps mediumblob NOT NULL,
    edge mediumblob NOT NULL,
    sequenced_at bigint NOT NULL,
    signed_size bigint NOT NULL,
    signed_at bigint NOT NULL,
    alarm varchar(200) NOT NULL,
    alarm_at bigint NOT NULL
);

-- +goose Down
DROP TABLE audit_head;
