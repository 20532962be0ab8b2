"""Recommendations end to end on a store: who gets what, what nobody gets, and what follows a change."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from profile_service.domain.access.caller import Caller
from profile_service.domain.access.rights import Rights
from profile_service.domain.profile.views import View
from profile_service.domain.recommendations.recommendations import Recommendation, RecommendationKind
from profile_service.domain.resolution.judgements import Verdict
from profile_service.domain.sources.consents import Consent, ConsentStatus
from profile_service.domain.sources.events import Event, Subject
from profile_service.domain.sources.items import Item
from profile_service.domain.stewardship.commands import StewardCommand
from profile_service.domain.values.errors import InvalidInput, OutsideView
from profile_service.domain.values.times import days_later, utc_now
from profile_service.service.ingestion.ingest import ingest
from profile_service.service.privacy.restriction import lift_restriction, restrict
from profile_service.service.profile.profile_reader import ProfileReader
from profile_service.service.profile.reading_basis import reading_basis
from profile_service.service.recommendations.customer_purchases import CustomerPurchases
from profile_service.service.recommendations.recommender import ALL_KINDS, Recommender
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.erasures import erased, erasing_store, ledger_in
from tests.rig.open_matters import MUG, TEA, bought, did
from tests.rig.people import load, profile_id, record

pytestmark = pytest.mark.anyio

_POT = Subject("Product", "shop:pot", "Pot")
_LAMP = Subject("Product", "shop:lamp", "Lamp")
_KINDS = RecommendationKind


def _ago(days: int) -> str:
    return days_later(utc_now(), -days)[:10]


def _of(record: str, event: Event) -> Event:
    return replace(event, record=record)


@pytest.fixture
async def keyed(address: Address, store: Store, tmp_path: Path) -> AsyncIterator[Store]:
    """12 customers who bought tea with a pot, 24 who bought a lamp, and Ann, who has a record in two sources."""
    ledger_in(tmp_path)
    keyed = erasing_store(address, store.engine, tmp_path)
    others = [
        thing
        for n in range(36)
        for thing in (
            record(f"shop:c{n:02}"),
            _of(f"shop:c{n:02}", bought(f"c{n:02}", _ago(90), *((TEA, _POT) if n < 12 else (_LAMP,)))),
        )
    ]
    ann = (record("shop:ann", ("email", "ann@shop.org"), name="Ann Lee"), record("crm:ann", name="Ann Lee"))
    await load(keyed, *ann, *others)
    yield keyed
    await keyed.close()


@pytest.fixture
async def recommender(keyed: Store) -> AsyncIterator[Recommender]:
    purchases = CustomerPurchases(keyed)
    yield Recommender(keyed, purchases)
    await purchases.close()


async def _recommended(
    store: Store,
    recommender: Recommender,
    view: str | None = None,
    rights: Rights | None = None,
    kinds: Sequence[RecommendationKind] = tuple(ALL_KINDS),
) -> list[Recommendation]:
    caller = Caller("ada", "own", rights) if rights else None
    basis = await reading_basis(store)
    reader = ProfileReader(store, None, basis, caller) if caller else ProfileReader(store, None, basis)
    customer = await reader.customer(await profile_id(store, "shop:ann"), view)
    assert customer
    return await recommender.recommendations(customer, 10, kinds)


def _told(found: Sequence[Recommendation]) -> list[tuple[RecommendationKind, str]]:
    return [(each.kind, each.product) for each in found]


async def test_customer_without_history_gets_what_is_popular(keyed: Store, recommender: Recommender) -> None:
    found = await _recommended(keyed, recommender)
    assert _told(found) == [
        (_KINDS.POPULAR, "shop:lamp"),
        (_KINDS.POPULAR, "shop:pot"),
        (_KINDS.POPULAR, "shop:tea"),
    ]
    assert (found[0].name, found[0].evidence) == ("Lamp", ())
    assert found[0].score == pytest.approx(2 / 3)
    assert found[0].reason == f"popular: 24 of 36 customers bought it in the year up to {_ago(90)}"
    assert _told(await _recommended(keyed, recommender, kinds=[_KINDS.GOES_WITH])) == []


async def test_recent_purchase_leads_to_what_goes_with_it(keyed: Store, recommender: Recommender) -> None:
    """Ann's order is the 13th of 37 with tea; 12 of these have a pot, and so have 12 of all: 37/13."""
    await load(keyed, _of("shop:ann", bought("o1", _ago(5), TEA)))
    found = await _recommended(keyed, recommender)
    assert _told(found) == [(_KINDS.GOES_WITH, "shop:pot")]
    assert found[0].reason == "12 of 13 orders with Tea also had Pot: 2.8 times as often as all orders"
    assert found[0].evidence == ("o1",)


async def test_customers_alike_lead_on_where_nothing_is_recent(keyed: Store, recommender: Recommender) -> None:
    await load(keyed, _of("shop:ann", bought("o1", _ago(50), TEA)))
    found = await _recommended(keyed, recommender)
    assert _told(found) == [(_KINDS.SIMILAR_CUSTOMERS, "shop:pot")]
    assert found[0].reason == (
        "12 of the 12 customers whose purchases are most like theirs bought Pot: none of the others did"
    )


async def test_what_was_just_bought_comes_again_only_where_it_is_due(keyed: Store, recommender: Recommender) -> None:
    await load(keyed, *[_of("shop:ann", bought(f"o{days}", _ago(days), MUG)) for days in (29, 19, 9)])
    assert _told(await _recommended(keyed, recommender, kinds=[_KINDS.DUE_AGAIN])) == []
    await load(keyed, *[_of("shop:ann", bought(f"p{days}", _ago(days), _LAMP)) for days in (31, 21, 11)])
    found = await _recommended(keyed, recommender)
    assert _told(found) == [(_KINDS.DUE_AGAIN, "shop:lamp")]
    assert found[0].reason == f"bought 3 times, every 10 days, last on {_ago(11)}"


@pytest.mark.parametrize("view", ["full", "support", "marketing", "commerce"])
@pytest.mark.parametrize(
    "bad",
    [
        bought("r1", _ago(3), _POT, kind="return"),
        bought("r1", _ago(700), _POT, kind="return"),
        did("r1", "support_call", _ago(3), _POT, channel="phone", outcome="told to wait", mood="angry"),
        did("r1", "review", _ago(400), _POT, rating=1),
        did("r1", "complaint", _ago(3), _POT),
    ],
    ids=["returned", "returned long ago", "angry call", "bad review", "complaint"],
)
async def test_what_was_returned_or_complained_about_never_appears(
    keyed: Store, recommender: Recommender, bad: Event, view: str
) -> None:
    await load(keyed, _of("shop:ann", bought("o1", _ago(5), TEA)), _of("crm:ann", did("n", "visit", _ago(1))))
    assert "shop:pot" in {each.product for each in await _recommended(keyed, recommender, view)}
    await load(keyed, _of("shop:ann", bad))
    assert "shop:pot" not in {each.product for each in await _recommended(keyed, recommender, view)}


async def test_open_talk_comes_first_and_only_where_the_view_shows_threads(
    keyed: Store, recommender: Recommender
) -> None:
    talk = did("t1", "ticket", _ago(2), _LAMP, channel="email", status="open", topic="Which lamp", outcome="answered")
    await load(keyed, _of("shop:ann", bought("o1", _ago(5), TEA)), _of("shop:ann", talk))
    found = await _recommended(keyed, recommender, "support")
    assert _told(found) == [(_KINDS.CURRENT_TALK, "shop:lamp"), (_KINDS.GOES_WITH, "shop:pot")]
    assert found[0].reason == f"the open ticket since {_ago(2)} is about it"
    assert _told(await _recommended(keyed, recommender, "marketing")) == [(_KINDS.GOES_WITH, "shop:pot")]


async def test_merge_counts_with_the_next_question(keyed: Store, recommender: Recommender) -> None:
    await load(keyed, _of("crm:ann", bought("o1", _ago(5), TEA)))
    assert {each.kind for each in await _recommended(keyed, recommender)} == {_KINDS.POPULAR}
    await Stewardship(keyed).judge("shop:ann", "crm:ann", Verdict.SAME, 1.0, StewardCommand("kei", "same person"))
    assert _told(await _recommended(keyed, recommender)) == [(_KINDS.GOES_WITH, "shop:pot")]


async def test_restricted_and_erased_customers_do_not_count(
    keyed: Store, recommender: Recommender, tmp_path: Path
) -> None:
    async def popular() -> str:
        return (await _recommended(keyed, recommender))[0].reason

    restricted = await profile_id(keyed, "shop:c20")
    assert (await popular()).startswith("popular: 24 of 36 customers")
    await restrict(keyed, ledger_in(tmp_path), restricted, "ada")
    assert (await popular()).startswith("popular: 23 of 35 customers")
    await erased(keyed, tmp_path, await profile_id(keyed, "shop:c21"))
    assert (await popular()).startswith("popular: 22 of 34 customers")
    await lift_restriction(keyed, ledger_in(tmp_path), restricted, "ada")
    assert (await popular()).startswith("popular: 23 of 35 customers")


async def test_nothing_is_recommended_to_whom_is_restricted_or_withdrew_consent(
    keyed: Store, recommender: Recommender, tmp_path: Path
) -> None:
    withdrawn = Consent(
        "shop:ann", "marketing", "email", ConsentStatus.WITHDRAWN, f"{_ago(1)}T09:00:00.000000Z", "told"
    )
    await keyed.write(lambda tx: ingest(tx, [Item(2, consents=(withdrawn,))]))
    assert await _recommended(keyed, recommender, "marketing") == []
    assert await _recommended(keyed, recommender, "support") != []
    await restrict(keyed, ledger_in(tmp_path), await profile_id(keyed, "shop:ann"), "ada")
    assert await _recommended(keyed, recommender) == []


async def test_who_sees_some_sources_alone_gets_no_figure_of_all(keyed: Store, recommender: Recommender) -> None:
    await load(keyed, *[_of("shop:ann", bought(f"o{days}", _ago(days), TEA)) for days in (31, 21, 11)])
    rights = Rights(sources=frozenset({"shop"}))
    found = await _recommended(keyed, recommender, rights=rights)
    assert _told(found) == [(_KINDS.DUE_AGAIN, "shop:tea")]


async def test_page_is_as_long_as_the_rights_allow(keyed: Store, recommender: Recommender) -> None:
    assert len(await _recommended(keyed, recommender, rights=Rights(rows=2))) == 2


async def test_what_the_view_hides_is_refused_or_left_out(keyed: Store, recommender: Recommender) -> None:
    await load(keyed, _of("shop:ann", bought("o1", _ago(5), TEA)))
    basis = await reading_basis(keyed)
    none, some = (
        View("none", "", "", insights=frozenset()),
        View("some", "", "", insights=frozenset({"recommendations"})),
    )
    reader = ProfileReader(keyed, None, replace(basis, views={"none": none, "full": some}))
    id = await profile_id(keyed, "shop:ann")
    hidden, shown = await reader.customer(id, "none"), await reader.customer(id)
    assert hidden
    assert shown
    with pytest.raises(OutsideView):
        await recommender.recommendations(hidden, 10)
    assert {each.kind for each in await recommender.recommendations(shown, 10)} == {_KINDS.POPULAR}
    with pytest.raises(InvalidInput):
        await recommender.recommendations(shown, 0)
