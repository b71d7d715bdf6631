-- +goose Up
-- What is shown beside the rates is counted in these indexes alone.
DROP INDEX matter_attention ON matter;
DROP INDEX matter_spared ON matter;
CREATE INDEX matter_attention ON matter (state, visits, test, demo, service, site);
CREATE INDEX matter_spared ON matter (precheck_only, visits, opened_on, test, demo, service, site);

-- +goose Down
DROP INDEX matter_spared ON matter;
DROP INDEX matter_attention ON matter;
CREATE INDEX matter_attention ON matter (state, visits);
CREATE INDEX matter_spared ON matter (precheck_only, opened_on);
