-- +goose Up
CREATE TABLE staff_account (
    id varchar(26) NOT NULL PRIMARY KEY,
    login varchar(60) NOT NULL,
    name varchar(100) NOT NULL,
    role varchar(20) NOT NULL CHECK (role IN ('clerk', 'supervisor', 'auditor')),
    site varchar(40) NOT NULL,
    password_hash varchar(200) NOT NULL,
    demo smallint NOT NULL CHECK (demo IN (0, 1)),
    disabled_at bigint NOT NULL,
    created_at bigint NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE UNIQUE INDEX staff_account_login ON staff_account (login);

-- +goose Down
DROP TABLE staff_account;
