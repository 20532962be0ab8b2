"""Profiles found by a search: each says what matched, as far as the view shows it, on both engines."""

import httpx
import pytest

from profile_service.store.engine.store import Store
from tests.rig.graphql_client import graphql_answer
from tests.rig.people import load, load_ann, record

pytestmark = pytest.mark.anyio

_SEARCH = """query Search($text: String!, $view: String) { searchProfiles(text: $text, view: $view) {
  edges { matchedBy near matchesAll matches { kind value source record near former } node { view } }
} }"""


async def _edges(client: httpx.AsyncClient, text: str, view: str | None = None) -> list[dict[str, object]]:
    answer = await graphql_answer(client, _SEARCH, text=text, view=view)
    edges: list[dict[str, object]] = answer["data"]["searchProfiles"]["edges"]
    return edges


async def test_hit_says_what_matched_and_in_which_source(store: Store, client: httpx.AsyncClient) -> None:
    await load_ann(store)
    assert await _edges(client, "Ann Smith 2671") == [
        {
            "matchedBy": "phone",
            "near": False,
            "matchesAll": True,
            "matches": [
                {
                    "kind": "phone",
                    "value": "phone:+14155552671",
                    "source": "crm",
                    "record": "crm:7",
                    "near": False,
                    "former": False,
                },
                {
                    "kind": "name",
                    "value": "ann smith",
                    "source": "shop",
                    "record": "shop:1",
                    "near": False,
                    "former": False,
                },
                {
                    "kind": "nickname",
                    "value": "anne smith",
                    "source": "crm",
                    "record": "crm:7",
                    "near": False,
                    "former": False,
                },
            ],
            "node": {"view": "full"},
        }
    ]


async def test_near_hit_is_marked(store: Store, client: httpx.AsyncClient) -> None:
    await load(store, record("shop:1", name="Ida Falkenberg"))
    (edge,) = await _edges(client, "Ida Falkenburg")
    assert (edge["near"], edge["matchesAll"], edge["matchedBy"]) == (True, True, "name")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Legoff", "yann le goff"),
        ("Yann Legoff", "yann le goff"),
        ("Anne de la Croix", "anne delacroix"),
        ("de la Croix", "anne delacroix"),
    ],
)
async def test_particle_may_be_typed_together_with_its_name_or_apart(
    store: Store, client: httpx.AsyncClient, text: str, name: str
) -> None:
    await load(store, *(record(f"shop:{n}", name=one) for n, one in enumerate(["Yann Le Goff", "Ida Goff", "Ann Lea"])))
    await load(store, record("shop:9", name="Anne Delacroix"))
    edges = [edge for edge in await _edges(client, text) if edge["matchesAll"]]
    assert [[match["value"] for match in edge["matches"]] for edge in edges] == [[name]]  # type: ignore[attr-defined]


async def test_view_hides_the_value_that_matched(store: Store, client: httpx.AsyncClient) -> None:
    await load_ann(store)
    for text, shown in (("+14155552671", None), ("ann@shop.org", "email:ann@shop.org"), ("#1001", "1001")):
        (edge,) = await _edges(client, text, "marketing")
        assert edge["node"] == {"view": "marketing"}
        assert {match["value"] for match in edge["matches"]} == {shown}  # type: ignore[attr-defined]


async def test_identifier_is_shown_as_its_record_states_it(store: Store, client: httpx.AsyncClient) -> None:
    """Never in the canonical form by which other spellings of it are found."""
    await load(store, record("till:1", ("loyalty_id", "L-9014"), name="Ida Falk"))
    await load(store, record("web:1", ("loyalty_id", "l 9014"), name="Ida Falk"))
    stated = {("till:1", "loyalty_id:L-9014"), ("web:1", "loyalty_id:l 9014")}
    for text, shown in {"l9014": stated, "L9014": stated, "L-9014": stated, "9014": stated}.items():
        (edge,) = await _edges(client, text)
        matches = [(match["record"], match["value"]) for match in edge["matches"]]  # type: ignore[attr-defined]
        assert (set(matches), len(matches)) == (shown, len(shown)), text
    (edge,) = await _edges(client, "l9014", "marketing")
    assert "folded" not in str(edge)
