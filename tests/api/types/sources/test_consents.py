"""The consents of a customer: one in force for each purpose and channel, with what it overrules."""

import httpx
import pytest

from profile_service.domain.sources.consents import Consent, ConsentStatus
from profile_service.domain.sources.items import Item, SourceDeletion
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
