-- +goose Up
-- An application is decided more than once: in rounds (a correction's answer, a
-- withdrawal) and in stages (a second signature). live_key is the application,
-- round and stage while the decision counts, and its own id once it was undone:
-- so the database refuses two decisions of one stage, and an undone one gives
-- the place free.
ALTER TABLE queued_case ADD COLUMN round_no int NOT NULL DEFAULT 1;

CREATE TABLE decision_new (
    id varchar(26) NOT NULL PRIMARY KEY,
    application_id varchar(26) NOT NULL,
    staff_id varchar(26) NOT NULL,
    site varchar(40) NOT NULL,
    service varchar(80) NOT NULL,
    round_no int NOT NULL CHECK (round_no >= 1),
    stage varchar(12) NOT NULL CHECK (stage IN ('first', 'second', 'supervisor')),
    outcome varchar(12) NOT NULL CHECK (outcome IN ('approve', 'reject', 'correction', 'hand-over')),
    reason varchar(60) NOT NULL,
    note blob NOT NULL,
    correction blob NOT NULL,
    ticked varchar(3100) NOT NULL,
    bulk_id varchar(26) NOT NULL,
    blind smallint NOT NULL CHECK (blind IN (0, 1)),
    drawn smallint NOT NULL CHECK (drawn IN (0, 1)),
    fence bigint NOT NULL,
    decided_at bigint NOT NULL,
    final_at bigint NOT NULL,
    state varchar(12) NOT NULL CHECK (state IN ('provisional', 'final', 'undone', 'withdrawn', 'overturned')),
    closed_at bigint NOT NULL,
    closed_by varchar(26) NOT NULL,
    closed_why varchar(60) NOT NULL,
    closed_note blob NOT NULL,
    live_key varchar(60) NOT NULL
);
INSERT INTO decision_new SELECT id, application_id, staff_id, site, service, 1, 'first', outcome, reason, note, '', '', '', 0, 0,
    fence, decided_at, decided_at, 'final', decided_at, '', '', '', application_id FROM decision;
DROP TABLE decision;
ALTER TABLE decision_new RENAME TO decision;
CREATE UNIQUE INDEX decision_live ON decision (live_key);
CREATE INDEX decision_application ON decision (application_id);
CREATE INDEX decision_site ON decision (site, id);
CREATE INDEX decision_staff ON decision (staff_id, id);
CREATE INDEX decision_bulk ON decision (bulk_id);

-- Who had a case in hand in which round and stage: a second signature is
-- somebody's who did not.
CREATE TABLE case_hand (
    application_id varchar(26) NOT NULL,
    staff_id varchar(26) NOT NULL,
    round_no int NOT NULL,
    stage varchar(12) NOT NULL,
    act varchar(12) NOT NULL CHECK (act IN ('decide', 'reveal', 'picture')),
    at bigint NOT NULL,
    PRIMARY KEY (application_id, staff_id, round_no, stage, act)
);

-- +goose Down
DROP TABLE case_hand;
DROP TABLE decision;
CREATE TABLE decision (
    id varchar(26) NOT NULL PRIMARY KEY,
    application_id varchar(26) NOT NULL,
    staff_id varchar(26) NOT NULL,
    site varchar(40) NOT NULL,
    service varchar(80) NOT NULL,
    outcome varchar(12) NOT NULL CHECK (outcome IN ('approve', 'reject', 'hand-over')),
    reason varchar(60) NOT NULL,
    note blob NOT NULL,
    fence bigint NOT NULL,
    decided_at bigint NOT NULL
);
CREATE UNIQUE INDEX decision_application ON decision (application_id);
CREATE INDEX decision_site ON decision (site, decided_at);
ALTER TABLE queued_case DROP COLUMN round_no;
