// What stewards decided, so that a decision can be undone as a whole.

// embedded only
CREATE CONSTRAINT decision_id_type IF NOT EXISTS FOR (d:Decision) REQUIRE d.id IS :: STRING;

CREATE CONSTRAINT decision_id IF NOT EXISTS FOR (d:Decision) REQUIRE d.id IS UNIQUE;
