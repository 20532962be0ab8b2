"""The numbers of migrations, by which a store knows which of them it has."""

from profile_service.store.engine.migrations import migrations


def test_no_two_migrations_have_one_number() -> None:
    numbers = [migration.number for migration in migrations("neo4j")]
    assert len(set(numbers)) == len(numbers)
