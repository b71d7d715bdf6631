-- +goose Up
-- A case's state may now be deciding (its decision can still be undone) and
-- correction (the citizen has to act).
ALTER TABLE queued_case
    MODIFY state varchar(12) NOT NULL CHECK (state IN ('waiting', 'deciding', 'correction', 'decided', 'withdrawn')),
    ADD COLUMN skill varchar(80) NOT NULL DEFAULT '',
    ADD COLUMN language varchar(10) NOT NULL DEFAULT 'zh-CN',
    ADD COLUMN stage varchar(12) NOT NULL DEFAULT 'first' CHECK (stage IN ('first', 'second', 'supervisor')),
    ADD COLUMN eyes smallint NOT NULL DEFAULT 1 CHECK (eyes IN (1, 2)),
    ADD COLUMN checked varchar(12) NOT NULL DEFAULT 'attention' CHECK (checked IN ('clean', 'attention')),
    ADD COLUMN corrected smallint NOT NULL DEFAULT 0 CHECK (corrected IN (0, 1)),
    ADD COLUMN assigned_to varchar(26) NOT NULL DEFAULT '',
    ADD COLUMN due_date char(10) NOT NULL DEFAULT '',
    ADD COLUMN stopped_at bigint NOT NULL DEFAULT 0,
    ADD COLUMN escalated_at bigint NOT NULL DEFAULT 0;
UPDATE queued_case SET skill = service, due_date = promised_date;
ALTER TABLE queued_case
    ALTER COLUMN skill DROP DEFAULT, ALTER COLUMN language DROP DEFAULT, ALTER COLUMN stage DROP DEFAULT, ALTER COLUMN eyes DROP DEFAULT,
    ALTER COLUMN checked DROP DEFAULT, ALTER COLUMN corrected DROP DEFAULT, ALTER COLUMN assigned_to DROP DEFAULT,
    ALTER COLUMN due_date DROP DEFAULT, ALTER COLUMN stopped_at DROP DEFAULT, ALTER COLUMN escalated_at DROP DEFAULT;

-- +goose Down
DELETE FROM queued_case WHERE state IN ('deciding', 'correction');
ALTER TABLE queued_case DROP COLUMN skill, DROP COLUMN language, DROP COLUMN stage, DROP COLUMN eyes, DROP COLUMN checked,
    DROP COLUMN corrected, DROP COLUMN assigned_to, DROP COLUMN due_date, DROP COLUMN stopped_at, DROP COLUMN escalated_at;
