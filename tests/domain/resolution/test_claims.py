"""Claims: what the versions of a record stated, whatever their order; what a removal forgets; notes of moves."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profile_service.domain.resolution.claims import Claim, ClaimHistory, StatedIdentifiers, moved_note, moved_type
from profile_service.domain.resolution.stored_records import StoredRecord
from profile_service.domain.sources.records import ALL_TYPES
from profile_service.domain.values.identifiers import Identifier

_NOW = "2026-11-29T09:00:00.000000Z"
_OLD, _NEW = Identifier("email", "una.old@mail.net"), Identifier("email", "una.new@mail.net")
_CARD = Identifier("loyalty_id", "c77")


def _at(year: int) -> str:
    return f"{year}-06-01T09:00:00.000000Z"


def _says(
    *identifiers: Identifier, year: int | None = None, removed: frozenset[str] = frozenset()
) -> StatedIdentifiers:
    return StatedIdentifiers(frozenset(identifiers), _at(year) if year else None, removed)


def _claims(*statements: StatedIdentifiers, present: StatedIdentifiers) -> dict[Identifier, Claim]:
    history = ClaimHistory("crm:1")
    for statement in (*statements, present):
        history.add(statement, _NOW)
    return history.claims(present.identifiers, present.at, _NOW)


def test_identifier_that_is_no_longer_stated_is_former() -> None:
    claims = _claims(_says(_OLD, _CARD, year=2020), _says(_OLD, year=2021), present=_says(_NEW, _CARD, year=2023))
    assert claims == {
        _OLD: Claim("crm:1", _OLD, _at(2020), _at(2021), stated_until=_at(2021)),
        _NEW: Claim("crm:1", _NEW, _at(2023), _at(2023)),
        _CARD: Claim("crm:1", _CARD, _at(2020), _at(2023)),
    }


def test_former_claim_of_a_version_without_time_is_undated() -> None:
    claims = _claims(_says(_OLD), present=_says(_NEW))
    assert claims[_OLD] == Claim("crm:1", _OLD, _NOW, _NOW, stated_until="")
    assert claims[_OLD].is_former
    assert not claims[_NEW].is_former


def test_identifier_that_is_stated_again_is_former_no_more() -> None:
    stored = StoredRecord(
        "crm:1",
        "p",
        observed_at=_at(2021),
        claims=(
            Claim("crm:1", _OLD, _at(2019), _at(2020), stated_until=_at(2020)),
            Claim("crm:1", _NEW, _at(2021), _at(2021)),
        ),
    )
    history = stored.claim_history()
    assert history.add(_says(_OLD, year=2022), _NOW)
    assert history.claims([_OLD], _at(2022), _NOW) == {
        _OLD: Claim("crm:1", _OLD, _at(2019), _at(2022)),
        _NEW: Claim("crm:1", _NEW, _at(2021), _at(2021), stated_until=_at(2021)),
    }


def test_only_what_says_more_counts_as_more() -> None:
    history = ClaimHistory("crm:1")
    assert history.add(_says(_OLD, year=2020), _NOW)
    assert not history.add(_says(_OLD, year=2020), _NOW)
    assert not history.add(_says(_OLD, year=2018), _NOW), "since when it is held is no new claim"
    assert history.add(_says(_OLD, year=2021), _NOW)
    assert history.add(_says(removed=frozenset({"email"}), year=2019), _NOW)
    assert not history.add(_says(removed=frozenset({"email"}), year=2019), _NOW)
    assert not history.add(_says(_NEW, year=2019), _NOW), "it was removed since"


def test_removal_forgets_its_type_up_to_its_time() -> None:
    removal = _says(year=2021, removed=frozenset({"email"}))
    folded = Identifier("email_folded", "unaold@mail.net")
    claims = _claims(_says(_OLD, folded, _CARD, year=2020), removal, present=_says(_NEW, year=2022))
    assert claims.keys() == {_CARD, _NEW}
    assert _claims(_says(_OLD, year=2021), removal, present=_says(year=2023)) == {}
    assert _claims(_says(_OLD, year=2022), removal, present=_says(year=2023)).keys() == {_OLD}


def test_end_of_a_record_forgets_all() -> None:
    assert _claims(_says(_OLD, _CARD, year=2020), present=_says(year=2021, removed=ALL_TYPES)) == {}
    assert _claims(_says(_OLD), present=_says(removed=ALL_TYPES)) == {}, "without times it forgets what came before"


def test_removal_of_the_present_version_is_not_kept_beside_it() -> None:
    history = ClaimHistory("crm:1", cleared={"email": _at(2019), "phone": _at(2020)})
    assert history.cleared_beside(frozenset(), None) == {"email": _at(2019), "phone": _at(2020)}
    assert history.cleared_beside(frozenset({"email"}), _at(2020)) == {"phone": _at(2020)}
    assert history.cleared_beside(ALL_TYPES, _at(2020)) == {}
    assert history.cleared_beside(frozenset({"email"}), None) == {"email": _at(2019), "phone": _at(2020)}


def test_stored_removal_still_holds_once_it_is_replaced() -> None:
    stored = StoredRecord("crm:1", "p", observed_at=_at(2021), retired_at=_at(2021))
    history = stored.claim_history()
    assert not history.add(_says(_OLD, year=2020), _NOW)
    assert history.add(_says(_NEW, year=2022), _NOW)
    assert history.cleared_beside(frozenset(), None) == {"*": _at(2021)}


_statements = st.builds(
    StatedIdentifiers,
    st.frozensets(st.sampled_from([_OLD, _NEW, _CARD])),
    st.integers(2019, 2023).map(_at),
    st.sampled_from([frozenset(), frozenset(), frozenset(), frozenset({"email"}), ALL_TYPES]),
)


@given(st.lists(_statements, max_size=7), st.randoms())
def test_order_of_dated_versions_changes_nothing(statements: list[StatedIdentifiers], random: Random) -> None:
    present = _says(_NEW, year=2024)
    shuffled = random.sample(statements, len(statements))

    def outcome(versions: list[StatedIdentifiers]) -> set[tuple[Identifier, str, str | None]]:
        return {(i, c.last_seen, c.stated_until) for i, c in _claims(*versions, present=present).items()}

    assert outcome(shuffled) == outcome(statements)


def test_note_of_a_moved_identifier_names_its_type() -> None:
    assert moved_type(moved_note("user_id")) == "user_id"


@pytest.mark.parametrize(("note", "type"), [("claim user_id", "user_id"), ("lock", None), ("", None)])
def test_notes_of_earlier_versions_and_of_other_changes(note: str, type: str | None) -> None:
    assert moved_type(note) == type
