// What must not come in again, by keyed hashes, and the remains of events by whose record they were.

// embedded only
CREATE CONSTRAINT suppression_hash_type IF NOT EXISTS FOR (s:Suppression) REQUIRE s.hash IS :: STRING;
// embedded only
CREATE CONSTRAINT event_former_record_type IF NOT EXISTS FOR (e:Event) REQUIRE e.former_record IS :: STRING;

CREATE CONSTRAINT suppression_hash IF NOT EXISTS FOR (s:Suppression) REQUIRE s.hash IS UNIQUE;

CREATE INDEX event_former_record IF NOT EXISTS FOR (e:Event) ON (e.former_record);
