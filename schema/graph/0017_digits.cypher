// The digits of numbers with letters before or behind them: people read out the digits alone.

// embedded only
CREATE CONSTRAINT transaction_number_digits_type IF NOT EXISTS FOR (t:Transaction) REQUIRE t.number_digits IS :: STRING;
// embedded only
CREATE CONSTRAINT event_reference_digits_type IF NOT EXISTS FOR (e:Event) REQUIRE e.reference_digits IS :: STRING;
// embedded only
CREATE CONSTRAINT identifier_digits_type IF NOT EXISTS FOR (i:Identifier) REQUIRE i.digits IS :: STRING;

CREATE INDEX transaction_number_digits IF NOT EXISTS FOR (t:Transaction) ON (t.number_digits);
CREATE INDEX event_reference_digits IF NOT EXISTS FOR (e:Event) ON (e.reference_digits);
CREATE INDEX identifier_digits IF NOT EXISTS FOR (i:Identifier) ON (i.digits);
