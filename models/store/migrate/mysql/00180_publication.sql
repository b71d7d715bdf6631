-- +goose Up
-- Changes of what is in force, each made by two persons. open_key is the service
-- while a change waits and the change's own id afterwards, so that one waits at a
-- time. effective_at 0: as soon as it is approved.
CREATE TABLE publication (
    id varchar(26) NOT NULL PRIMARY KEY,
    kind varchar(8) NOT NULL CHECK (kind IN ('publish', 'retire', 'restore')),
    service varchar(80) NOT NULL,
    hash varchar(64) NOT NULL,
    source mediumblob NOT NULL,
    effective_at bigint NOT NULL,
    note varchar(500) NOT NULL,
    state varchar(9) NOT NULL CHECK (state IN ('waiting', 'approved', 'returned', 'withdrawn')),
    site varchar(40) NOT NULL,
    submitted_by varchar(26) NOT NULL,
    submitted_at bigint NOT NULL,
    decided_by varchar(26) NOT NULL,
    decided_at bigint NOT NULL,
    withdrawn_by varchar(26) NOT NULL,
    withdrawn_at bigint NOT NULL,
    reason varchar(500) NOT NULL,
    announced int NOT NULL CHECK (announced IN (0, 1)),
    open_key varchar(80) NOT NULL,
    version bigint NOT NULL,
    CHECK (submitted_by <> decided_by)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE UNIQUE INDEX publication_open ON publication (open_key);
CREATE INDEX publication_service ON publication (service, id);
CREATE INDEX publication_state ON publication (state);

-- +goose Down
DROP TABLE publication;
