// Links that log in once.

// embedded only
CREATE CONSTRAINT access_link_id_type IF NOT EXISTS FOR (l:AccessLink) REQUIRE l.id IS :: STRING;

CREATE CONSTRAINT access_link_id IF NOT EXISTS FOR (l:AccessLink) REQUIRE l.id IS UNIQUE;
