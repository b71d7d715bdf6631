-- +goose Up
-- Of each rare cell the contributions that have it, in order of their days.
CREATE TABLE figure_rare (
    cell_id int NOT NULL,
    counted_on char(10) NOT NULL,
    kind varchar(12) NOT NULL,
    subject_id varchar(110) NOT NULL,
    place_id int NOT NULL,
    demo smallint NOT NULL CHECK (demo IN (0, 1)),
    PRIMARY KEY (cell_id, counted_on, kind, subject_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
-- Whether the lists are kept: what was built before has none until it is rebuilt.
ALTER TABLE figure_fold ADD COLUMN listed smallint NOT NULL DEFAULT 0 CHECK (listed IN (0, 1));
UPDATE figure_fold SET listed = 1 WHERE NOT EXISTS (SELECT 1 FROM figure_kept);

-- +goose Down
ALTER TABLE figure_fold DROP COLUMN listed;
DROP TABLE figure_rare;
