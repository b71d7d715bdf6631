-- +goose Up
CREATE TABLE device_peripheral (
    device_id varchar(26) NOT NULL,
    kind varchar(20) NOT NULL CHECK (kind IN ('id-reader', 'permit-station', 'camera', 'printer', 'scanner')),
    ready smallint NOT NULL CHECK (ready IN (0, 1)),
    reported_at bigint NOT NULL,
    PRIMARY KEY (device_id, kind)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;

-- +goose Down
DROP TABLE device_peripheral;
