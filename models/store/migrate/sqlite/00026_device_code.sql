-- +goose Up
CREATE TABLE device_code (
    handle varchar(8) NOT NULL PRIMARY KEY,
    secret_hash char(64) NOT NULL,
    name varchar(60) NOT NULL,
    site varchar(40) NOT NULL,
    made_by varchar(26) NOT NULL,
    made_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    wrong_tries integer NOT NULL,
    used_at bigint NOT NULL,
    void smallint NOT NULL CHECK (void IN (0, 1))
);

-- +goose Down
DROP TABLE device_code;
