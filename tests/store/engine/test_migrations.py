"""The numbers of migrations, by which a store knows which of them it has, and what of them it cannot use."""

import neo4j

from profile_service.store.engine.migrations import SchemaFault, SchemaState, faults, migrations

_ROWS = [
    {"name": "profile_id", "type": "UNIQUENESS"},
    {"name": "profile_id", "state": "ONLINE", "owningConstraint": "profile_id"},
    {"name": "event_key", "type": "UNIQUENESS"},
    {"name": "Event[key]", "state": "POPULATING", "owningConstraint": "event_key"},
    {"name": "event_timeline", "state": "FAILED", "owningConstraint": None},
    {"name": "somebody_elses", "state": "FAILED", "owningConstraint": None},
]


def test_no_two_migrations_have_one_number() -> None:
    numbers = [migration.number for migration in migrations("neo4j")]
    assert len(set(numbers)) == len(numbers)


def test_index_that_cannot_be_used_is_a_fault_with_its_state() -> None:
    declared = {"profile_id", "event_key", "event_timeline", "lock_name"}
    assert list(faults(declared, map(neo4j.Record, _ROWS))) == [
        SchemaFault("event_key", "populating"),
        SchemaFault("event_timeline", "failed"),
        SchemaFault("lock_name", "missing"),
    ]


def test_faults_are_named_by_their_state() -> None:
    state = SchemaState(3, (SchemaFault("a", "missing"), SchemaFault("b", "failed"), SchemaFault("c", "missing")))
    assert (state.names("missing"), state.names("populating"), state.names("failed")) == (["a", "c"], [], ["b"])
