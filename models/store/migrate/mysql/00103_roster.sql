-- +goose Up
-- Who takes cases, and which. Skills and languages are codes parted by spaces; a
-- member of staff without a row is on duty and takes everything.
CREATE TABLE roster (
    staff_id varchar(26) NOT NULL PRIMARY KEY,
    on_duty smallint NOT NULL CHECK (on_duty IN (0, 1)),
    absent_until char(10) NOT NULL,
    skills varchar(4100) NOT NULL,
    languages varchar(110) NOT NULL,
    changed_at bigint NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;

-- +goose Down
DROP TABLE roster;
