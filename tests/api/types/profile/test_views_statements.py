"""No view costs a further round trip: what decides whether it shows anything comes along with the customer."""

import httpx
import pytest

from profile_service.domain.sources.consents import Consent, ConsentStatus
from profile_service.domain.sources.items import Item
from profile_service.domain.values.identifiers import Identifier
from profile_service.service.declared.views import views
from profile_service.service.ingestion.ingest import ingest
from profile_service.store.engine.store import Store
from tests.rig.graphql_client import graphql_answer
from tests.rig.people import at, bought, load, profile_id, record

pytestmark = pytest.mark.anyio
_LEA = Identifier("email", "lea@ohm.example")
_PATHS = {
    "profile": 'profile(id: "ID", view: "VIEW") { PROFILE }',
    "profileBy": 'profileBy(identifier: {type: "email", value: "lea@ohm.example"}, view: "VIEW") { PROFILE }',
    "profiles": 'profiles(ids: ["ID"], view: "VIEW") { profile { PROFILE } }',
    "profilesBy": 'profilesBy(identifiers: [{type: "email", value: "lea@ohm.example"}, '
    '{type: "email", value: "nobody@ohm.example"}], view: "VIEW") { profile { PROFILE } }',
    "searchProfiles": 'searchProfiles(text: "lea@ohm.example", view: "VIEW") { nodes { PROFILE } }',
}


def _consent(key: str, status: ConsentStatus, address: Identifier | None = None) -> Consent:
    return Consent(key, "marketing", "email", status, at("2026-02-01"), "OPT_IN", address)


async def _lea(store: Store, *consents: Consent) -> str:
    """Lea and a mail tool that knows her address alone, with what they state."""
    lea = record("shop:1", ("email", _LEA.value), name="Lea Ohm")
    tool = record("mail:9", ("member_id", "9"))
    stated = {key: tuple(each for each in consents if each.record == key) for key in ("shop:1", "mail:9")}
    items = [Item(n, (each,), consents=stated[each.key]) for n, each in enumerate((lea, tool), 2)]
    await store.write(lambda tx: ingest(tx, items))
    await load(store, bought("o1", "shop:1", "2026-01-04"))
    return await profile_id(store, "shop:1")


def _question(path: str, view: str, id: str, selected: str) -> str:
    return f"{{ {_PATHS[path]} }}".replace("VIEW", view).replace("ID", id).replace("PROFILE", selected)


@pytest.mark.parametrize("path", _PATHS)
async def test_every_view_takes_as_many_statements_as_the_full_one(
    store: Store, client: httpx.AsyncClient, path: str
) -> None:
    id = await _lea(store, _consent("shop:1", ConsentStatus.GRANTED))
    taken = {}
    for view in views():
        before = store.statements
        selected = "id withheld { code } transactions(first: 1) { nodes { key } }"
        answer = await graphql_answer(client, _question(path, view, id, selected))
        assert (id in str(answer), "errors" in answer) == (True, False)
        taken[view] = store.statements - before
    assert set(taken.values()) == {taken["full"]}, taken


async def test_consents_that_came_along_are_not_read_again(store: Store, client: httpx.AsyncClient) -> None:
    id = await _lea(store, _consent("shop:1", ConsentStatus.GRANTED))
    before = store.statements
    await graphql_answer(client, _question("profile", "marketing", id, "id consents { status }"))
    assert store.statements - before == 1


@pytest.mark.parametrize("path", _PATHS)
@pytest.mark.parametrize(
    "consent",
    [_consent("shop:1", ConsentStatus.WITHDRAWN), _consent("mail:9", ConsentStatus.WITHDRAWN, _LEA)],
    ids=["of the person", "of their address"],
)
async def test_who_withdrew_is_withheld_by_every_path(
    store: Store, client: httpx.AsyncClient, path: str, consent: Consent
) -> None:
    id = await _lea(store, consent)
    answer = await graphql_answer(client, _question(path, "marketing", id, "withheld { code } name { value }"))
    assert "{'withheld': {'code': 'CONSENT_WITHDRAWN'}, 'name': None}" in str(answer)


async def test_both_ways_of_reading_find_the_same_consents(store: Store, client: httpx.AsyncClient) -> None:
    id = await _lea(
        store,
        _consent("shop:1", ConsentStatus.GRANTED),
        _consent("mail:9", ConsentStatus.NOT_GRANTED, _LEA),
        _consent("mail:9", ConsentStatus.WITHDRAWN, Identifier("email", "other@ohm.example")),
    )
    selected = "consents { purpose channel status at source overrules { status source } }"
    shown = [
        (await graphql_answer(client, _question("profile", view, id, selected)))["data"]["profile"]["consents"]
        for view in ("marketing", "full")
    ]
    assert shown[0] == shown[1] != []
