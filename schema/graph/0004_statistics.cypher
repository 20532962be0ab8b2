// What was counted over all customers, so that one can be compared with the others.

// embedded only
CREATE CONSTRAINT statistic_name_type IF NOT EXISTS FOR (s:Statistic) REQUIRE s.name IS :: STRING;

CREATE CONSTRAINT statistic_name IF NOT EXISTS FOR (s:Statistic) REQUIRE s.name IS UNIQUE;
