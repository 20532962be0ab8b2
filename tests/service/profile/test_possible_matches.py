"""Profiles that may be the same customer are found by what they share, on both engines."""

from dataclasses import replace

import pytest

from profile_service.domain.access.caller import Caller
from profile_service.domain.access.rights import Rights
from profile_service.domain.profile.possible_matches import MatchKind, Separation
from profile_service.domain.resolution.judgements import Verdict
from profile_service.domain.values.identifiers import Identifier
from profile_service.service.declared.views import views
from profile_service.service.profile.possible_matches import MatchSearch, PossibleMatch, possible_matches
from profile_service.service.profile.profile_reader import ProfileReader
from profile_service.service.profile.reading_basis import reading_basis
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine.store import Store
from tests.rig.callers import caller
from tests.rig.people import load, profile_id, record
from tests.rig.stewards import command

pytestmark = pytest.mark.anyio

_HOME = ("phone", "+33612345678")
_MAIL = ("email", "oz.aile@post.example")


async def _matches(store: Store, key: str, first: int = 3, view: str | None = None) -> list[PossibleMatch]:
    """Those of the profile that a record (key) is in."""
    narrow = replace(views()["support"], name="mail only", identifiers=frozenset({"email"}), attributes=frozenset())
    basis = await reading_basis(store, {**views(), "mail only": narrow})
    customer = await ProfileReader(store, "FR", basis).customer(await profile_id(store, key), view)
    assert customer
    return await possible_matches(customer, first)


def _shown(matches: list[PossibleMatch]) -> list[tuple[str, list[str], list[Separation]]]:
    """Of each the first record (key), the shared identifiers' types or the kinds of evidence, and the separations."""
    return [
        (
            match.customer.profile.records[0].key,
            [piece.identifier.type if piece.identifier else piece.kind.value for piece in match.evidence],
            list(match.kept_apart_by),
        )
        for match in matches
    ]


async def test_a_shared_phone_comes_with_what_keeps_apart(store: Store) -> None:
    await load(store, record("kasse:9", _HOME, name="Aylin Öz", birth_date="1980-03-05"))
    await load(store, record("hotline:1", _HOME, name="Aylin Öz", birth_date="2011-12-24"))

    assert _shown(await _matches(store, "kasse:9")) == [("hotline:1", ["phone"], [Separation.BIRTH_DATES])]
    assert _shown(await _matches(store, "hotline:1")) == [("kasse:9", ["phone"], [Separation.BIRTH_DATES])]


async def test_the_strongest_evidence_comes_first(store: Store) -> None:
    await load(
        store,
        record("a:1", _HOME, _MAIL, name="Aylin Öz", postal_code="69001"),
        record("b:1", _HOME, name="Murat Öz"),
        record("c:1", _MAIL, _HOME, name="Deniz Öz"),
        record("d:1", name="Aylin Öz", postal_code="69001"),
        record("e:1", name="A. Öz"),
    )
    await Stewardship(store).judge("a:1", "e:1", Verdict.MAYBE, 0.4, command(reason="same voice"))

    assert _shown(await _matches(store, "a:1", 10)) == [
        ("e:1", ["judgement"], [Separation.UNDECIDED]),
        ("c:1", ["email", "phone"], [Separation.GIVEN_NAMES]),
        ("b:1", ["phone"], [Separation.GIVEN_NAMES]),
        ("d:1", ["name and postal code"], [Separation.WEAK_EVIDENCE]),
    ]
    assert len(await _matches(store, "a:1", 2)) == 2
    assert (await _matches(store, "e:1"))[0].evidence[0].reason == "same voice"


async def test_who_was_judged_different_is_left_out_until_that_is_retracted(store: Store) -> None:
    await load(store, record("a:1", _HOME, name="Aylin Öz"), record("b:1", _HOME, name="Murat Öz"))
    judged = await Stewardship(store).judge("a:1", "b:1", Verdict.NOT_SAME, 1.0, command())

    assert await _matches(store, "a:1") == []
    assert await _matches(store, "b:1") == []

    await Stewardship(store).retract(judged.judgements[0], command())

    assert _shown(await _matches(store, "b:1")) == [("a:1", ["phone"], [Separation.GIVEN_NAMES])]


async def test_an_identifier_outside_the_view_leads_nowhere(store: Store) -> None:
    await load(
        store,
        record("a:1", _HOME, _MAIL, name="Aylin Öz", postal_code="69001"),
        record("b:1", _HOME, name="Murat Öz"),
        record("c:1", _MAIL, name="Deniz Öz"),
        record("d:1", name="Aylin Öz", postal_code="69001"),
    )

    assert _shown(await _matches(store, "a:1", 10, "mail only")) == [("c:1", ["email"], [Separation.CONTRADICTION])]


async def test_a_claim_that_ended_or_was_taken_away_leads_nowhere(store: Store) -> None:
    await load(store, record("a:1", _HOME, day="2024-01-01", name="Aylin Öz"))
    await load(store, record("b:1", _HOME, day="2026-01-01", name="Murat Öz"))
    await load(store, record("a:2", _MAIL, name="Jale Kaya"), record("b:2", _MAIL, name="Murat Can"))
    reader = ProfileReader(store, "FR")
    await Stewardship(store).move_identifier(reader.identifier(*_MAIL), "a:2", None, command())

    for key in ("a:1", "b:1", "a:2", "b:2"):
        assert await _matches(store, key) == []


async def test_calls_that_lie_with_a_former_holder_of_their_number_are_named(store: Store) -> None:
    await load(store, record("crm:1", _HOME, day="2024-01-01", name="Aylin Öz"))
    calls_record = f"calls:phone:{_HOME[1]}"
    await load(store, record(calls_record, _HOME, day="2023-06-01"))
    await load(store, record("crm:2", _HOME, day="2026-01-01", name="Murat Can"))
    calls, former, holder = [await profile_id(store, key) for key in (calls_record, "crm:1", "crm:2")]
    assert (calls == former, holder == former) == (True, False)

    (match,) = await _matches(store, "crm:2")
    assert match.customer.profile.id == former
    assert [piece.identifier for piece in match.evidence] == [Identifier(*_HOME)]
    assert await _matches(store, "crm:1") == [], "what they no longer have leads them nowhere"


@pytest.mark.parametrize(("obstacle", "leads"), [("ambiguous", True), ("contradiction", False), (None, False)])
async def test_a_claim_that_ended_leads_on_where_nobody_can_tell_whose_it_is(
    store: Store, obstacle: str | None, *, leads: bool
) -> None:
    await load(store, record("kasse:9", _HOME, name="Aylin Öz", day="2020-01-01"))
    customer = await ProfileReader(store, "FR").customer(await profile_id(store, "kasse:9"))
    assert customer
    (own,) = customer.profile.records
    ended = own.claims[0]._replace(holders=4, ended_at=own.updated_at, obstacle=obstacle)
    profile = replace(customer.profile, records=(replace(own, claims=(ended,)),))

    keys = MatchSearch(profile, views()["support"], customer.rules).keys
    assert (ended.identifier.key in keys.identifiers) is leads


async def test_what_too_many_share_leads_nowhere(store: Store) -> None:
    cap = (await reading_basis(store)).rules.hub_cap
    names = [f"{letter}{vowel}lan Ek" for letter in "BCDFGHKLMNPRSTVZ" for vowel in "aeou"][: cap + 1]
    await load(store, *(record(f"desk:{n}", _HOME, name=name) for n, name in enumerate(names)))
    await load(store, *(record(f"ns:{n}", name="Ali Ak", postal_code="06100") for n in range(cap + 1)))

    assert await _matches(store, "desk:3") == []
    assert await _matches(store, "ns:3") == []


async def test_a_locked_profile_is_named(store: Store) -> None:
    await load(store, record("a:1", _HOME, name="Aylin Öz"))
    await Stewardship(store).lock(await profile_id(store, "a:1"), command())
    await load(store, record("b:1", _HOME, name="Aylin Öz"))

    assert _shown(await _matches(store, "b:1")) == [("a:1", ["phone"], [Separation.LOCK])]


async def test_another_spelling_of_a_card_counts(store: Store) -> None:
    await load(store, record("a:1", ("loyalty_id", "hh 4711-02"), name="Aylin Öz"))
    await load(store, record("b:1", ("loyalty_id", "HH471102"), name="Murat Öz"))

    (match,) = await _matches(store, "a:1")

    assert [piece.identifier and piece.identifier.value for piece in match.evidence] == ["hh 4711-02"]


async def test_values_are_masked_and_other_sources_stay_hidden(store: Store) -> None:
    await load(store, record("crm:1", _HOME, name="Aylin Öz"), record("shop:1", _HOME, name="Murat Öz"))
    id, limited = await profile_id(store, "crm:1"), Rights(sources=frozenset({"crm"}))
    masked = await ProfileReader(store, "FR", caller=caller("agent")).customer(id)
    of_one_source = await ProfileReader(store, "FR", caller=Caller("kiosk", "kiosk", limited)).customer(id)
    assert masked
    assert of_one_source

    (match,) = await possible_matches(masked, 3)

    assert match.evidence[0].identifier == Identifier("phone", "•••• 5678")
    assert await possible_matches(of_one_source, 3) == []


async def test_it_takes_two_statements_and_none_without_a_clue(store: Store) -> None:
    await load(
        store, record("a:1", _HOME, name="Aylin Öz"), record("b:1", _HOME, name="Murat Öz"), record("c:1", _MAIL)
    )
    lone = await ProfileReader(store, None).customer(await profile_id(store, "c:1"))
    shared = await ProfileReader(store, None).customer(await profile_id(store, "a:1"))
    assert lone
    assert shared
    before = store.statements

    assert await possible_matches(lone, 3) == []
    assert store.statements == before
    (match,) = await possible_matches(shared, 3)

    assert store.statements == before + 2
    assert match.evidence[0].kind is MatchKind.IDENTIFIER
