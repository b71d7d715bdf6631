-- +goose Up
-- The finished tiles of the tree, 256 hashes each.
CREATE TABLE audit_tile (
    tile_level smallint NOT NULL,
    tile_number bigint NOT NULL,
    hashes mediumblob NOT NULL,
    PRIMARY KEY (tile_level, tile_number)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
-- Append-only by privilege: see `onevisit migrate --grant-to`.

-- +goose Down
DROP TABLE audit_tile;
