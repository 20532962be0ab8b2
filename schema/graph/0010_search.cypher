// What customers are found by besides their names and identifiers: where they live, when they were born, what they quote.

// embedded only
CREATE CONSTRAINT source_record_postal_type IF NOT EXISTS FOR (r:SourceRecord) REQUIRE r.postal_name IS :: STRING;
// embedded only
CREATE CONSTRAINT source_record_city_type IF NOT EXISTS FOR (r:SourceRecord) REQUIRE r.city_name IS :: STRING;
// embedded only
CREATE CONSTRAINT source_record_birth_type IF NOT EXISTS FOR (r:SourceRecord) REQUIRE r.birth_name IS :: STRING;
// embedded only
CREATE CONSTRAINT source_record_street_type IF NOT EXISTS FOR (r:SourceRecord) REQUIRE r.street_key IS :: STRING;
// embedded only
CREATE CONSTRAINT event_reference_type IF NOT EXISTS FOR (e:Event) REQUIRE e.reference_key IS :: STRING;
// embedded only
CREATE CONSTRAINT transaction_payment_type IF NOT EXISTS FOR (t:Transaction) REQUIRE t.payment_key IS :: STRING;
// embedded only
CREATE CONSTRAINT spelling_slip_type IF NOT EXISTS FOR (s:Spelling) REQUIRE s.slip IS :: STRING;
// embedded only
CREATE CONSTRAINT spelling_holder_type IF NOT EXISTS FOR (s:Spelling) REQUIRE s.holder IS :: STRING;

CREATE INDEX source_record_postal IF NOT EXISTS FOR (r:SourceRecord) ON (r.postal_name);
CREATE INDEX source_record_city IF NOT EXISTS FOR (r:SourceRecord) ON (r.city_name);
CREATE INDEX source_record_birth IF NOT EXISTS FOR (r:SourceRecord) ON (r.birth_name);
CREATE INDEX source_record_street IF NOT EXISTS FOR (r:SourceRecord) ON (r.street_key);
CREATE INDEX event_reference IF NOT EXISTS FOR (e:Event) ON (e.reference_key);
CREATE INDEX transaction_payment IF NOT EXISTS FOR (t:Transaction) ON (t.payment_key);
CREATE INDEX spelling_slip IF NOT EXISTS FOR (s:Spelling) ON (s.slip);
CREATE INDEX spelling_holder IF NOT EXISTS FOR (s:Spelling) ON (s.holder);
