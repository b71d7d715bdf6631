-- +goose Up
-- The language the citizen is written to in.
ALTER TABLE application ADD COLUMN language varchar(10) NOT NULL DEFAULT 'zh-CN';

-- +goose Down
ALTER TABLE application DROP COLUMN language;
