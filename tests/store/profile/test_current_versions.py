"""Which version a profile has now, by an id and by an identifier, and how often subjects were renamed."""

import pytest

from profile_service.domain.sources.events import Interaction, Subject
from profile_service.domain.stewardship.commands import StewardCommand
from profile_service.domain.values.identifiers import Identifier
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine.store import Store
from profile_service.store.profile.current_versions import current_version
from tests.rig.people import at, did, load, profile_id, record

pytestmark = pytest.mark.anyio
_ADDRESS = Identifier("email", "ann@shop.org")


def _about(key: str, *subjects: tuple[str, str]) -> Interaction:
    about = tuple(Subject("Product", *subject) for subject in subjects)
    return Interaction(key, "shop:1", "review", at("2026-03-04"), "web", about=about)


async def test_version_is_that_of_whom_a_key_leads_to(store: Store) -> None:
    await load(store, record("shop:1", ("email", "ann@shop.org"), name="Ann"))
    ann = await profile_id(store, "shop:1")
    first = await current_version(store, ann)
    assert first
    assert (first.profile, first.renamings) == (ann, 0)
    assert await current_version(store, _ADDRESS) == first
    await load(store, did("e1", "shop:1", "2026-03-04"))
    second = await current_version(store, _ADDRESS)
    assert second
    assert second == first._replace(version=second.version, updated_at=second.updated_at)
    assert (second.version > first.version, second.updated_at > first.updated_at) == (True, True)


async def test_nobody_has_no_version(store: Store) -> None:
    await load(store, record("shop:1", ("email", "ann@shop.org")), record("crm:1", ("email", "ann@shop.org")))
    ann = await profile_id(store, "shop:1")
    assert await current_version(store, "nobody") is None
    assert await current_version(store, Identifier("email", "no@shop.org")) is None
    split = await Stewardship(store).split(ann, ["crm:1"], StewardCommand("ada"))
    assert await current_version(store, _ADDRESS) is None, "two hold it"
    ids = {await profile_id(store, key) for key in ("shop:1", "crm:1")}
    await Stewardship(store).undo(split.decision, StewardCommand("ada"))
    (gone,) = ids - {await profile_id(store, "shop:1")}
    assert await current_version(store, gone) is None, "it was merged away"
    assert await current_version(store, _ADDRESS)


async def test_other_name_of_a_subject_is_counted(store: Store) -> None:
    await load(store, record("shop:1", ("email", "ann@shop.org")))

    async def renamings() -> int:
        current = await current_version(store, _ADDRESS)
        assert current
        return current.renamings

    await load(store, _about("e1", ("tea", "Tea"), ("cup", "")))
    assert await renamings() == 0, "they are new"
    await load(store, _about("e2", ("tea", "Tea"), ("pot", "Pot")))
    await load(store, _about("e3", ("tea", "Tee")))
    assert await renamings() == 0, "the smaller name stays"
    await load(store, _about("e4", ("tea", "A tea")))
    assert await renamings() == 1
    await load(store, _about("e5", ("cup", "Cup"), ("pot", "A pot")))
    assert await renamings() == 2, "one turn"
    rows = await store.read("MATCH (p:Product) RETURN p.key AS key, p.name AS name ORDER BY key")
    assert [tuple(row) for row in rows] == [("cup", "Cup"), ("pot", "A pot"), ("tea", "A tea")]
