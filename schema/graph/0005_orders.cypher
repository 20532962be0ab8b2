// The orders that other events are about, as they name them.

// embedded only
CREATE CONSTRAINT order_key_type IF NOT EXISTS FOR (o:Order) REQUIRE o.key IS :: STRING;

CREATE CONSTRAINT order_key IF NOT EXISTS FOR (o:Order) REQUIRE o.key IS UNIQUE;
