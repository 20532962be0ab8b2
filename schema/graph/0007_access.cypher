// Keys for callers, the users of the pages, and their sessions.

// embedded only
CREATE CONSTRAINT access_key_id_type IF NOT EXISTS FOR (k:AccessKey) REQUIRE k.id IS :: STRING;
// embedded only
CREATE CONSTRAINT access_user_name_type IF NOT EXISTS FOR (u:AccessUser) REQUIRE u.name IS :: STRING;
// embedded only
CREATE CONSTRAINT access_session_id_type IF NOT EXISTS FOR (s:AccessSession) REQUIRE s.id IS :: STRING;

CREATE CONSTRAINT access_key_id IF NOT EXISTS FOR (k:AccessKey) REQUIRE k.id IS UNIQUE;
CREATE CONSTRAINT access_user_name IF NOT EXISTS FOR (u:AccessUser) REQUIRE u.name IS UNIQUE;
CREATE CONSTRAINT access_session_id IF NOT EXISTS FOR (s:AccessSession) REQUIRE s.id IS UNIQUE;
