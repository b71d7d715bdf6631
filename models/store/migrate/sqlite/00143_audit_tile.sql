-- +goose Up
-- The finished tiles of the tree, 256 hashes each.
CREATE TABLE audit_tile (
    tile_level smallint NOT NULL,
    tile_number bigint NOT NULL,
    hashes mediumblob NOT NULL,
    PRIMARY KEY (tile_level, tile_number)
);
-- +goose StatementBegin
CREATE TRIGGER audit_tile_no_update BEFORE UPDATE ON audit_tile BEGIN SELECT RAISE(ABORT, 'audit_tile is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_tile_no_delete BEFORE DELETE ON audit_tile BEGIN SELECT RAISE(ABORT, 'audit_tile is append-only'); END;
-- +goose StatementEnd

-- +goose Down
DROP TABLE audit_tile;
