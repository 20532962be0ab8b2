// The inner digits of phones, from the third, the fifth and the seventh on: by them a part in the middle is found.

// embedded only
CREATE CONSTRAINT identifier_third_type IF NOT EXISTS FOR (i:Identifier) REQUIRE i.third IS :: STRING;
// embedded only
CREATE CONSTRAINT identifier_fifth_type IF NOT EXISTS FOR (i:Identifier) REQUIRE i.fifth IS :: STRING;
// embedded only
CREATE CONSTRAINT identifier_seventh_type IF NOT EXISTS FOR (i:Identifier) REQUIRE i.seventh IS :: STRING;

CREATE INDEX identifier_third IF NOT EXISTS FOR (i:Identifier) ON (i.third);
CREATE INDEX identifier_fifth IF NOT EXISTS FOR (i:Identifier) ON (i.fifth);
CREATE INDEX identifier_seventh IF NOT EXISTS FOR (i:Identifier) ON (i.seventh);
