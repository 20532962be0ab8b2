// Contacts that leave something open, and what contacts are about, by their record.

// embedded only
CREATE CONSTRAINT event_open_timeline_type IF NOT EXISTS FOR (e:Event) REQUIRE e.open_timeline IS :: STRING;
// embedded only
CREATE CONSTRAINT event_matter_type IF NOT EXISTS FOR (e:Event) REQUIRE e.matter IS :: STRING;

CREATE INDEX event_open_timeline IF NOT EXISTS FOR (e:Event) ON (e.open_timeline);
CREATE INDEX event_matter IF NOT EXISTS FOR (e:Event) ON (e.matter);
