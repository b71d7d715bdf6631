-- +goose Up
CREATE TABLE device (
    id varchar(26) NOT NULL PRIMARY KEY,
    name varchar(60) NOT NULL,
    site varchar(40) NOT NULL,
    credential_hash char(64) NOT NULL,
    agent_key blob NOT NULL,
    enrolled_at bigint NOT NULL,
    seen_at bigint NOT NULL,
    revoked_at bigint NOT NULL
);
CREATE UNIQUE INDEX device_credential ON device (credential_hash);
CREATE INDEX device_site ON device (site, enrolled_at);

-- +goose Down
DROP TABLE device;
