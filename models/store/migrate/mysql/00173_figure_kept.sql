-- +goose Up
-- What each subject contributes, and what it contributed before.
CREATE TABLE figure_kept (
    kind varchar(12) NOT NULL,
    subject_id varchar(110) NOT NULL,
    n int NOT NULL,
    from_size bigint NOT NULL,
    entry_seq bigint NOT NULL,
    counted_on char(10) NOT NULL,
    demo smallint NOT NULL CHECK (demo IN (0, 1)),
    place_id int NOT NULL,
    cells blob NOT NULL,
    PRIMARY KEY (kind, subject_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE INDEX figure_kept_day ON figure_kept (counted_on, from_size, place_id);

CREATE TABLE figure_past (
    kind varchar(12) NOT NULL,
    subject_id varchar(110) NOT NULL,
    n int NOT NULL,
    from_size bigint NOT NULL,
    until_size bigint NOT NULL,
    entry_seq bigint NOT NULL,
    counted_on char(10) NOT NULL,
    demo smallint NOT NULL CHECK (demo IN (0, 1)),
    place_id int NOT NULL,
    cells blob NOT NULL,
    PRIMARY KEY (kind, subject_id, n)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE INDEX figure_past_day ON figure_past (counted_on, until_size, from_size, place_id);

-- +goose Down
DROP TABLE figure_past;
DROP TABLE figure_kept;
