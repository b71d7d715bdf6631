-- +goose Up
-- Every print of a paper, counted by paper: a number is used once, also where the
-- printer failed, because half a sheet may have come out. The subject is an
-- application or a refused attempt.
CREATE TABLE paper_copy (
    id varchar(26) NOT NULL PRIMARY KEY,
    subject_id varchar(26) NOT NULL,
    paper varchar(20) NOT NULL,
    copy int NOT NULL CHECK (copy >= 1),
    state varchar(10) NOT NULL CHECK (state IN ('made', 'failed')),
    fault varchar(20) NOT NULL,
    format varchar(4) NOT NULL CHECK (format IN ('a4', '80mm')),
    language varchar(10) NOT NULL,
    device_id varchar(26) NOT NULL,
    by_actor varchar(26) NOT NULL,
    made_at bigint NOT NULL
);
CREATE UNIQUE INDEX paper_copy_number ON paper_copy (subject_id, paper, copy);

-- +goose Down
DROP TABLE paper_copy;
