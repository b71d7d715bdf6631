-- +goose Up
CREATE TABLE device_nonce (
    device_id varchar(26) NOT NULL,
    nonce varchar(64) NOT NULL,
    used_at bigint NOT NULL,
    PRIMARY KEY (device_id, nonce)
);
CREATE INDEX device_nonce_age ON device_nonce (used_at);

-- +goose Down
DROP TABLE device_nonce;
