// Given names behind a postal code, a city or a street: by them somebody is found whose family name is not said.

// embedded only
CREATE CONSTRAINT source_record_postal_given_type IF NOT EXISTS FOR (r:SourceRecord) REQUIRE r.postal_given IS :: STRING;
// embedded only
CREATE CONSTRAINT source_record_city_given_type IF NOT EXISTS FOR (r:SourceRecord) REQUIRE r.city_given IS :: STRING;
// embedded only
CREATE CONSTRAINT source_record_street_given_type IF NOT EXISTS FOR (r:SourceRecord) REQUIRE r.street_given IS :: STRING;

CREATE INDEX source_record_postal_given IF NOT EXISTS FOR (r:SourceRecord) ON (r.postal_given);
CREATE INDEX source_record_city_given IF NOT EXISTS FOR (r:SourceRecord) ON (r.city_given);
CREATE INDEX source_record_street_given IF NOT EXISTS FOR (r:SourceRecord) ON (r.street_given);
