-- +goose Up
-- The sums: for each combination, measure and bundle of days or months the counts of all buckets.
CREATE TABLE figure_sum (
    shape varchar(30) NOT NULL,
    demo smallint NOT NULL CHECK (demo IN (0, 1)),
    measure varchar(20) NOT NULL,
    bundle varchar(7) NOT NULL,
    service varchar(80) NOT NULL,
    site varchar(40) NOT NULL,
    slice varchar(26) NOT NULL,
    counts mediumblob NOT NULL,
    PRIMARY KEY (shape, demo, measure, bundle, service, site, slice)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;

-- +goose Down
DROP TABLE figure_sum;
