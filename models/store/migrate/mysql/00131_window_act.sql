-- +goose Up
CREATE TABLE window_act (
    id varchar(26) NOT NULL PRIMARY KEY,
    visit_id varchar(26) NOT NULL,
    matter_id varchar(26) NOT NULL,
    person_id varchar(26) NOT NULL,
    application_id varchar(26) NOT NULL,
    staff_id varchar(26) NOT NULL,
    site varchar(40) NOT NULL,
    act varchar(12) NOT NULL CHECK (act IN ('attended', 'collected', 'completed', 'refused', 'repaired')),
    purpose varchar(12) NOT NULL CHECK (purpose IN ('', 'ask', 'papers', 'photo', 'biometrics', 'identity', 'payment', 'other')),
    reason varchar(60) NOT NULL,
    note mediumblob NOT NULL,
    at bigint NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE INDEX window_act_matter ON window_act (matter_id, at);
CREATE INDEX window_act_site ON window_act (site, at);

-- +goose Down
DROP TABLE window_act;
