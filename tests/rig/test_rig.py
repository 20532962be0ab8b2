"""The rig itself: both engines answer, start empty, and tell doubles apart."""

import pytest

from profile_service.store.places.address import Address
from tests.rig.graph import links, nodes, run, size, wipe


@pytest.mark.parametrize("round_", [1, 2])
def test_store_is_empty_for_each_test(address: Address, round_: int) -> None:
    assert size(address) == 0
    run(address, "UNWIND range(1, 12000) AS i CREATE (:Left {i: i})-[:TO]->(:Over)")
    assert size(address) == 24_000


def test_nodes_and_links_are_exact(address: Address) -> None:
    run(address, "CREATE (:Record {key: 'a', tags: ['x', 'y']})-[:OF {at: 1}]->(:Profile {id: 'p'})")
    assert nodes(address, "Record", "key", "tags") == {("a", ("x", "y"))}
    assert links(address, "Record.key", "OF", "Profile.id", "at") == {("a", "p", 1)}
    assert links(address, "Profile.id", "OF", "Record.key") == set()


def test_doubles_are_told(address: Address) -> None:
    run(
        address, "CREATE (a:Record {key: 'a'}) CREATE (p:Profile {id: 'p'}) CREATE (a)-[:OF]->(p) CREATE (a)-[:OF]->(p)"
    )
    with pytest.raises(AssertionError, match="twice"):
        links(address, "Record.key", "OF", "Profile.id")


def test_wiped_store_is_empty(address: Address) -> None:
    run(address, "CREATE (:Left)")
    wipe(address)
    assert size(address) == 0
