-- +goose Up
-- In which minutes of a day a device was heard of: 1440 bits, minute 0 first,
-- put together by whichever processes heard it. Once the day is over it is
-- closed: the minutes the hall was open, and those of them the device was heard
-- of, stay as they were counted then.
CREATE TABLE device_day (
    device_id varchar(26) NOT NULL,
    on_date char(10) NOT NULL,
    site varchar(40) NOT NULL,
    minutes blob NOT NULL,
    demo smallint NOT NULL CHECK (demo IN (0, 1)),
    closed smallint NOT NULL CHECK (closed IN (0, 1)),
    open_minutes int NOT NULL CHECK (open_minutes BETWEEN 0 AND 1440),
    up_minutes int NOT NULL CHECK (up_minutes BETWEEN 0 AND 1440),
    PRIMARY KEY (device_id, on_date)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE INDEX device_day_date ON device_day (closed, on_date);

-- +goose Down
DROP TABLE device_day;
