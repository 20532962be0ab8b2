// Judgements, the review queue, the rules in force, and the feed of changes.

// embedded only
CREATE CONSTRAINT change_seq_type IF NOT EXISTS FOR (c:Change) REQUIRE c.seq IS :: INTEGER;
// embedded only
CREATE CONSTRAINT rules_name_type IF NOT EXISTS FOR (r:Rules) REQUIRE r.name IS :: STRING;
// embedded only
CREATE CONSTRAINT answer_key_type IF NOT EXISTS FOR (a:Answer) REQUIRE a.key IS :: STRING;
// embedded only
CREATE CONSTRAINT identifier_contested_type IF NOT EXISTS FOR (i:Identifier) REQUIRE i.contested IS :: STRING;

CREATE CONSTRAINT change_seq IF NOT EXISTS FOR (c:Change) REQUIRE c.seq IS UNIQUE;
CREATE CONSTRAINT rules_name IF NOT EXISTS FOR (r:Rules) REQUIRE r.name IS UNIQUE;
CREATE CONSTRAINT answer_key IF NOT EXISTS FOR (a:Answer) REQUIRE a.key IS UNIQUE;

CREATE INDEX identifier_contested IF NOT EXISTS FOR (i:Identifier) ON (i.contested);
