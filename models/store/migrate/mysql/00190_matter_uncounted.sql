-- +goose Up
-- A look-up or a collection is no matter of its own: its row holds the visit
-- together and enters no figure.
ALTER TABLE matter ADD COLUMN uncounted smallint NOT NULL DEFAULT 0 CHECK (uncounted IN (0, 1));
DROP INDEX matter_report ON matter;
DROP INDEX matter_attention ON matter;
DROP INDEX matter_spared ON matter;
CREATE INDEX matter_report ON matter (ended_on, service, site, state, visits, test, demo, uncounted);
CREATE INDEX matter_attention ON matter (state, visits, test, demo, service, site, uncounted);
CREATE INDEX matter_spared ON matter (precheck_only, visits, opened_on, test, demo, service, site, uncounted);

-- +goose Down
DROP INDEX matter_spared ON matter;
DROP INDEX matter_attention ON matter;
DROP INDEX matter_report ON matter;
CREATE INDEX matter_report ON matter (ended_on, service, site, state, visits, test, demo);
CREATE INDEX matter_attention ON matter (state, visits, test, demo, service, site);
CREATE INDEX matter_spared ON matter (precheck_only, visits, opened_on, test, demo, service, site);
ALTER TABLE matter DROP COLUMN uncounted;
