"""Orders, reviews and forms that name no account: people who contradict one another share no profile."""

import json
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.graph import run, wipe
from tests.rig.people import bought, load, record
from tests.rig.terminal import Terminal

_HEAD = (
    "Name,Email,Financial Status,Created at,Currency,Total,"
    "Lineitem quantity,Lineitem name,Lineitem price,Billing Name,Billing Country\n"
)
_OWNERS = """
MATCH (e:Event)-[:BY]->(r:SourceRecord)-[:OF]->(p:Profile)
RETURN e.key AS event, p.id AS profile ORDER BY event
"""


def _orders(path: Path, *buyers: tuple[str, str]) -> Path:
    """An export of one order for each buyer, given by number and billing name."""
    rows = (
        f'#{number},bridge@stand.example,paid,2026-02-0{number[-1]} 10:00:00 +0000,EUR,5.00,1,Cup,5.00,"{name}",AT\n'
        for number, name in buyers
    )
    path.write_text(_HEAD + "".join(rows))
    return path


def _owners(address: Address) -> dict[str, str]:
    return dict(run(address, _OWNERS))


def test_buyers_under_one_address_are_as_many_as_contradict(
    terminal: Terminal, address: Address, tmp_path: Path
) -> None:
    buyers = [("11", "Inés Prado"), ("12", "PRADO, Ines"), ("13", "Tomás Gil"), ("14", "Helga Kern")]
    for order in (buyers, buyers[::-1]):
        wipe(address)
        for buyer in order:
            assert terminal.run("load", "shopify-orders", _orders(tmp_path / "orders.csv", buyer)).code == 0

        owners = _owners(address)

        assert owners["shopify:order:11"] == owners["shopify:order:12"]
        assert len(set(owners.values())) == 3
    again = terminal.run("load", "shopify-orders", _orders(tmp_path / "orders.csv", *buyers))
    assert "4 unchanged" in again.out
    assert "bridge@stand.example" in terminal.run("identity", "review", "--json").out


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_nameless_order_is_of_the_only_person_of_its_address(
    terminal: Terminal, address: Address, tmp_path: Path, order: tuple[int, ...]
) -> None:
    buyers = [("21", ""), ("22", "Inés Prado"), ("23", "Ines Prado Ruiz")]
    for position in order:
        assert terminal.run("load", "shopify-orders", _orders(tmp_path / "orders.csv", buyers[position])).code == 0
    assert len(set(_owners(address).values())) == 1


def test_reviews_under_one_address_are_of_their_writers(terminal: Terminal, address: Address, tmp_path: Path) -> None:
    reviews = tmp_path / "reviews.ndjson"
    rows = [
        {"review_id": id, "created": f"2026-03-0{n}T10:00:00Z", "author": {"name": name, "email": "hof@cafe.example"},
         "stars": 3, "text": "so so", "product": {"id": "p9", "name": "Jug"}}
        for n, (id, name) in enumerate([("a", "Åsa Lind"), ("b", "Sven Berg"), ("c", "Asa Lind")], 1)
    ]  # fmt: skip
    reviews.write_text("".join(json.dumps(row) + "\n" for row in rows))

    assert terminal.run("load", "mapped", reviews, "--mapping", "schema/mappings/reviews.yaml").code == 0

    a, b, c = _owners(address).values()
    assert a == c != b


@pytest.mark.anyio
async def test_orders_that_an_earlier_release_loaded_are_not_doubled(
    store: Store, terminal: Terminal, address: Address, tmp_path: Path
) -> None:
    """That release named the record by the address alone, whoever had ordered."""
    former = "shopify:email:bridge@stand.example"
    address_alone = record(former, ("email", "bridge@stand.example"), day="2026-02-01", name="Tomás Gil")
    sales = [
        replace(bought(f"shopify:order:3{n}", former, "2026-02-01"), occurred_at=f"2026-02-0{n}T10:00:00.000000Z")
        for n in (1, 2)
    ]
    await load(store, address_alone, *sales)
    orders = _orders(tmp_path / "orders.csv", ("31", "Inés Prado"), ("32", "Tomás Gil"))

    assert terminal.run("load", "shopify-orders", orders).code == 0

    assert _owners(address).keys() == {"shopify:order:31", "shopify:order:32"}
    assert len(set(_owners(address).values())) == 2
    tomas = json.loads(terminal.run("profile", "show", _owners(address)["shopify:order:32"], "--json").out)
    assert [each["key"] for each in tomas["records"]] == [former, f"{former}/tomas"]
