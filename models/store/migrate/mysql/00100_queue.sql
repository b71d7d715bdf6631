-- +goose Up
-- A case's state may now be deciding (its decision can still be undone) and
-- correction (the citizen has to act). The table is made anew as on SQLite, which
-- cannot change a CHECK in place.
CREATE TABLE queued_case_new (
    application_id varchar(26) NOT NULL PRIMARY KEY,
    matter_id varchar(26) NOT NULL,
    person_id varchar(26) NOT NULL,
    session_id varchar(26) NOT NULL,
    number varchar(20) NOT NULL,
    service varchar(80) NOT NULL,
    site varchar(40) NOT NULL,
    kiosk varchar(60) NOT NULL,
    holder mediumblob NOT NULL,
    submitted_at bigint NOT NULL,
    promised_date char(10) NOT NULL,
    state varchar(12) NOT NULL CHECK (state IN ('waiting', 'deciding', 'correction', 'decided', 'withdrawn')),
    demo smallint NOT NULL CHECK (demo IN (0, 1)),
    claimed_by varchar(26) NOT NULL,
    claimed_name varchar(100) NOT NULL,
    claim_expires_at bigint NOT NULL,
    fence bigint NOT NULL CHECK (fence >= 0),
    skill varchar(80) NOT NULL,
    language varchar(10) NOT NULL,
    stage varchar(12) NOT NULL CHECK (stage IN ('first', 'second', 'supervisor')),
    eyes smallint NOT NULL CHECK (eyes IN (1, 2)),
    checked varchar(12) NOT NULL CHECK (checked IN ('clean', 'attention')),
    corrected smallint NOT NULL CHECK (corrected IN (0, 1)),
    assigned_to varchar(26) NOT NULL,
    due_date char(10) NOT NULL,
    stopped_at bigint NOT NULL,
    escalated_at bigint NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
INSERT INTO queued_case_new SELECT application_id, matter_id, person_id, session_id, number, service, site, kiosk, holder,
    submitted_at, promised_date, state, demo, claimed_by, claimed_name, claim_expires_at, fence,
    service, 'zh-CN', 'first', 1, 'attention', 0, '', promised_date, 0, 0 FROM queued_case;
DROP TABLE queued_case;
ALTER TABLE queued_case_new RENAME TO queued_case;
CREATE INDEX queued_case_waiting ON queued_case (site, state, promised_date, submitted_at);
CREATE INDEX queued_case_holder ON queued_case (claimed_by, claim_expires_at);
CREATE INDEX queued_case_person ON queued_case (person_id);

-- +goose Down
DELETE FROM queued_case WHERE state IN ('deciding', 'correction');
ALTER TABLE queued_case DROP COLUMN skill;
ALTER TABLE queued_case DROP COLUMN language;
ALTER TABLE queued_case DROP COLUMN stage;
ALTER TABLE queued_case DROP COLUMN eyes;
ALTER TABLE queued_case DROP COLUMN checked;
ALTER TABLE queued_case DROP COLUMN corrected;
ALTER TABLE queued_case DROP COLUMN assigned_to;
ALTER TABLE queued_case DROP COLUMN due_date;
ALTER TABLE queued_case DROP COLUMN stopped_at;
ALTER TABLE queued_case DROP COLUMN escalated_at;
