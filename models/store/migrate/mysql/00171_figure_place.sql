-- +goose Up
-- The places that contributions name, each once.
CREATE TABLE figure_place (
    id int NOT NULL PRIMARY KEY,
    service varchar(80) NOT NULL,
    site varchar(40) NOT NULL,
    channel varchar(10) NOT NULL,
    device_id varchar(26) NOT NULL,
    language varchar(10) NOT NULL,
    aid varchar(10) NOT NULL,
    age varchar(10) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE UNIQUE INDEX figure_place_names ON figure_place (service, site, channel, device_id, language, aid, age);

-- +goose Down
DROP TABLE figure_place;
