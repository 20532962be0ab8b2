// What people consent to.

// embedded only
CREATE CONSTRAINT purpose_key_type IF NOT EXISTS FOR (p:Purpose) REQUIRE p.key IS :: STRING;

CREATE CONSTRAINT purpose_key IF NOT EXISTS FOR (p:Purpose) REQUIRE p.key IS UNIQUE;
