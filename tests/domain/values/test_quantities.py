"""Numbers of things in sentences."""

from profile_service.domain.values.quantities import counted


def test_one_thing_has_its_singular() -> None:
    assert [counted(n, "record") for n in (0, 1, 1_200)] == ["0 records", "1 record", "1,200 records"]
    assert [counted(n, "branch", "branches") for n in (1, 2)] == ["1 branch", "2 branches"]
