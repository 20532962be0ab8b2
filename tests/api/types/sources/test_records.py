"""Identifiers over GraphQL: the former ones with their dates."""

import httpx
import pytest

from profile_service.store.engine.store import Store
from tests.rig.graphql_client import graphql_answer
from tests.rig.people import load, record

pytestmark = pytest.mark.anyio

_QUERY = """
query By($value: String!) {
  profileBy(identifier: {type: "email", value: $value}) {
    email { value conflicting { value } }
    identifiers(types: ["email"]) { value former firstSeen lastSeen endedAt }
    records { key identifiers { value former } }
  }
}
"""


async def test_former_identifier_leads_to_the_customer(store: Store, client: httpx.AsyncClient) -> None:
    await load(store, record("crm:1", ("email", "lena@first.org"), day="2025-01-01", name="Lena Ek"))
    await load(store, record("crm:1", ("email", "lena@second.org"), day="2025-07-01", name="Lena Ek"))
    await load(store, record("shop:1", ("email", "lena@first.org"), day="2025-03-01"))

    answer = await graphql_answer(client, _QUERY, value="Lena@first.org")

    assert answer["data"]["profileBy"] == {
        "email": {"value": "lena@second.org", "conflicting": [{"value": "lena@first.org"}]},
        "identifiers": [
            {
                "value": "lena@first.org",
                "former": True,
                "firstSeen": "2025-01-01T09:00:00Z",
                "lastSeen": "2025-03-01T09:00:00Z",
                "endedAt": None,
            },
            {
                "value": "lena@second.org",
                "former": False,
                "firstSeen": "2025-07-01T09:00:00Z",
                "lastSeen": "2025-07-01T09:00:00Z",
                "endedAt": None,
            },
        ],
        "records": [
            {
                "key": "crm:1",
                "identifiers": [
                    {"value": "lena@first.org", "former": True},
                    {"value": "lena@second.org", "former": False},
                ],
            },
            {"key": "shop:1", "identifiers": [{"value": "lena@first.org", "former": False}]},
        ],
    }


async def test_identifier_of_somebody_else_by_now_leads_to_them(store: Store, client: httpx.AsyncClient) -> None:
    await load(store, record("crm:1", ("email", "desk@firm.org"), day="2025-01-01", name="Lena Ek"))
    await load(store, record("crm:1", ("email", "lena@firm.org"), day="2025-07-01", name="Lena Ek"))
    await load(store, record("crm:2", ("email", "desk@firm.org"), day="2025-08-01", name="Tom Ode"))

    tom = (await graphql_answer(client, _QUERY, value="desk@firm.org"))["data"]["profileBy"]
    lena = (await graphql_answer(client, _QUERY, value="lena@firm.org"))["data"]["profileBy"]

    assert [each["key"] for each in tom["records"]] == ["crm:2"]
    assert [(each["value"], each["former"], each["endedAt"]) for each in lena["identifiers"]] == [
        ("desk@firm.org", True, "2025-08-01T09:00:00Z"),
        ("lena@firm.org", False, None),
    ]
