"""Why two are one person or not, how a profile came to be, and what happened to it, on both engines."""

from pathlib import Path

import pytest

from profile_service.domain.explanation.evidence import Step, StepKind, Why
from profile_service.domain.explanation.sentences import sentence, summary
from profile_service.domain.resolution.judgements import Verdict
from profile_service.domain.sources.records import REMOVED
from profile_service.domain.stewardship.commands import StewardCommand
from profile_service.domain.values.errors import Conflict, InvalidInput, NotFound
from profile_service.domain.values.identifiers import Identifier
from profile_service.domain.values.times import utc_now
from profile_service.service.audit.audited_acts import AuditedActs
from profile_service.service.audit.trail import AuditTrail
from profile_service.service.profile.explain import Explainer
from profile_service.service.resolution.arriving_records import ResolutionInput
from profile_service.service.resolution.resolve import resolve
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine.store import Store
from tests.rig.audits import DESK, audit_lines, audit_place
from tests.rig.people import at, did, load, profile_id, record

pytestmark = pytest.mark.anyio
_EMAIL, _PHONE, _CARD = ("email", "ann@shop.org"), ("phone", "+14155552671"), ("loyalty_id", "L-1")


def _way(why: Why) -> list[tuple[str | None, str, str | None]]:
    return [(s.left, s.identifier.key if s.identifier else s.kind.value, s.right) for s in why.steps]


def _kinds(steps: tuple[Step, ...]) -> list[str]:
    return [step.kind.value for step in steps]


async def test_path_leads_from_record_to_record(store: Store) -> None:
    await load(store, record("crm:7", _EMAIL), record("shop:1", _EMAIL, _PHONE), record("desk:3", _PHONE))
    why = await Explainer(store).why("desk:3", "crm:7")
    assert why.same
    assert _way(why) == [("desk:3", "phone:+14155552671", "shop:1"), ("shop:1", "email:ann@shop.org", "crm:7")]
    assert [sentence(step) for step in why.steps] == [
        "desk:3 and shop:1 both hold the phone +14155552671.",
        "shop:1 and crm:7 both hold the email ann@shop.org.",
    ]
    assert summary(why) == f"desk:3 and crm:7 are one person, the profile {why.a.profile}, by 2 steps of evidence."


async def test_strongest_of_several_identifiers_is_told(store: Store) -> None:
    await load(store, record("crm:7", _EMAIL, _PHONE, _CARD), record("shop:1", _PHONE, _CARD, _EMAIL))
    why = await Explainer(store).why("crm:7", "shop:1")
    assert _way(why) == [("crm:7", "loyalty_id:L-1", "shop:1")]


async def test_old_id_is_explained_by_what_it_brought(store: Store) -> None:
    await load(store, record("a:1", ("email", "a@x.org")))
    await load(store, record("b:1", ("email", "b@x.org")))
    kept, old = await profile_id(store, "a:1"), await profile_id(store, "b:1")
    await load(store, record("c:1", ("email", "a@x.org"), ("email", "b@x.org")))

    for pair in ((kept, old), ("a:1", old)):
        why = await Explainer(store).why(*pair)
        assert (why.same, why.b.resolved_from, sorted(why.b.records)) == (True, old, ["b:1"])
        assert why.steps[-1].right == "b:1"
    assert _way(await Explainer(store).why("a:1", old)) == [
        ("a:1", "email:a@x.org", "c:1"),
        ("c:1", "email:b@x.org", "b:1"),
    ]
    assert summary(await Explainer(store).why(kept, kept)) == f"{kept} and {kept} are the profile {kept}."


async def test_strangers_have_nothing_in_common(store: Store) -> None:
    await load(store, record("a:1", ("email", "a@x.org")), record("b:1", ("email", "b@x.org")))
    why = await Explainer(store).why("a:1", "b:1")
    assert not why.same
    assert _kinds(why.steps) == ["nothing"]
    assert summary(why).endswith(": they have nothing in common that counts.")


async def test_what_they_share_without_effect_is_told(store: Store) -> None:
    junk, device = ("email", "noreply@shop.org"), ("device_id", "tablet")
    await load(store, record("a:1", junk, device), record("b:1", junk, device))
    why = await Explainer(store).why("a:1", "b:1")
    assert _kinds(why.steps) == ["powerless", "powerless", "nothing"]
    assert {(s.detail, s.identifier) for s in why.steps[:2]} == {
        ("junk", Identifier(*junk)),
        ("weak", Identifier(*device)),
    }


async def test_shared_by_many_joins_nobody(store: Store) -> None:
    await load(store, *(record(f"shop:{n}", _PHONE) for n in range(25)))
    why = await Explainer(store).why("shop:1", "shop:2")
    assert [(s.kind.value, s.detail) for s in why.steps] == [("powerless", "shared"), ("nothing", "")]


async def test_contradiction_is_told_with_what_it_contests(store: Store) -> None:
    await load(store, record("a:1", _EMAIL, given_name="Ann", family_name="Smith"))
    await load(store, record("b:1", _EMAIL, given_name="Robert", family_name="Smith"))
    why = await Explainer(store).why("a:1", "b:1")
    assert [(s.kind.value, s.left, s.right, s.detail) for s in why.steps] == [
        ("contradiction", "a:1", "b:1", "their given names differ"),
        ("contested", "a:1", "b:1", "contradiction"),
    ]
    assert sentence(why.steps[0]) == "a:1 and b:1 cannot be one person: their given names differ."
    assert "what their profiles say cannot be true of one person" in summary(why)


async def test_narrow_view_hides_values_in_data_and_words(store: Store) -> None:
    await load(store, record("crm:7", _PHONE), record("shop:1", _PHONE))
    (step,) = (await Explainer(store).why("crm:7", "shop:1", "marketing")).steps
    assert step.identifier == Identifier("phone", "")
    assert sentence(step) == "crm:7 and shop:1 both hold the same phone."


async def test_refusal_that_tells_of_the_other_one_is_noted(store: Store, tmp_path: Path) -> None:
    await load(store, record("a:1", _EMAIL))
    async with AuditTrail(audit_place(tmp_path)).kept_on_disk() as trail:
        acts = AuditedActs(trail, DESK)
        with pytest.raises(NotFound):
            await Explainer(store, acts=acts).why("a:1", "z:9")
        await acts.written()
    (line,) = audit_lines(tmp_path / "audit")
    assert (line["operation"], line["code"], len(line["profiles"])) == ("why", "NOT_FOUND", 1)


async def test_nobody_to_ask_about_is_not_found(store: Store) -> None:
    await load(store, record("a:1", _EMAIL))
    with pytest.raises(NotFound, match="b is no record and no profile"):
        await Explainer(store).why("a:1", "z:9")
    assert await Explainer(store).how("z:9") is None
    assert await Explainer(store).history("z:9", 10, None) is None


async def test_how_tells_records_and_merges_in_time(store: Store) -> None:
    await load(store, record("a:1", ("email", "a@x.org")))
    await load(store, record("b:1", ("email", "b@x.org")))
    kept, old = await profile_id(store, "a:1"), await profile_id(store, "b:1")
    await load(store, record("c:1", ("email", "a@x.org"), ("email", "b@x.org")), did("v1", "c:1", "2026-01-05"))

    told = await Explainer(store).how(old)

    assert told
    assert (told.profile, told.resolved_from) == (kept, old)
    assert [(s.kind.value, s.left, s.right) for s in told.steps] == [
        ("loaded", "a:1", None),
        ("loaded", "b:1", None),
        ("loaded", "c:1", None),
        ("identifier", "c:1", "a:1"),
        ("identifier", "c:1", "b:1"),
        ("merged", None, None),
    ]
    assert (told.steps[-1].profile, told.steps[-1].others, told.steps[-1].records) == (kept, (old,), ("b:1",))


async def test_history_comes_in_pages_newest_first(store: Store) -> None:
    for n in range(4):
        await load(store, record(f"a:{n}", ("email", f"a{n}@x.org")))
    ids = [await profile_id(store, f"a:{n}") for n in range(4)]
    for n in range(1, 4):
        await load(store, record(f"b:{n}", ("email", "a0@x.org"), ("email", f"a{n}@x.org")))

    explaining, cursor = Explainer(store), None
    seen: list[Step] = []
    while True:
        told = await explaining.history(ids[3], 1, cursor)
        assert told
        assert (told.profile, told.resolved_from) == (ids[0], ids[3])
        seen += told.steps
        cursor = told.cursor
        if not told.has_next:
            break

    assert [(s.kind, s.others) for s in seen] == [
        (StepKind.MERGED, (ids[3],)),
        (StepKind.MERGED, (ids[2],)),
        (StepKind.MERGED, (ids[1],)),
        (StepKind.CREATED, ()),
    ]
    whole = await explaining.history(ids[0], 100, None)
    assert whole
    assert whole.steps == tuple(seen)
    assert whole.resolved_from is None
    assert sentence(seen[0]).startswith(f"The profile {ids[3]} merged into {ids[0]} on 20")


async def test_history_tells_a_split_on_both_sides(store: Store) -> None:
    await load(store, record("a:1", _EMAIL, day="2026-01-01"), record("b:1", _EMAIL, day="2026-01-01"))
    one = await profile_id(store, "a:1")
    await load(store, record("b:1", ("email", "bob@shop.org"), day="2026-02-01", email=REMOVED))
    other = await profile_id(store, "b:1")

    for id, kinds in ((one, ["split", "created"]), (other, ["split", "created"])):
        told = await Explainer(store).history(id, 10, None)
        assert told
        assert _kinds(told.steps) == kinds
        assert (told.steps[0].profile, told.steps[0].others, told.steps[0].records) == (one, (other,), ("b:1",))


async def test_judgement_is_a_step_of_the_path(store: Store) -> None:
    await load(store, record("a:1", ("email", "a@x.org")), record("b:1", ("email", "b@x.org")))
    effect = await Stewardship(store).judge(
        "a:1", "b:1", Verdict.SAME, 1.0, StewardCommand("mia", "they rang together")
    )

    why = await Explainer(store).why("b:1", "a:1")

    assert [(s.kind, s.left, s.right, s.judgement, s.actor) for s in why.steps] == [
        (StepKind.SAME, "b:1", "a:1", effect.judgements[0], "mia")
    ]
    said = sentence(why.steps[0])
    assert said.startswith("mia judged that b:1 and a:1 are the same person on 20")
    assert said.endswith(", because: they rang together.")
    assert (await Explainer(store).why("a:1", "b:1", "support")).steps[0].reason == ""


async def test_not_the_same_keeps_whole_profiles_apart(store: Store) -> None:
    other = ("loyalty_id", "L-2")
    await load(store, record("a:1", _CARD), record("a:2", _CARD), record("b:1", other), record("b:2", other))
    await Stewardship(store).judge("a:2", "b:2", Verdict.NOT_SAME, 1.0, StewardCommand("mia"))
    await load(store, record("a:1", _CARD, _EMAIL), record("b:1", other, _EMAIL))

    why = await Explainer(store).why("a:1", "b:1")

    assert [(s.kind.value, s.left, s.right, s.detail) for s in why.steps] == [
        ("not_same", "a:2", "b:2", ""),
        ("contested", "a:1", "b:1", "judgement"),
    ]
    assert summary(why).endswith(": somebody judged that they are not the same.")


async def test_lock_holds_together_and_keeps_out(store: Store) -> None:
    await load(store, record("a:1", _EMAIL, day="2026-01-01"), record("a:2", _EMAIL, day="2026-01-01"))
    id = await profile_id(store, "a:1")
    await Stewardship(store).lock(id, StewardCommand("mia"))
    changed = record("a:2", ("email", "other@shop.org"), day="2026-02-01", email=REMOVED)
    await load(store, changed, record("c:1", _EMAIL))

    held = await Explainer(store).why("a:1", "a:2")
    out = await Explainer(store).why("a:1", "c:1")

    assert [(s.kind, s.left, s.right, s.actor) for s in held.steps] == [(StepKind.LOCK, "a:1", "a:2", "mia")]
    assert [(s.kind.value, s.detail, s.profile) for s in out.steps] == [("contested", "lock", None), ("lock", "", id)]
    assert sentence(out.steps[1]).endswith(" by mia: nobody joins or leaves it.")


async def test_history_tells_judgements_locks_and_what_was_taken_back(store: Store) -> None:
    await load(store, record("a:1", ("email", "a@x.org")), record("b:1", ("email", "b@x.org")))
    one, steward = await profile_id(store, "a:1"), Stewardship(store)
    (judgement,) = (await steward.judge("a:1", "b:1", Verdict.SAME, 1.0, StewardCommand("mia", "seen"))).judgements
    await steward.lock(one, StewardCommand("mia", "a dispute"))
    await steward.unlock(one, StewardCommand("leo"))
    await steward.retract(judgement, StewardCommand("leo"))
    await steward.move_identifier(Identifier("email", "a@x.org"), "a:1", None, StewardCommand("leo", "her sister's"))

    told = await Explainer(store).history(one, 20, None)

    assert told
    assert [(s.kind.value, s.actor, s.left, s.detail) for s in told.steps] == [
        ("judged", "leo", None, "move identifier email"),
        ("retracted", "leo", "a:1", "SAME_AS"),
        ("split", "leo", None, ""),
        ("unlocked", "leo", None, ""),
        ("locked", "mia", None, ""),
        ("judged", "mia", "a:1", "SAME_AS"),
        ("merged", "mia", None, ""),
        ("created", "", None, ""),
    ]
    assert sentence(told.steps[0]).startswith(f"leo moved an identifier (email) of the profile {one} on 20")
    assert [told.steps[n].reason for n in (0, 4)] == ["her sister's", "a dispute"]
    assert sentence(told.steps[4]).endswith(" by mia, because: a dispute.")
    assert sentence(told.steps[1]).startswith("leo took back that a:1 and b:1 are the same person on 20")
    how = await Explainer(store).how("a:1")
    assert how
    assert _kinds(how.steps)[:3] == ["loaded", "merged", "judged"]


async def test_removed_profile_keeps_its_history(store: Store) -> None:
    await load(store, record("a:1", _EMAIL), record("b:1", _PHONE))
    id = await profile_id(store, "a:1")
    await store.write(lambda tx: resolve(tx, ResolutionInput(deleted=["a:1"]), utc_now()), actor="undo 7")

    told = await Explainer(store).history(id, 10, None)
    how = await Explainer(store).how(id)

    assert told
    assert how
    assert [(s.kind.value, s.actor) for s in told.steps] == [("removed", "undo 7"), ("created", "")]
    assert _kinds(how.steps) == ["removed"]
    with pytest.raises(Conflict, match="no records any more"):
        await Explainer(store).why(id, "b:1")


async def test_taken_claim_is_no_evidence_any_more(store: Store) -> None:
    await load(store, record("a:1", _EMAIL), record("b:1", _EMAIL))
    await Stewardship(store).move_identifier(Identifier(*_EMAIL), "b:1", None, StewardCommand("mia"))
    why = await Explainer(store).why("a:1", "b:1")
    assert [(s.kind.value, s.detail, s.left) for s in why.steps] == [
        ("powerless", "disowned", "b:1"),
        ("nothing", "", "a:1"),
    ]
    assert sentence(why.steps[0]).endswith(", but a steward took it from b:1.")


async def test_recycled_phone_is_told_as_handed_on(store: Store) -> None:
    await load(
        store,
        record("a:1", _PHONE, day="2025-01-01", given_name="Ann", family_name="Lee"),
        record("b:1", _PHONE, day="2026-01-01", given_name="Robert", family_name="Hall"),
    )
    why = await Explainer(store).why("b:1", "a:1")
    assert [(s.kind.value, s.left, s.right, s.at) for s in why.steps] == [
        ("contradiction", "b:1", "a:1", None),
        ("ended", "a:1", "b:1", at("2026-01-01")),
    ]
    assert sentence(why.steps[1]).endswith(", but the claim of a:1 ended on 2026-01-01 with that of b:1.")
    assert summary(why).endswith(": what they share was handed on from one to the other.")


async def test_pages_and_asks_have_bounds(store: Store) -> None:
    for first in (0, 101):
        with pytest.raises(InvalidInput, match="first must be from 1 to 100"):
            await Explainer(store).history("a:1", first, None)
    with pytest.raises(InvalidInput, match="not one of a history"):
        await Explainer(store).history("a:1", 10, "YWJj")
    with pytest.raises(InvalidInput, match="longer than 512"):
        await Explainer(store).why("a" * 513, "b:1")
    with pytest.raises(InvalidInput, match="no such view"):
        await Explainer(store).why("a:1", "b:1", "nosuch")
