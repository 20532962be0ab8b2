"""The commands by which a steward decides, as people and as programs use them, on both engines."""

import getpass
import json
import re

import pytest

from profile_service.store.engine.store import Store
from tests.rig.graph import nodes
from tests.rig.people import bought, load, profile_id, record
from tests.rig.terminal import Ended, Terminal

pytestmark = pytest.mark.anyio


async def _two(store: Store) -> tuple[str, str]:
    """The ids of two customers who share nothing."""
    await load(store, record("shop:1", ("email", "ann@shop.org"), name="Ann Smith"))
    await load(store, record("crm:7", ("email", "ann@home.org"), name="Ann Smith"))
    return await profile_id(store, "shop:1"), await profile_id(store, "crm:7")


def _lines(ended: Ended) -> list[str]:
    assert (ended.code, ended.err) == (0, "")
    return ended.out.splitlines()


def _decided(ended: Ended) -> list[str]:
    """What a decision changed, without the last line, which names the decision."""
    *lines, decision = _lines(ended)
    assert decision.startswith("Decision: ")
    return lines


async def test_judgement_is_made_and_taken_back(store: Store, terminal: Terminal) -> None:
    first, second = await _two(store)
    judged, note = _decided(terminal.run("identity", "judge", "shop:1", "crm:7", "same", "--score", "0.9"))
    assert judged == f"Merged {second} into {first}."
    judgement = note.removeprefix("Judgement: ")
    assert getpass.getuser() in {actor for _, actor in nodes(terminal.address, "Change", "seq", "actor")}
    assert _lines(terminal.run("identity", "retract", judgement))[0] == f"Split crm:7 off {first}, into {second}."
    maybe = _lines(terminal.run("identity", "judge", "shop:1", "crm:7", "maybe"))
    assert maybe[:2] == [f"Kept {first} as it is.", f"Kept {second} as it is."]


async def test_merge_is_proposed_and_declined(store: Store, terminal: Terminal) -> None:
    first, second = await _two(store)
    propose = ("identity", "propose", first, second, "--actor", "agent 7", "--reason", "same voice")
    assert _lines(terminal.run(*propose, "--dry-run")) == [f"Would keep {id} as it is." for id in (first, second)]
    decision = json.loads(terminal.run(*propose, "--json").out)["decision"]
    shown = _lines(terminal.run("identity", "review"))
    assert shown[0].startswith(f"proposal:{decision}  proposed  since 20")
    assert shown[1:] == ["    by agent 7: same voice", f"    {first}: shop:1", f"    {second}: crm:7"]
    (item,) = json.loads(terminal.run("identity", "review", "--json").out)["items"]
    assert (item["proposedBy"], item["reason"]) == ("agent 7", "same voice")
    assert terminal.run("identity", "decline", f"proposal:{decision}").code == 0
    assert json.loads(terminal.run("identity", "review", "--json").out)["items"] == []


async def test_merge_and_split_are_rehearsed_and_done(store: Store, terminal: Terminal) -> None:
    first, second = await _two(store)
    merge = ("identity", "merge", second, first, "--actor", "ada")
    assert _lines(terminal.run(*merge, "--dry-run")) == [f"Would merge {second} into {first}."]
    assert _lines(terminal.run(*merge))[0] == f"Merged {second} into {first}."
    assert _lines(terminal.run(*merge)) == ["Nothing changed."]
    split = ("identity", "split", first, "crm:7")
    assert _lines(terminal.run(*split, "--dry-run")) == [f"Would split crm:7 off {first}."]
    effect = json.loads(terminal.run(*split, "--json", "--together").out)
    assert (effect["profiles"], effect["dryRun"]) == (sorted([first, second]), False)
    assert {"kind": "SPLIT", "profile": first, "others": [second], "records": ["crm:7"], "note": None} in effect[
        "changes"
    ]


async def test_lock_stops_and_its_end_lets_go(store: Store, terminal: Terminal) -> None:
    first, second = await _two(store)
    assert _decided(terminal.run("identity", "lock", first, "--expect", f"{first}=1")) == [f"Locked {first}."]
    stale = terminal.run("identity", "unlock", first, "--expect", f"{first}=1")
    assert (stale.code, stale.out) == (2, "")
    assert stale.err.startswith(f"profile-service: profile {first} is at version 2, not at 1 as expected")
    refused = terminal.run("identity", "merge", first, second)
    assert (refused.code, refused.err) == (2, f"profile-service: profile {first} is locked; unlock it first\n")
    assert _decided(terminal.run("identity", "unlock", first)) == [f"Unlocked {first}."]


async def test_reasons_are_kept_and_a_key_is_used_once(store: Store, terminal: Terminal) -> None:
    first, _ = await _two(store)
    lock = ("identity", "lock", first, "--key", "k1", "--actor", "ada")
    assert _decided(terminal.run(*lock, "--reason", "a dispute")) == [f"Locked {first}."]
    _lines(terminal.run("identity", "unlock", first))

    assert _decided(terminal.run(*lock, "--reason", "a dispute")) == [f"Locked {first}."]
    other = terminal.run(*lock, "--reason", "another one")
    history = terminal.run("identity", "history", first, "--first", "2")
    page = json.loads(terminal.run("identity", "history", first, "--first", "2", "--json").out)

    assert (other.code, other.out) == (2, "")
    assert other.err.startswith("profile-service: the idempotency key was used for another command")
    assert " by ada, because: a dispute. (decision " in history.out.splitlines()[2]
    assert [(step["kind"], step["reason"]) for step in page["steps"]] == [("UNLOCKED", None), ("LOCKED", "a dispute")]
    assert history.err == f"There are more: add --after {page['endCursor']}\n"


async def test_identifier_moves_and_old_holders_part(store: Store, terminal: Terminal) -> None:
    shared = ("email", "smiths@home.org")
    await load(store, record("shop:1", shared, name="Ann Smith"))
    await load(store, record("crm:7", shared, name="Ann Smith"))
    id = await profile_id(store, "shop:1")
    moved = _decided(terminal.run("identity", "move", "email", "Smiths@Home.org", "--from", "crm:7"))
    new = await profile_id(store, "crm:7")
    assert moved == [f"Split crm:7 off {id}, into {new}."]
    back = _lines(terminal.run("identity", "move", "email", "smiths@home.org", "--from", "shop:1", "--dry-run"))
    assert back == [f"Would move an identifier (email) of {id}."]
    notes = {each["note"] for each in json.loads(terminal.run("identity", "changes", "--json").out)["changes"]}
    assert "move identifier email" in notes
    assert "moved an identifier (email) of the profile" in terminal.run("identity", "history", new).out


async def test_decisions_are_listed_as_they_stand(store: Store, terminal: Terminal) -> None:
    first, second = await _two(store)
    before = terminal.run("identity", "decisions")
    merge = ("identity", "merge", first, second, "--actor", "ada", "--reason", "same voice")
    merged = json.loads(terminal.run(*merge, "--json").out)["decision"]
    undone = json.loads(terminal.run("identity", "undo", merged, "--actor", "ben", "--json").out)["decision"]
    locked = json.loads(terminal.run("identity", "lock", second, "--actor", "ada", "--json").out)["decision"]

    shown = _lines(terminal.run("identity", "decisions"))
    of_first = json.loads(terminal.run("identity", "decisions", "--profile", first, "--json").out)["decisions"]
    holding = ("identity", "decisions", "--state", "holds", "--json")
    page = json.loads(terminal.run(*holding, "--first", "1").out)
    rest = json.loads(terminal.run(*holding, "--after", page["endCursor"]).out)
    wrong = terminal.run("identity", "decisions", "--state", "gone")

    assert (before.code, before.out, before.err) == (0, "", "Nobody decided anything.\n")
    assert [re.sub(r"  20\d\d-\d\d-\d\d \d\d:\d\d:\d\d  ", "  TIME  ", line) for line in shown] == [
        f"{locked}  TIME  lock  by ada", "    crm:7",
        f"{undone}  TIME  undo  by ben", f"    decision {merged}, crm:7, shop:1",
        f"{merged}  TIME  merge  by ada  undone by {undone}", "    because: same voice", "    crm:7, shop:1",
    ]  # fmt: skip
    assert [(each["id"], each["state"], each["undoneBy"]) for each in of_first] == [
        (undone, "HOLDS", None),
        (merged, "UNDONE", undone),
    ]
    assert [each["id"] for each in (*page["decisions"], *rest["decisions"])] == [locked, undone]
    assert (page["hasNextPage"], rest["hasNextPage"]) == (True, False)
    assert (wrong.code, wrong.out) == (2, "")


async def test_event_moves_and_comes_back(store: Store, terminal: Terminal) -> None:
    first, second = await _two(store)
    await load(store, bought("till:order:7", "shop:1", "2026-01-02"))
    move = ("identity", "move-event", "till:order:7", "crm:7", "--reason", "not hers")
    assert _lines(terminal.run(*move, "--dry-run")) == [
        f"Would change the events of {id}." for id in sorted([first, second])
    ]
    effect = json.loads(terminal.run(*move, "--json").out)
    assert _lines(terminal.run(*move)) == ["Nothing changed."]
    assert "moved the event till:order:7 to or from" in terminal.run("identity", "history", second).out
    *undone, decision = _lines(terminal.run("identity", "undo", effect["decision"]))
    assert undone == [f"Changed the events of {id}." for id in sorted([first, second])]
    assert decision.startswith("Decision: ")


async def test_queue_is_read_and_worked_off(store: Store, terminal: Terminal) -> None:
    for email, one, other in (("smiths@home.org", "shop:1", "shop:2"), ("browns@home.org", "shop:3", "shop:4")):
        await load(
            store, record(one, ("email", email), name="Ann Lee"), record(other, ("email", email), name="Bob Lee")
        )
    ids = [await profile_id(store, f"shop:{n}") for n in (1, 2, 3, 4)]
    first = json.loads(terminal.run("identity", "review", "--first", "1", "--json").out)
    assert [(each["id"], each["obstacle"], each["records"]) for each in first["items"]] == [
        ("email:smiths@home.org", "CONTRADICTION", {ids[0]: ["shop:1"], ids[1]: ["shop:2"]})
    ]
    heading, *profiles = _lines(terminal.run("identity", "review", "--after", first["endCursor"]))
    assert heading.startswith("email:browns@home.org  contradiction  since 20")
    assert profiles == [f"    {ids[2]}: shop:3", f"    {ids[3]}: shop:4"]

    accept = ("identity", "accept", "email:smiths@home.org", "--reason", "siblings? no, one")
    refused = terminal.run(*accept)
    assert (refused.code, refused.out) == (2, "")
    assert "their given names differ; to merge them all the same, say despite GIVEN_NAMES" in refused.err
    accepted = _lines(terminal.run(*accept, "--despite", "given-names"))
    assert accepted[0] == f"Merged {ids[1]} into {ids[0]}."
    declined = _lines(terminal.run("identity", "decline", "email:browns@home.org"))
    assert declined[:2] == [f"Kept {ids[2]} as it is.", f"Kept {ids[3]} as it is."]
    again = terminal.run("identity", "decline", "email:browns@home.org")
    assert (again.code, again.out) == (2, "")
    assert again.err.startswith("profile-service: nothing would follow: this identifier is settled already")
    over = terminal.run("identity", "review")
    assert (over.code, over.out, over.err) == (0, "", "Nothing waits for a decision.\n")


async def test_what_makes_no_sense_is_one_sentence(store: Store, terminal: Terminal) -> None:
    for wrong, sentence in (
        (("lock", "0192"), "there is no profile 0192; look the customer up again"),
        (("lock", "0192", "--expect", "0192"), "--expect takes a profile and the version that you saw, such as"),
        (("lock", "0192", "--actor", " "), "the actor is blank; say who decides"),
        (("move", "email", "nobody", "--from", "crm:7"), "the email is not of the form name@domain.tld"),
    ):
        ended = terminal.run("identity", *wrong)
        assert (ended.code, ended.out) == (2, "")
        assert ended.err.startswith(f"profile-service: {sentence}")
        assert ended.err.count("\n") == 1
