"""The consents of a customer: one in force for each purpose and channel, with what it overrules."""

import httpx
import pytest

from profile_service.domain.sources.consents import Consent, ConsentStatus
from profile_service.domain.sources.items import Item, SourceDeletion
from profile_service.domain.sources.records import SourceRecord
from profile_service.domain.values.identifiers import Identifier
from profile_service.service.ingestion.ingest import ingest
from profile_service.store.engine.store import Store
from tests.rig.people import at, record

pytestmark = pytest.mark.anyio
_EMAIL = ("email", "ann@shop.org")
_QUERY = """
{ profileBy(identifier: {type: "email", value: "ann@shop.org"}, view: "support") { consents {
  purpose channel status at source record evidence overrules { status at source record evidence }
} } }
"""


def _consent(record: str, channel: str, status: ConsentStatus, day: str | None, evidence: str) -> Consent:
    return Consent(record, "marketing", channel, status, at(day) if day else None, evidence)


async def test_later_withdrawal_of_another_source_holds(store: Store, client: httpx.AsyncClient) -> None:
    items = [
        Item(
            2,
            (record("shop:1", _EMAIL), record("mail:1", _EMAIL)),
            consents=(
                _consent("shop:1", "email", ConsentStatus.GRANTED, "2026-01-01", "Accepts Email Marketing: yes"),
                _consent("mail:1", "email", ConsentStatus.WITHDRAWN, "2026-02-01", "UNSUB_TIME"),
                _consent("shop:1", "sms", ConsentStatus.GRANTED, None, "Accepts SMS Marketing: yes"),
            ),
        ),
    ]
    await store.write(lambda tx: ingest(tx, items))

    answer = (await client.post("/graphql", json={"query": _QUERY})).json()

    granted = {
        "status": "GRANTED", "at": "2026-01-01T09:00:00Z", "source": "shop", "record": "shop:1",
        "evidence": "Accepts Email Marketing: yes",
    }  # fmt: skip
    assert answer["data"]["profileBy"]["consents"] == [
        {
            "purpose": "marketing", "channel": "email", "status": "WITHDRAWN", "at": "2026-02-01T09:00:00Z",
            "source": "mail", "record": "mail:1", "evidence": "UNSUB_TIME", "overrules": [granted],
        },
        {
            "purpose": "marketing", "channel": "sms", "status": "GRANTED", "at": None, "source": "shop",
            "record": "shop:1", "evidence": "Accepts SMS Marketing: yes", "overrules": [],
        },
    ]  # fmt: skip


async def test_deleted_record_keeps_its_withdrawals_alone(store: Store, client: httpx.AsyncClient) -> None:
    items = [
        Item(
            2,
            (record("shop:1", _EMAIL),),
            consents=(
                _consent("shop:1", "email", ConsentStatus.GRANTED, "2026-01-01", "yes"),
                _consent("shop:1", "sms", ConsentStatus.WITHDRAWN, "2026-01-01", "no"),
            ),
        ),
        Item(3, deletions=(SourceDeletion("shop:1", at("2026-02-01")),)),
    ]
    await store.write(lambda tx: ingest(tx, items))
    ((id,),) = [row.values() for row in await store.read("MATCH (p:Profile) RETURN p.id AS id")]

    query = f'{{ profile(id: "{id}") {{ consents {{ channel status }} records {{ key retiredAt name }} }} }}'
    answer = (await client.post("/graphql", json={"query": query})).json()

    assert answer["data"]["profile"] == {
        "consents": [{"channel": "sms", "status": "WITHDRAWN"}],
        "records": [{"key": "shop:1", "retiredAt": "2026-02-01T09:00:00Z", "name": None}],
    }


def _about(address: tuple[str, str], channel: str, status: ConsentStatus, day: str | None, by: str) -> Item:
    consent = Consent(by, "marketing", channel, status, at(day) if day else None, "list", Identifier(*address))
    return Item(2, consents=(consent,))


async def _states(client: httpx.AsyncClient, record: str, view: str = "full") -> list[tuple[str, str, str, str]]:
    """Channel, status, scope and record of each consent of the customer with this till id."""
    query = """query($id: String!, $view: String) { profileBy(identifier: {type: "till_id", value: $id}, view: $view) {
      consents { channel status scope record } } }"""
    answer = (await client.post("/graphql", json={"query": query, "variables": {"id": record, "view": view}})).json()
    return [tuple(consent.values()) for consent in answer["data"]["profileBy"]["consents"]]


_SHARED, _OWN = ("email", "house@lund.example"), ("phone", "+4687654321")
_HOUSEHOLD = [
    Item(2, (record("till:1", ("till_id", "1"), _SHARED, _OWN, given_name="Ingrid", birth_date="1950-01-01"),)),
    Item(3, (record("till:2", ("till_id", "2"), _SHARED, given_name="Olof", birth_date="1983-06-06"),)),
]


@pytest.mark.parametrize("statements_first", [False, True])
async def test_a_statement_about_an_address_holds_for_all_its_holders(
    store: Store, client: httpx.AsyncClient, *, statements_first: bool
) -> None:
    yes = Item(4, consents=(_consent("till:1", "email", ConsentStatus.GRANTED, None, "box: yes"),))
    statements = [
        _about(_SHARED, "email", ConsentStatus.WITHDRAWN, "2026-02-01", "letters:9"),
        _about(_OWN, "sms", ConsentStatus.GRANTED, "2026-02-01", "texts:9"),
        yes,
    ]
    groups = [statements, _HOUSEHOLD] if statements_first else [_HOUSEHOLD, statements]
    for group in groups:
        await store.write(lambda tx: ingest(tx, group))  # noqa: B023  awaited

    by_letters = ("email", "WITHDRAWN", "ADDRESS", "letters:9")
    assert await _states(client, "2") == [by_letters]
    for view in ("full", "support", "marketing", "commerce"):
        assert await _states(client, "1", view) == [by_letters, ("sms", "GRANTED", "ADDRESS", "texts:9")]


async def test_a_later_yes_counts_for_the_person_who_said_it(store: Store, client: httpx.AsyncClient) -> None:
    left = _about(_SHARED, "email", ConsentStatus.WITHDRAWN, "2026-02-01", "letters:9")
    back = Item(4, consents=(_consent("till:1", "email", ConsentStatus.GRANTED, "2026-03-01", "box: yes"),))
    await store.write(lambda tx: ingest(tx, [*_HOUSEHOLD, left, back]))

    assert await _states(client, "1") == [("email", "GRANTED", "PERSON", "till:1")]
    assert await _states(client, "2") == [("email", "WITHDRAWN", "ADDRESS", "letters:9")]


async def test_an_address_that_was_left_binds_no_more(store: Store, client: httpx.AsyncClient) -> None:
    left = _about(_SHARED, "email", ConsentStatus.WITHDRAWN, "2026-02-01", "letters:9")
    moved = record("till:2", ("till_id", "2"), ("email", "olof@lund.example"), given_name="Olof", day="2026-04-01")
    await store.write(lambda tx: ingest(tx, [*_HOUSEHOLD, left]))
    await store.write(lambda tx: ingest(tx, [Item(2, (moved,))]))

    assert await _states(client, "2") == []
    assert await _states(client, "1") == [("email", "WITHDRAWN", "ADDRESS", "letters:9")]


async def test_a_plain_no_is_not_granted_until_a_dated_yes(store: Store, client: httpx.AsyncClient) -> None:
    no = Item(4, consents=(_consent("till:2", "email", ConsentStatus.NOT_GRANTED, None, "box: no"),))
    await store.write(lambda tx: ingest(tx, [*_HOUSEHOLD, no]))
    before = await _states(client, "2")

    yes = _about(_SHARED, "email", ConsentStatus.GRANTED, "2026-03-01", "letters:9")
    await store.write(lambda tx: ingest(tx, [yes]))

    assert before == [("email", "NOT_GRANTED", "PERSON", "till:2")]
    assert await _states(client, "2") == [("email", "GRANTED", "ADDRESS", "letters:9")]


async def test_one_record_keeps_a_statement_for_each_address(store: Store, client: httpx.AsyncClient) -> None:
    for status, address in ((ConsentStatus.WITHDRAWN, _SHARED), (ConsentStatus.GRANTED, ("email", "new@lund.example"))):
        await store.write(
            lambda tx: ingest(tx, [*_HOUSEHOLD, _about(address, "email", status, "2026-05-01", "letters:9")])  # noqa: B023
        )
    again = await store.write(
        lambda tx: ingest(tx, [_about(_SHARED, "email", ConsentStatus.WITHDRAWN, "2026-05-01", "letters:9")])
    )

    assert again.unchanged == 1
    assert await _states(client, "2") == [("email", "WITHDRAWN", "ADDRESS", "letters:9")]


_FORMER = """
query($id: ID!) { profile(id: $id, view: "support") {
  consents { channel status scope }
  formerConsents { purpose channel status at source record evidence }
} }
"""


async def _bring(store: Store, record: SourceRecord, *consents: Consent) -> None:
    await store.write(lambda tx: ingest(tx, [Item(2, (record,), consents=consents)]))


async def test_consent_at_a_former_address_stays_there(store: Store, client: httpx.AsyncClient) -> None:
    """It is shown as that, and holds for nobody who writes to the present address. What a stranger's record states
    about it is not shown."""
    old, new = Identifier("email", "ann@old.example"), Identifier("email", "ann@new.example")
    said = [
        _consent("shop:1", "email", ConsentStatus.GRANTED, "2026-01-01", "Subscribed: yes")._replace(address=old),
        _consent("shop:1", "sms", ConsentStatus.GRANTED, "2026-01-01", "SMS: yes"),
        _consent("shop:9", "email", ConsentStatus.WITHDRAWN, "2026-03-01", "Subscribed: no")._replace(address=old),
    ]
    await _bring(store, record("shop:1", old, day="2026-01-01"), *said[:2])
    ((id,),) = [row.values() for row in await store.read("MATCH (p:Profile) RETURN p.id AS id")]
    before = (await client.post("/graphql", json={"query": _FORMER, "variables": {"id": id}})).json()
    await _bring(store, record("shop:1", new, day="2026-02-01"))
    await _bring(store, record("shop:9", ("email", "eve@shop.org"), day="2026-03-01"), *said[2:])
    answer = (await client.post("/graphql", json={"query": _FORMER, "variables": {"id": id}})).json()

    by_sms = {"channel": "sms", "status": "GRANTED", "scope": "PERSON"}
    by_email = {"channel": "email", "status": "GRANTED", "scope": "ADDRESS"}
    assert before["data"]["profile"] == {"consents": [by_email, by_sms], "formerConsents": []}
    assert answer["data"]["profile"] == {
        "consents": [by_sms],
        "formerConsents": [
            {
                "purpose": "marketing", "channel": "email", "status": "GRANTED", "at": "2026-01-01T09:00:00Z",
                "source": "shop", "record": "shop:1", "evidence": "Subscribed: yes",
            }
        ],
    }  # fmt: skip
    page = (await client.get(f"/customer/{id}")).text
    assert "<strong>Marketing by email, at a former address:</strong> granted" in page
    assert "it does not hold for the present one" in page
