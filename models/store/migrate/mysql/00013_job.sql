-- +goose Up
CREATE TABLE job (
    id varchar(26) NOT NULL PRIMARY KEY,
    kind varchar(60) NOT NULL,
    job_key varchar(120) NOT NULL,
    order_key varchar(120) NOT NULL,
    payload blob NOT NULL,
    state varchar(10) NOT NULL CHECK (state IN ('waiting', 'done', 'dead')),
    attempt integer NOT NULL,
    run_at bigint NOT NULL,
    put_at bigint NOT NULL,
    token varchar(26) NOT NULL,
    lease_until bigint NOT NULL,
    ended_at bigint NOT NULL,
    fault varchar(120) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE UNIQUE INDEX job_once ON job (kind, job_key);
CREATE INDEX job_due ON job (state, run_at);
CREATE INDEX job_order ON job (order_key, state, put_at);

-- +goose Down
DROP TABLE job;
