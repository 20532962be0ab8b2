// Decisions that hold, and those that were undone, each in the order of time.

// embedded only
CREATE CONSTRAINT decision_state_type IF NOT EXISTS FOR (d:Decision) REQUIRE d.state IS :: STRING;

CREATE INDEX decision_state IF NOT EXISTS FOR (d:Decision) ON (d.state);

MATCH (d:Decision)
SET d.state = CASE size(coalesce(d.undos, [])) % 2 WHEN 1 THEN 'undone ' ELSE 'holds ' END + d.id;

// Of the undos of a decision each was undone by the next.
MATCH (d:Decision)
WHERE size(coalesce(d.undos, [])) > 1
UNWIND range(0, size(d.undos) - 2) AS number
MATCH (undo:Decision {id: d.undos[number]})
SET undo.state = 'undone ' + undo.id;
