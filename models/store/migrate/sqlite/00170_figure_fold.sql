-- +goose Up
-- How far the log has been folded into the figures: one row.
CREATE TABLE figure_fold (
    id smallint NOT NULL PRIMARY KEY CHECK (id = 1),
    holder varchar(26) NOT NULL,
    lease_until bigint NOT NULL,
    version bigint NOT NULL,
    state varchar(10) NOT NULL CHECK (state IN ('folding', 'building')),
    began bigint NOT NULL,
    place bigint NOT NULL,
    folded_at bigint NOT NULL
);

-- +goose Down
DROP TABLE figure_fold;
