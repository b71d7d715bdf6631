-- +goose Up
-- Which of those halls a session looks at; without a row it is the account's own.
CREATE TABLE staff_session_site (
    session_id varchar(26) NOT NULL PRIMARY KEY,
    site varchar(40) NOT NULL
);

-- +goose Down
DROP TABLE staff_session_site;
