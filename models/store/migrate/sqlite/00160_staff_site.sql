-- +goose Up
-- The halls a supervisor answers for beside the one the account belongs to.
CREATE TABLE staff_site (
    account_id varchar(26) NOT NULL,
    site varchar(40) NOT NULL,
    PRIMARY KEY (account_id, site)
);
CREATE INDEX staff_site_hall ON staff_site (site);

-- +goose Down
DROP TABLE staff_site;
