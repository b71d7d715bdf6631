-- +goose Up
-- Which household the population register says a person belongs to, and which
-- households are those of a member of staff's declared persons. Both are keyed
-- indexes of the register's household number: equal or not, nothing else can be
-- read out of them.
CREATE TABLE person_household (
    person_id varchar(26) NOT NULL PRIMARY KEY,
    household_index varchar(64) NOT NULL
);
CREATE INDEX person_household_index ON person_household (household_index);

CREATE TABLE staff_household (
    staff_id varchar(26) NOT NULL,
    household_index varchar(64) NOT NULL,
    PRIMARY KEY (staff_id, household_index)
);

-- +goose Down
DROP TABLE staff_household;
DROP TABLE person_household;
