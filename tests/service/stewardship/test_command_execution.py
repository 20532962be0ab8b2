"""An order happens once, against what the steward saw, and a rehearsal leaves no trace."""

from collections.abc import Awaitable, Callable

import pytest

from profile_service.domain.resolution.contradictions import ContradictionKind
from profile_service.domain.resolution.judgements import Verdict
from profile_service.domain.stewardship.commands import Effect, StewardCommand
from profile_service.domain.values.errors import Conflict, InvalidInput, NotFound
from profile_service.domain.values.identifiers import Identifier
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.cutting_proxy import Cut, CuttingProxy
from tests.rig.graph import Rows, run
from tests.rig.people import did, load, profile_id, record
from tests.rig.stewards import command, judgements_in, version

pytestmark = pytest.mark.anyio

_ANN = ("email", "ann@shop.org")
_LINKS = "MATCH (a)-[l]->(b) RETURN elementId(a), type(l), elementId(b), properties(l)"


async def test_the_same_order_is_carried_out_once(store: Store, address: Address) -> None:
    await load(store, record("a:1"), record("b:1"))
    steward = Stewardship(store)
    first = await steward.judge("a:1", "b:1", Verdict.SAME, 1.0, command("k1", reason="seen"))
    before = _everything(address)

    again = await steward.judge("b:1", "a:1", Verdict.SAME, 1.0, command("k1", reason="seen"))

    assert again == first
    assert _everything(address) == before


@pytest.mark.parametrize("cut", Cut)
async def test_an_order_happens_once_where_its_commit_was_cut_off(store: Store, address: Address, cut: Cut) -> None:
    """Without a key too: one is made up for it."""
    await load(store, record("a:1"), record("b:1"))
    proxy = CuttingProxy(address, lambda number: cut if number == 0 else None)
    async with proxy as through:
        cut_off = Store(RemoteEngine(through, store.engine))
        effect = await Stewardship(cut_off).judge("a:1", "b:1", Verdict.SAME, 1.0, command())
        await cut_off.close()

    assert proxy.cuts[cut] == 1
    assert judgements_in(address) == {("SAME_AS", "a:1", "b:1", True)}
    stored = await store.read("MATCH (c:Change) WHERE c.actor = 'ada' RETURN count(c) AS n")
    assert stored[0]["n"] == 1
    assert len(effect.changes) == 2


async def test_a_key_serves_one_order_only(store: Store, address: Address) -> None:
    await load(store, record("a:1"), record("b:1"))
    steward = Stewardship(store)
    await steward.judge("a:1", "b:1", Verdict.SAME, 1.0, command("k1"))

    for other in (Verdict.NOT_SAME, Verdict.MAYBE):
        with pytest.raises(Conflict, match="another command"):
            await steward.judge("a:1", "b:1", other, 1.0, command("k1"))

    assert judgements_in(address) == {("SAME_AS", "a:1", "b:1", True)}


async def test_a_stale_version_is_a_conflict(store: Store, address: Address) -> None:
    await load(store, record("a:1"), record("b:1"))
    id = await profile_id(store, "a:1")
    seen = await version(store, id)
    steward = Stewardship(store)
    await steward.judge("a:1", "b:1", Verdict.MAYBE, 1.0, command(expected={id: seen}))

    with pytest.raises(Conflict, match=f"profile {id} is at version {seen + 1}, not at {seen} as expected"):
        await steward.judge("a:1", "b:1", Verdict.SAME, 1.0, command(expected={id: seen}))

    assert judgements_in(address) == {("MAYBE_SAME_AS", "a:1", "b:1", True)}


async def test_a_profile_merged_away_since_is_a_conflict(store: Store) -> None:
    await load(store, record("a:1"), record("b:1"))
    survivor, gone = sorted([await profile_id(store, "a:1"), await profile_id(store, "b:1")])
    steward = Stewardship(store)
    await steward.merge([survivor, gone], command(), despite=ContradictionKind)

    with pytest.raises(Conflict, match=f"profile {gone} was merged into {survivor}"):
        await steward.lock(gone, command(expected={gone: 1}))
    with pytest.raises(NotFound, match="there is no profile p9"):
        await steward.lock(gone, command(expected={"p9": 1}))


async def test_the_answer_counts_although_versions_moved_on(store: Store) -> None:
    await load(store, record("a:1"), record("b:1"))
    id = await profile_id(store, "a:1")
    asked = command("k1", expected={id: await version(store, id)})
    steward = Stewardship(store)
    first = await steward.judge("a:1", "b:1", Verdict.MAYBE, 1.0, asked)

    assert await steward.judge("a:1", "b:1", Verdict.MAYBE, 1.0, asked) == first


async def test_every_operation_can_be_rehearsed(store: Store, address: Address) -> None:
    await load(store, record("a:1", _ANN, given_name="Ann"), record("a:2", _ANN, given_name="Ann"))
    await load(store, record("b:1", _ANN, given_name="Robert"), did("v1", "a:1", "2026-01-02"))
    a, b = await profile_id(store, "a:1"), await profile_id(store, "b:1")
    steward = Stewardship(store)
    made = await steward.judge("a:1", "b:1", Verdict.MAYBE, 1.0, command())
    before = _everything(address)
    ann = Identifier(*_ANN)
    rehearsals: list[Callable[[StewardCommand], Awaitable[Effect]]] = [
        lambda o: steward.judge("a:1", "b:1", Verdict.SAME, 1.0, o),
        lambda o: steward.retract(made.judgements[0], o),
        lambda o: steward.merge([a, b], o, despite=ContradictionKind),
        lambda o: steward.split(a, ["a:2"], o),
        lambda o: steward.split(a, ["a:2"], o, together=True),
        lambda o: steward.lock(a, o),
        lambda o: steward.move_identifier(ann, "a:1", "b:1", o),
        lambda o: steward.move_event("v1", "b:1", o),
        lambda o: steward.accept("email:ann@shop.org", o, despite=ContradictionKind),
        lambda o: steward.decline("email:ann@shop.org", o),
    ]

    for rehearse in rehearsals:
        effect = await rehearse(command("k1", dry_run=True))
        assert effect.dry_run
        assert effect.changes
        assert _everything(address) == before


async def test_orders_say_who_and_keep_it_short(store: Store) -> None:
    await load(store, record("a:1"))
    steward, id = Stewardship(store), await profile_id(store, "a:1")

    with pytest.raises(InvalidInput, match="actor is blank"):
        await steward.lock(id, StewardCommand("  "))
    with pytest.raises(InvalidInput, match="reason is longer than 2000"):
        await steward.lock(id, command(reason="x" * 2_001))
    with pytest.raises(InvalidInput, match="idempotency key is blank"):
        await steward.lock(id, command(" "))
    with pytest.raises(InvalidInput, match="surrogate"):
        await steward.lock("\ud800", command())
    with pytest.raises(InvalidInput, match="surrogate"):
        await steward.lock(id, command(reason="\ud800"))
    with pytest.raises(InvalidInput, match="surrogate"):
        await steward.lock(id, command(expected={"\ud800": 1}))
    with pytest.raises(NotFound, match="there is no profile"):
        await steward.lock("p9", command())


def _everything(address: Address) -> Rows:
    """All nodes and links with all they hold; only the count of turns taken does not matter."""
    return {
        *((str(row),) for row in run(address, "MATCH (n) WHERE NOT n:Lock RETURN elementId(n), labels(n)")),
        *((_text(row[0]),) for row in run(address, "MATCH (n) WHERE NOT n:Lock RETURN properties(n)")),
        *((str(row[:3]) + _text(row[3]),) for row in run(address, _LINKS)),
        *((f"lock {row}",) for row in run(address, "MATCH (n:Lock) RETURN n.seq, n.rules")),
    }


def _text(properties: dict[str, object]) -> str:
    return str(sorted(properties.items()))


async def test_ids_of_pasted_lines_are_read(store: Store) -> None:
    """With the line end of a file of another system, a blank, or a sign that nobody sees."""
    await load(store, record("a:1", ("email", "ann@shop.org")), record("b:1", ("email", "ann@home.org")))
    a, b = await profile_id(store, "a:1"), await profile_id(store, "b:1")
    steward = Stewardship(store)

    merged = await steward.merge([f"{a}\r\n", f" {b}\u200b"], command(expected={f"{b}\r": 1}))
    split = await steward.split(f"{a}\r", ["b:1\r", " b:1"], command())
    undone = await steward.undo(f"{split.decision}\n", command())

    assert (merged.profiles, set(split.profiles), undone.profiles) == ((a,), {a, b}, (a,))
    with pytest.raises(InvalidInput, match="a merge takes two profiles or more"):
        await steward.merge([a, f"{a}\r"], command())
    with pytest.raises(InvalidInput, match="an id holds a NUL character"):
        await steward.lock("a\x00", command())
