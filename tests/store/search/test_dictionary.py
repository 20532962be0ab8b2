"""The dictionary of the search has the words of the records there are, and no others."""

import pytest

from profile_service.domain.search.spellings import slips
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.graph import nodes
from tests.rig.people import load, record

pytestmark = pytest.mark.anyio


def _words(address: Address) -> dict[str, str]:
    """Word → its holder."""
    spellings = nodes(address, "Spelling", "slip", "word", "holder")
    held = {word: holder for slip, word, holder in spellings if slip == word}
    assert {(slip, word) for slip, word, _ in spellings} == {(slip, word) for word in held for slip in slips(word)}
    return held


async def test_words_of_records_are_kept_once(store: Store, address: Address) -> None:
    for _ in range(2):
        await load(
            store,
            record("crm:1", ("email", "ann@mill.example"), name="Annabel Mary Smith", city="Fort Wayne"),
            record("crm:2", name="Kim Smith"),
        )
    assert _words(address).keys() == {"annabel", "smith", "fort wayne", "mill.example"}


async def test_word_goes_with_its_last_holder(store: Store, address: Address) -> None:
    await load(store, record("crm:1", ("email", "a@mill.example"), day="2026-01-01", name="Rare Smith", city="Leeds"))
    await load(store, record("crm:2", ("email", "b@mill.example"), day="2026-01-01", name="Smith", city="Leeds"))
    await load(store, record("crm:1", day="2026-01-02", name="Ann Jones"))
    assert _words(address) == {
        "smith": "crm:2", "leeds": "crm:2", "mill.example": "crm:1", "jones": "crm:1",
    }  # fmt: skip
    await load(store, record("crm:2", day="2026-01-02", name="Jones"))
    assert _words(address) == {"jones": "crm:1", "mill.example": "crm:1"}, "both had such an address before"
    await load(store, record("crm:1", day="2026-01-03", name="Li"), record("crm:2", day="2026-01-03", name="Jones"))
    assert _words(address) == {"jones": "crm:2", "mill.example": "crm:1"}


async def test_word_that_went_comes_back(store: Store, address: Address) -> None:
    for day, name in enumerate(("Falk", "Li", "Falk"), start=1):
        await load(store, record("crm:1", day=f"2026-01-0{day}", name=name))
    assert _words(address) == {"falk": "crm:1"}
