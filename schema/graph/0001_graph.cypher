// The graph of docs/graph.md: one unique key a label, and the ranges that reads walk in order.
// A statement under "embedded only" declares a property's type: the embedded engine reads an index in order,
// and keeps a unique constraint through upkeep, only if the type was declared first. Neo4j needs neither.

// embedded only
CREATE CONSTRAINT source_record_key_type IF NOT EXISTS FOR (r:SourceRecord) REQUIRE r.key IS :: STRING;
// embedded only
CREATE CONSTRAINT source_record_forward_type IF NOT EXISTS FOR (r:SourceRecord) REQUIRE r.name_forward IS :: STRING;
// embedded only
CREATE CONSTRAINT source_record_backward_type IF NOT EXISTS FOR (r:SourceRecord) REQUIRE r.name_backward IS :: STRING;
// embedded only
CREATE CONSTRAINT identifier_key_type IF NOT EXISTS FOR (i:Identifier) REQUIRE i.key IS :: STRING;
// embedded only
CREATE CONSTRAINT identifier_value_type IF NOT EXISTS FOR (i:Identifier) REQUIRE i.value IS :: STRING;
// embedded only
CREATE CONSTRAINT identifier_reversed_type IF NOT EXISTS FOR (i:Identifier) REQUIRE i.reversed IS :: STRING;
// embedded only
CREATE CONSTRAINT profile_id_type IF NOT EXISTS FOR (p:Profile) REQUIRE p.id IS :: STRING;
// embedded only
CREATE CONSTRAINT event_key_type IF NOT EXISTS FOR (e:Event) REQUIRE e.key IS :: STRING;
// embedded only
CREATE CONSTRAINT event_timeline_type IF NOT EXISTS FOR (e:Event) REQUIRE e.timeline IS :: STRING;
// embedded only
CREATE CONSTRAINT transaction_timeline_type IF NOT EXISTS FOR (t:Transaction) REQUIRE t.timeline IS :: STRING;
// embedded only
CREATE CONSTRAINT transaction_number_type IF NOT EXISTS FOR (t:Transaction) REQUIRE t.number_key IS :: STRING;
// embedded only
CREATE CONSTRAINT product_key_type IF NOT EXISTS FOR (p:Product) REQUIRE p.key IS :: STRING;
// embedded only
CREATE CONSTRAINT coupon_key_type IF NOT EXISTS FOR (c:Coupon) REQUIRE c.key IS :: STRING;
// embedded only
CREATE CONSTRAINT case_key_type IF NOT EXISTS FOR (c:Case) REQUIRE c.key IS :: STRING;
// embedded only
CREATE CONSTRAINT load_run_id_type IF NOT EXISTS FOR (l:LoadRun) REQUIRE l.id IS :: STRING;
// embedded only
CREATE CONSTRAINT load_run_resume_type IF NOT EXISTS FOR (l:LoadRun) REQUIRE l.resume_key IS :: STRING;
// embedded only
CREATE CONSTRAINT lock_name_type IF NOT EXISTS FOR (l:Lock) REQUIRE l.name IS :: STRING;

CREATE CONSTRAINT source_record_key IF NOT EXISTS FOR (r:SourceRecord) REQUIRE r.key IS UNIQUE;
CREATE CONSTRAINT identifier_key IF NOT EXISTS FOR (i:Identifier) REQUIRE i.key IS UNIQUE;
CREATE CONSTRAINT profile_id IF NOT EXISTS FOR (p:Profile) REQUIRE p.id IS UNIQUE;
CREATE CONSTRAINT event_key IF NOT EXISTS FOR (e:Event) REQUIRE e.key IS UNIQUE;
CREATE CONSTRAINT product_key IF NOT EXISTS FOR (p:Product) REQUIRE p.key IS UNIQUE;
CREATE CONSTRAINT coupon_key IF NOT EXISTS FOR (c:Coupon) REQUIRE c.key IS UNIQUE;
CREATE CONSTRAINT case_key IF NOT EXISTS FOR (c:Case) REQUIRE c.key IS UNIQUE;
CREATE CONSTRAINT load_run_id IF NOT EXISTS FOR (l:LoadRun) REQUIRE l.id IS UNIQUE;
CREATE CONSTRAINT lock_name IF NOT EXISTS FOR (l:Lock) REQUIRE l.name IS UNIQUE;

CREATE INDEX event_timeline IF NOT EXISTS FOR (e:Event) ON (e.timeline);
CREATE INDEX transaction_timeline IF NOT EXISTS FOR (t:Transaction) ON (t.timeline);
CREATE INDEX transaction_number IF NOT EXISTS FOR (t:Transaction) ON (t.number_key);
CREATE INDEX source_record_forward IF NOT EXISTS FOR (r:SourceRecord) ON (r.name_forward);
CREATE INDEX source_record_backward IF NOT EXISTS FOR (r:SourceRecord) ON (r.name_backward);
CREATE INDEX identifier_value IF NOT EXISTS FOR (i:Identifier) ON (i.value);
CREATE INDEX identifier_reversed IF NOT EXISTS FOR (i:Identifier) ON (i.reversed);
CREATE INDEX load_run_resume IF NOT EXISTS FOR (l:LoadRun) ON (l.resume_key);
