-- +goose Up
CREATE INDEX matter_report ON matter (ended_on, service, site, state, visits, test, demo);
CREATE INDEX matter_attention ON matter (state, visits);
CREATE INDEX matter_spared ON matter (precheck_only, opened_on);

-- +goose Down
DROP INDEX matter_spared ON matter;
DROP INDEX matter_attention ON matter;
DROP INDEX matter_report ON matter;
