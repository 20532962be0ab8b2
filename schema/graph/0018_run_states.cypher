// The runs that are being taken back, for which every load of their sources asks.

// embedded only
CREATE CONSTRAINT load_run_state_type IF NOT EXISTS FOR (l:LoadRun) REQUIRE l.state IS :: STRING;

CREATE INDEX load_run_state IF NOT EXISTS FOR (l:LoadRun) ON (l.state);
