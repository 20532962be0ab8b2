// Proposed merges that wait for a decision, in the order of time.

// embedded only
CREATE CONSTRAINT decision_proposed_type IF NOT EXISTS FOR (d:Decision) REQUIRE d.proposed IS :: STRING;

CREATE INDEX decision_proposed IF NOT EXISTS FOR (d:Decision) ON (d.proposed);
