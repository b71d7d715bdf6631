-- +goose Up
CREATE TABLE staff_guess (
    login varchar(60) NOT NULL,
    network varchar(64) NOT NULL,
    failed integer NOT NULL,
    total integer NOT NULL,
    last_at bigint NOT NULL,
    locked_until bigint NOT NULL,
    PRIMARY KEY (login, network)
);

-- +goose Down
DROP TABLE staff_guess;
