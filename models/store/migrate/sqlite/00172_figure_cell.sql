-- +goose Up
-- The buckets that contributions name, each once.
CREATE TABLE figure_cell (
    id int NOT NULL PRIMARY KEY,
    measure varchar(20) NOT NULL,
    bucket varchar(40) NOT NULL
);
CREATE UNIQUE INDEX figure_cell_names ON figure_cell (measure, bucket);

-- +goose Down
DROP TABLE figure_cell;
