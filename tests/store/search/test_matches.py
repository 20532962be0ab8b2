"""Customers are found by all that somebody may say of them, on both engines."""

from dataclasses import replace
from random import Random
from typing import Any

import pytest

from profile_service.domain.search.lookups import lookup
from profile_service.domain.search.name_readings import wider_lookups
from profile_service.domain.search.typed_text import typed_text
from profile_service.domain.sources.items import EventDeletion, Item, SourceDeletion
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.identifiers import identifier
from profile_service.service.ingestion.ingest import ingest
from profile_service.service.profile.profile_reader import ProfileReader, SearchPage
from profile_service.service.profile.reading_basis import reading_basis
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine.store import Rows, Store
from profile_service.store.search.branches import BRANCHES, Asides, grouped
from profile_service.store.search.matches import BRANCH_LIMIT, find_matches
from tests.rig.people import at, bought, did, load, profile_id, record
from tests.rig.stewards import command

pytestmark = pytest.mark.anyio


async def _people(store: Store) -> None:
    await load(
        store,
        record(
            "shop:1", ("email", "ann@shop.org"), ("phone", "+33142685300"),
            name="Ann Marie Smith", city="New Ross", postal_code="Y34 F8X2", street="12 Mill Street",
            birth_date="1961-03-14",
        ),
        record("shop:2", ("email", "anna@shop.org"), ("loyalty_id", "208"), name="Anna Smithers"),
        record("crm:3", ("email", "bob@mail.org"), ("phone", "+14155552671"), name="José García", city="Fort Wayne"),
        record("crm:4", ("email", "r.kowalczyk@mail.org"), name="Dr. Robert Kowalczyk", postal_code="46802-1234"),
        bought("shop:order:1001", "shop:2", "2026-01-01", number="#1001"),
        replace(did("desk:1", "crm:4", "2026-01-02", "support_ticket"), details={"ticket_number": "00918"}),
        replace(did("post:1", "crm:3", "2026-01-03", "delivery"), details={"tracking_number": "1Z 999 AA1"}),
        replace(bought("till:1", "crm:4", "2026-01-04"), details={"payment_id": "pi-77.1"}),
    )  # fmt: skip


async def _neighbours(store: Store) -> None:
    await load(
        store,
        record("n:1", name="Greta Holm", city="Malmö", postal_code="21100", street="Lindvägen 4"),
        record("n:2", name="Ulf Berg", city="Malmö", postal_code="21100", street="Lindvägen 6"),
        record("n:3", name="Greta Nord", city="New Umeå", postal_code="90320", street="Old Pine Road 8"),
        record("n:4", name="Carmen de la Vega", city="Lund", postal_code="22100", street="Lindvägen 9"),
    )


_PLACES_OF_TEXT = {
    "Greta Malmö": ("n:1", "city"), "Malmö, Greta": ("n:1", "city"), "Greta from Malmö": ("n:1", "city"),
    "Greta aus Malmö": ("n:1", "city"), "Greta de Malmö": ("n:1", "city"), "Greta New Umeå": ("n:3", "city"),
    "Greta, Old Pine Road": ("n:3", "street"), "Greta Lindvägen": ("n:1", "street"),
    "Greta 21100": ("n:1", "postal_code"), "90320 Greta": ("n:3", "postal_code"), "Greta Mlamö": ("n:1", "city"),
    "Carmen de Lund": ("n:4", "city"), "Carmen de la Vega": ("n:4", "name"), "Vega de Lund": ("n:4", "city"),
}  # fmt: skip


async def test_given_name_with_a_place_is_found(store: Store) -> None:
    await _neighbours(store)
    reader = ProfileReader(store, None)
    firsts = {text: _hits(await reader.search(text, 10, None))[:1] for text in _PLACES_OF_TEXT}
    assert firsts == {text: [hit] for text, hit in _PLACES_OF_TEXT.items()}


async def test_initials_come_before_others_of_the_family(store: Store) -> None:
    await load(store, record("h:1", name="Hugo Moreau"), record("h:2", name="Jean-Baptiste Moreau"))
    page = await ProfileReader(store, None).search("JB Moreau", 10, None)
    assert _hits(page) == [("h:2", "name"), ("h:1", "name")]


async def test_given_name_in_another_place_is_not_whole(store: Store) -> None:
    await _neighbours(store)
    for text in ("Greta Lund", "Ulf Old Pine Road", "Carmen 21100"):
        page = await ProfileReader(store, None).search(text, 10, None)
        assert not any(hit.is_whole for hit, _ in page.hits), text


@pytest.mark.parametrize("text", ["Ada Malmö", "Greta Lund", "Greta 22100", "Ada Norrgatan"])
async def test_rare_name_or_small_place_is_found_among_many(store: Store, text: str) -> None:
    """Of a thousand with the name or at the place."""
    crowd = [
        record(f"m:{n:04d}", name=f"Greta A{n:04d}", city="Malmö", postal_code="21100", street=f"Norrgatan {n}")
        for n in range(1_100)
    ]
    await load(store, *crowd)
    await load(
        store,
        record("z:1", name="Ada Zorn", city="Malmö", postal_code="21100", street="Norrgatan 99999"),
        record("z:2", name="Greta Zorn", city="Lund", postal_code="22100", street="Lillgatan 1"),
    )
    page = await ProfileReader(store, None).search(text, 10, None)
    assert _hits(page)[0][0] == ("z:1" if text.startswith("Ada") else "z:2")
    assert page.hits[0][0].is_whole


@pytest.mark.parametrize("text", ["Greta Malmö", "Greta 21100", "Greta, Norrgatan"])
async def test_of_many_with_a_name_at_a_place_the_first_are_found(store: Store, text: str) -> None:
    """The same ones on both engines, whatever the order in which they came."""
    keys = [f"m:{n:03d}" for n in range(BRANCH_LIMIT + 50)]
    crowd = [record(key, name="Greta Lind", city="Malmö", postal_code="21100", street="Norrgatan 4") for key in keys]
    Random(5).shuffle(crowd)
    await load(store, *crowd)
    typed = typed_text(text)
    wider = [each for each in wider_lookups(typed) if each.index.endswith("_given")]
    found = await find_matches(store, typed, wider)
    assert [match.record for match in found.matches] == keys[:BRANCH_LIMIT]
    assert found.has_more


async def test_name_is_found_with_and_without_the_blank_that_parts_it(store: Store) -> None:
    await load(
        store,
        record("j:1", name="佐藤 花子"),
        record("j:2", name="健 鈴木"),
        record("j:3", name="김서연"),
    )
    reader = ProfileReader(store, None)
    for text, key in {"佐藤花子": "j:1", "鈴木健": "j:2", "김 서연": "j:3", "佐藤 花子": "j:1"}.items():
        hit, customer = (await reader.search(text, 10, None)).hits[0]
        assert (customer.profile.records[0].key, hit.match, hit.is_whole) == (key, "name", True), text


_PARTS = {
    "155 55": ["b:1"], "5526": ["b:1"], "26 85": ["b:2"], "Lund 5526": ["b:1"], "4268": ["b:2"],
    "12345": ["b:3"], "0123": [],
}  # fmt: skip


async def test_any_part_of_a_phone_leads_to_it(store: Store) -> None:
    await load(
        store,
        record("b:1", ("phone", "+14155552671"), name="Bo Lund"),
        record("b:2", ("phone", "+33142685300"), name="Ida Falk"),
        record("b:3", ("phone_as_written", "ring 71 234 567"), name="Ole Roth"),
    )
    reader = ProfileReader(store, None)
    for text, keys in _PARTS.items():
        page = await reader.search(text, 10, None)
        assert [c.profile.records[0].key for hit, c in page.hits if hit.is_whole] == keys, text


@pytest.mark.parametrize(
    "text",
    [
        "4 Old Mlil Lane", "4 Odl Mill Ln", "4 Old Mill Lnae", "Falk, 4 Old Mil Lane", "Huaptstraße 17",
        "Hauptstrase 17", "17 Hauptstr", "9 rue Vrete",
    ],
)  # fmt: skip
async def test_street_with_a_slip_is_found(store: Store, text: str) -> None:
    await load(
        store,
        record("b:1", name="Ida Falk", street="4 Old Mill Lane, Flat 2"),
        record("b:2", name="Ole Roth", street="Hauptstraße 17"),
        record("b:3", name="Léa Blanc", street="9, rue Verte"),
        record("b:4", name="Bo Lund", street="5 Old Mill Lane"),
    )
    page = await ProfileReader(store, None).search(text, 10, None)
    street = {"4": "b:1", "F": "b:1", "H": "b:2", "1": "b:2", "9": "b:3"}[text[0]]
    assert page.hits[0][1].profile.records[0].key == street
    assert page.hits[0][0].match == "street"


def _hits(page: SearchPage) -> list[tuple[str, str]]:
    return [(customer.profile.records[0].key, hit.match) for hit, customer in page.hits]


_HITS_OF_TEXT: dict[str, list[tuple[str, str]]] = {
    "ANN@shop.org": [("shop:1", "identifier")],
    "ann": [("shop:1", "email"), ("shop:2", "email")],
    "ann@": [("shop:1", "email")],
    "@mail.org": [("crm:3", "email"), ("crm:4", "email")],
    "Smith": [("shop:1", "name"), ("shop:2", "name")],
    "smith ann": [("shop:1", "name")],
    "Ann Smith": [("shop:1", "name")],
    "ann marie": [("shop:1", "name")],
    "Mrs Smith": [("shop:1", "name"), ("shop:2", "name")],
    "jose garcia": [("crm:3", "name")],
    "García, José": [("crm:3", "name")],
    "Bob Kowalczyk": [("crm:4", "nickname")],
    "Smith New Ross": [("shop:1", "city")],
    "new ross ann smith": [("shop:1", "city")],
    "Kowalczyk 46802": [("crm:4", "postal_code")],
    "Smith y34 f8x2": [("shop:1", "postal_code"), ("shop:2", "name")],
    "12 Mill St": [("shop:1", "street")],
    "Smith, 12 Mill Street": [("shop:1", "street")],
    "Ann Smith 14 Mar 1961": [("shop:1", "birth_date")],
    "née le 14 mars 1961": [("shop:1", "birth_date")],
    "Smith, geboren am 14.3.1961": [("shop:1", "birth_date"), ("shop:2", "name")],
    "Smith nacida el 14 de marzo de 1961": [("shop:1", "birth_date"), ("shop:2", "name")],
    "+33 1 42 68 53 00": [("shop:1", "identifier")],
    "01 42 68 53 00": [("shop:1", "identifier")],
    "+33 1 42": [("shop:1", "phone")],
    "01 42 68": [("shop:1", "phone")],
    "5300": [("shop:1", "phone")],
    "Smith 5300": [("shop:1", "phone"), ("shop:2", "name")],
    "555-2671": [("crm:3", "phone")],
    "#1001": [("shop:2", "order")],
    "1001": [("shop:2", "order")],
    "Smithers, the kettle, order 1001": [("shop:2", "order")],
    "ticket 918": [("crm:4", "reference")],
    "918": [("crm:4", "reference")],
    "1z999aa1": [("crm:3", "reference")],
    "PI-77.1": [("crm:4", "reference")],
    "208": [("shop:2", "identifier")],
    "loyalty_id:208": [("shop:2", "identifier")],
    "crm:3": [("crm:3", "id")],
    "nobody at all": [],
    "\u202e\uffff": [],
}
_NUMBERS_READ_OUT: dict[str, list[tuple[str, str, bool]]] = {
    "C-1004": [("crm:C-1004", "id", False)],
    "c-1004": [("crm:C-1004", "id", False)],
    "0031t00000ABC": [("crm:0031t00000ABC", "id", False)],
    "customer number 10455": [("shop:10455", "id", False)],
    "10455": [("shop:10455", "id", False)],
    "1004": [("shop:10455", "order", False), ("till:2", "order", True)],
    "order 2077": [("till:2", "order", True)],
    "#3088": [("till:2", "order", True)],
    "ticket 918": [("crm:C-1004", "reference", True)],
    "loyalty card 5512": [("till:2", "identifier", True)],
    "ch_3Nx": [("till:2", "reference", False)],
    "payment pay_991": [("shop:10455", "reference", False)],
    "ticket 4123": [("till:2", "reference", False)],
    "#4123": [("till:2", "reference", False)],
}


async def test_numbers_that_callers_read_out_find(store: Store) -> None:
    payment = did("stripe:payment:ch_3Nx", "till:2", "2026-01-02", "payment")
    await load(
        store,
        record("crm:C-1004", name="Ida Falk"),
        record("crm:0031t00000ABC", name="Bo Lund"),
        record("shop:10455", name="Ole Roth"),
        record("till:2", ("loyalty_id", "LOY-5512"), name="Léa Blanc"),
        bought("shop:order:1", "shop:10455", "2026-01-01", number="#1004"),
        bought("till:order:1", "till:2", "2026-01-01", number="B1004"),
        bought("till:order:2", "till:2", "2026-01-01", number="ORD-2024-2077"),
        bought("till:order:3", "till:2", "2026-01-01", number="#3088-EU"),
        replace(did("desk:1", "crm:C-1004", "2026-01-02", "support_ticket"), details={"ticket_number": "T-00918"}),
        payment,
        replace(payment, key="stripe:payment:2", record="shop:10455", details={"payment_id": "pay_991"}),
        did("zendesk:ticket:4123", "till:2", "2026-01-03", "support_ticket"),
    )
    merged = EventDeletion("zendesk:ticket:4123", at("2026-01-04"), "till:2", "4123")
    await store.write(lambda tx: ingest(tx, [Item(1, event_deletions=(merged,))]))
    reader = ProfileReader(store, None, await reading_basis(store))
    pages = {text: (await reader.search(text, 10, None)).hits for text in _NUMBERS_READ_OUT}
    shown = {
        text: [(customer.profile.records[0].key, hit.match, hit.near) for hit, customer in hits]
        for text, hits in pages.items()
    }
    assert shown == _NUMBERS_READ_OUT
    assert [match.former for match in pages["ticket 4123"][0][0].matches] == [True]


_FORMS = ("{}", "n° {}", "#{}", "order {}")
_WRITTEN = (
    "CMD-2026-0101",
    "FR-2026-10102",
    "WEB/2026/0107",
    "ORD-2024-1004",
    "CMD-12345678",
    "B-20260106",
    "2026-0105",
)


async def test_order_number_is_found_as_it_is_written(store: Store) -> None:
    """First and exactly, whatever else it may be read as: others have its digits as a phone or in their own numbers."""
    decoy = bought("shop:order:d", "shop:d", "2026-01-01", number="X-0101")
    await load(store, record("shop:d", ("phone", "+14152026010"), name="Cmd Web"), decoy)
    for n, number in enumerate(_WRITTEN):
        await load(
            store,
            record(f"shop:{n}", name=f"Ann N{n}"),
            bought(f"shop:order:{n}", f"shop:{n}", "2026-01-01", number=number),
        )
    reader = ProfileReader(store, "FR")
    texts = {form.format(number): f"shop:{n}" for n, number in enumerate(_WRITTEN) for form in _FORMS}
    texts |= {"CMD 2026 0101": "shop:0", "order CMD 2026 0101": "shop:0", "cmd20260101": "shop:0"}
    texts |= {"commande n° CMD-2026-0101": "shop:0", "Ann, CMD-2026-0101": "shop:0"}
    hits = {text: (await reader.search(text, 10, None)).hits for text in texts}
    firsts = {text: (found[0][1].profile.records[0].key, found[0][0].is_whole) for text, found in hits.items()}
    assert firsts == {text: (key, True) for text, key in texts.items()}
    assert [text for text, found in hits.items() if sum(hit.is_whole for hit, _ in found) > 1] == []


_TICKETS: dict[str, list[tuple[str, str, bool]]] = {
    "cv-509": [("crm:1", "reference", False)],
    "CV-509": [("crm:1", "reference", False)],
    "ticket cv-509": [("crm:1", "reference", False)],
    "desk:ticket:cv-509": [("crm:1", "reference", False)],
    "desk:case:7": [("crm:2", "reference", False)],
    "ticket 7": [("crm:2", "reference", False)],
    "ticket T-77007": [("crm:3", "order", False)],
    "T-77007": [("crm:3", "order", False)],
    "ticket 4711": [("crm:1", "reference", False), ("crm:3", "order", True)],
    "ticket 4712": [("crm:3", "order", True)],
}


async def test_ticket_is_found_by_its_own_id_or_the_number_of_a_receipt(store: Store) -> None:
    await load(
        store,
        record("crm:1", name="Ida Falk"),
        record("crm:2", name="Bo Lund"),
        record("crm:3", name="Ole Roth"),
        did("desk:ticket:cv-509", "crm:1", "2026-01-02", "ticket"),
        did("desk:case:7", "crm:2", "2026-01-02", "case"),
        replace(did("desk:ticket:1", "crm:1", "2026-01-02", "ticket"), details={"ticket_number": "4711"}),
        bought("till:order:1", "crm:3", "2026-01-01", number="T-77007"),
        bought("till:order:2", "crm:3", "2026-01-01", number="4711"),
        bought("till:order:3", "crm:3", "2026-01-01", number="4712"),
    )
    # The sources of the tickets are those of other records.
    await load(store, record("desk:9", name="Léa Blanc"))
    reader = ProfileReader(store, None, await reading_basis(store))
    pages = {text: (await reader.search(text, 10, None)).hits for text in _TICKETS}
    shown = {text: [(c.profile.records[0].key, hit.match, hit.near) for hit, c in hits] for text, hits in pages.items()}
    assert shown == _TICKETS


_NEAR_HITS_OF_TEXT = {
    "ann smyth": ["shop:1"],
    "Kowalcyzk": ["crm:4"],
    "Kowalzyk 46802": ["crm:4"],
    "garcia fort wyane": ["crm:3"],
    "Garcja Fort Wayne": ["crm:3"],
    "r.kowalczyk@mial.org": ["crm:4"],
    "r.kowalcyzk@mail.org": ["crm:4"],
    "bobb@mail.org": ["crm:3"],
    "ann@shop.ogr": ["shop:1"],
}


async def test_text_finds(store: Store) -> None:
    await _people(store)
    context = ProfileReader(store, "FR")
    assert {text: _hits(await context.search(text, 10, None)) for text in _HITS_OF_TEXT} == _HITS_OF_TEXT


async def test_text_with_one_slip_finds(store: Store) -> None:
    await _people(store)
    context = ProfileReader(store, None)
    pages = {text: await context.search(text, 1, None) for text in _NEAR_HITS_OF_TEXT}
    assert {text: [key for key, _ in _hits(page)] for text, page in pages.items()} == _NEAR_HITS_OF_TEXT
    assert all(hit.near for page in pages.values() for hit, _ in page.hits)


async def test_former_value_finds_and_says_so(store: Store) -> None:
    await load(store, record("crm:7", ("email", "old@mail.org"), day="2026-01-01", name="Ida Falk"))
    await load(store, record("crm:7", ("email", "new@mail.org"), day="2026-02-01", name="Ida Falk"))
    ((hit, _),) = (await ProfileReader(store, None).search("old@mail.org", 10, None)).hits
    assert [(match.kind, match.source, match.former) for match in hit.matches] == [("identifier", "crm", True)]


_PHONE = ("phone", "+14155552671")


async def test_phone_finds_all_whose_own_records_state_it(store: Store) -> None:
    """The present holder first; neither who gave it up, nor who was deleted, nor from whom a steward took it."""
    names = ["Ann Abel", "Bob Bach", "Cid Cole", "Dot Dean", "Eve Erle"]
    for n, name in enumerate(names, start=1):
        await load(store, record(f"crm:{n}", _PHONE, day=f"2026-01-0{n}", name=name))
    await load(store, record("crm:1", ("phone", "+14155550199"), day="2026-01-09", name=names[0]))
    deleted = Item(1, deletions=(SourceDeletion("crm:2", at("2026-01-10")),))
    await store.write(lambda tx: ingest(tx, [deleted]))
    await Stewardship(store).move_identifier(identifier(*_PHONE), "crm:3", None, command())
    reader = ProfileReader(store, None)
    for text in ("+14155552671", "4155552671", "2671", "5526", "phone:+14155552671"):
        hits = (await reader.search(text, 10, None)).hits
        shown = [(customer.profile.records[0].key, hit.is_whole, hit.matches[0].former) for hit, customer in hits]
        assert shown == [("crm:5", True, False), ("crm:4", True, True)], text
    hits = (await reader.search("Dot 2671", 10, None)).hits
    assert [customer.profile.records[0].key for _, customer in hits] == ["crm:4", "crm:5"]


async def test_search_finds_old_ids(store: Store) -> None:
    await load(store, record("a:1", ("email", "a@x.org")))
    await load(store, record("b:1", ("email", "b@x.org")))
    old = await profile_id(store, "b:1")
    await load(store, record("c:1", ("email", "a@x.org"), ("email", "b@x.org")))
    assert _hits(await ProfileReader(store, None).search(old, 10, None)) == [("a:1", "id")]


async def test_search_takes_two_statements_or_three(store: Store) -> None:
    await _people(store)
    reader = ProfileReader(store, "FR")
    statements = {}
    for text in (
        "01 42 68 53 00",
        "anna@shop.org",
        "order 1001",
        "Ann Smith",
        "Bob Kowalzcyk",
        "ann@shop.ogr",
        "anan@shop.org",
    ):
        before = store.statements
        await reader.search(text, 10, None)
        statements[text] = store.statements - before
    assert list(statements.values()) == [2, 2, 2, 3, 3, 3, 3]


async def test_texts_send_few_different_statements(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: set[str] = set()
    read = Store.read

    async def recording(self: Store, cypher: str, **parameters: Any) -> Rows:
        sent.add(cypher)
        return await read(self, cypher, **parameters)

    monkeypatch.setattr(Store, "read", recording)
    for text in ("Ann Smith Leeds", "Bo Lund Fort", "Ida Maria Falk", "Zoe Li Marsh"):
        await ProfileReader(store, None).search(text, 10, None)
    assert len(sent) <= 4


async def test_pages_of_a_search_follow_one_another(store: Store) -> None:
    people = [record(f"shop:{n:02d}", ("email", f"kim{n:02d}@x.org"), name=f"Kim {n:02d}") for n in range(25)]
    await load(store, *people)
    context = ProfileReader(store, None)
    first = await context.search("kim", 10, None)
    second = await context.search("kim", 10, first.hits[-1][0].cursor)
    third = await context.search("kim", 10, second.hits[-1][0].cursor)
    assert [key for page in (first, second, third) for key, _ in _hits(page)] == [f"shop:{n:02d}" for n in range(25)]
    assert [page.has_next for page in (first, second, third)] == [True, True, False]
    assert not first.more_matches


async def test_unreadable_search_is_refused(store: Store) -> None:
    with pytest.raises(InvalidInput, match="blank"):
        await ProfileReader(store, None).search(" ", 10, None)
    with pytest.raises(InvalidInput, match="cursor"):
        await ProfileReader(store, None).search("ann", 10, "nonsense")


def test_texts_of_grouped_look_ups_are_few() -> None:
    """However many look-ups there are in an index, and each index is in one family."""
    one = grouped([lookup("forward", "ann", "name", 0)], Asides())
    many = grouped([lookup("backward", f"ann {n}", "name", 0) for n in range(9)], Asides())
    assert one.cypher == many.cypher
    every = grouped([lookup(index, "x", "name", 0) for index in BRANCHES], Asides())
    assert [every.cypher.count(f"$by.{index} AS x") for index in BRANCHES] == [1] * len(BRANCHES)
