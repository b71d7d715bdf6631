-- +goose Up
-- Every amendment of the cause of a visit; what the rule said is the first one's
-- from_cause. The note is sealed.
CREATE TABLE cause_amendment (
    id varchar(26) NOT NULL PRIMARY KEY,
    matter_id varchar(26) NOT NULL,
    seq int NOT NULL CHECK (seq >= 2),
    from_cause varchar(3) NOT NULL,
    to_cause varchar(3) NOT NULL,
    reason varchar(12) NOT NULL CHECK (reason IN ('mistake', 'evidence', 'complaint', 'other')),
    note blob NOT NULL,
    by_staff varchar(26) NOT NULL,
    at bigint NOT NULL
);
CREATE INDEX cause_amendment_matter ON cause_amendment (matter_id, id);

-- +goose Down
DROP TABLE cause_amendment;
