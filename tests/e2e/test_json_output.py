"""With `--json` every command prints JSON objects, one a line, and nothing else; each is run here."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer

from profile_service.cli.commands import app
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.exports import contacts, shop_orders
from tests.rig.graph import run
from tests.rig.people import load, profile_id, record
from tests.rig.restored import embedded_place
from tests.rig.rulings import PACKAGED
from tests.rig.terminal import Terminal

pytestmark = pytest.mark.anyio

_SHARED = ("email", "smiths@home.org")
_PAGED = {
    "status", "rejects show", "identity history", "identity review", "identity changes", "identity decisions",
    "profile search", "profile show", "metrics customers", "segments members", "journeys dropped",
}  # fmt: skip


def _with_json(group: Any, *above: str) -> set[str]:
    names: set[str] = set()
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            names |= _with_json(command, *above, name)
        elif any("--json" in parameter.opts for parameter in command.params):
            names.add(" ".join((*above, name)))
    return names


async def _steward(store: Store, printing: Callable[..., list[Any]]) -> str:
    """Print what the commands of a steward do; returns the id of the profile that they are about."""
    await load(store, record("shop:901", _SHARED, name="Ann Lee"), record("shop:902", _SHARED, name="Bob Lee"))
    await load(store, record("crm:901", ("email", "ann@crm.org")), record("crm:902", ("email", "ben@crm.org")))
    ann, crm, ben = [await profile_id(store, key) for key in ("shop:901", "crm:901", "crm:902")]
    printing("profile search", "Lee")
    printing("identity review")
    printing("identity accept", "email:smiths@home.org", "--dry-run")
    printing("identity decline", "email:smiths@home.org")
    (judged,) = printing("identity judge", "crm:901", "crm:902", "same")
    printing("identity why", "crm:901", "crm:902")
    printing("identity retract", judged["judgements"][0])
    printing("identity propose", crm, ben)
    printing("identity merge", crm, ben)
    printing("identity split", crm, "crm:902")
    (locked,) = printing("identity lock", ann)
    printing("identity undo", locked["decision"], "--dry-run")
    printing("identity unlock", ann)
    printing("identity move", "email", "ann@crm.org", "--from", "crm:901")
    printing("identity how", ann)
    printing("identity history", ann)
    printing("identity decisions", "--profile", ann)
    return ann


def _backed_up(printing: Callable[..., list[Any]], tmp_path: Path) -> list[Any]:
    """Make a backup; what restoring it elsewhere prints."""
    for command in ("backup", "verify"):
        printing(f"store {command}", tmp_path / "backup")
    with embedded_place(tmp_path / "restored") as place:
        restored = place.run("store", "restore", tmp_path / "backup", "--json")
    assert restored.code == 0, restored.err
    return [json.loads(line) for line in restored.out.splitlines()]


def _let_in(printing: Callable[..., list[Any]]) -> None:
    """Print what the commands of an administrator do."""
    (key,) = printing("keys create", "till", "--role", "agent")
    printing("keys list")
    (key,) = printing("keys rotate", key["id"])
    printing("keys revoke", key["id"])
    printing("users create", "ada", "--role", "agent", stdin="a long enough password\n")
    printing("users password", "ada", stdin="another long password\n")
    printing("users role", "ada", "--role", "steward")
    for command in ("list", "link"):
        printing(f"users {command}")
    for command in ("disable", "enable", "remove"):
        printing(f"users {command}", "ada")


def _count_all(printing: Callable[..., list[Any]], profile: str, members: Path) -> None:
    """Print what is asked of all customers at once."""
    for command in ("metrics list", "metrics show", "metrics retention", "segments list"):
        printing(command)
    printing("metrics customers", "orders", "2026")
    for command in ("segments size", "segments members"):
        printing(command, "who: {did: {families: [order]}}")
    printing("segments of", profile)
    for command in ("journeys funnel", "journeys dropped", "journeys paths"):
        printing(command, "families: [order]")
    printing("segments export", "new_customers", "--out", members)


def _forget(printing: Callable[..., list[Any]], profile: str, receipt: Path) -> None:
    """Print what the commands of a privacy officer do."""
    printing("privacy inventory")
    printing("privacy export", profile, "--out", receipt.with_name("person.json"))
    printing("privacy suppress", "nobody@shop.org")
    printing("privacy restrict", profile)
    (erased,) = printing("privacy erase", profile, "--yes", "--purge-later", "--receipt", receipt)
    printing("privacy receipt", erased["erasure"])
    printing("privacy verify-receipt", receipt)
    printing("privacy replay")


async def test_every_command_prints_json_alone(
    store: Store, terminal: Terminal, address: Address, tmp_path: Path
) -> None:
    people, orders, rules = tmp_path / "people.csv", tmp_path / "orders.csv", tmp_path / "rules.yaml"
    contacts(people, range(4))
    shop_orders(orders, range(20, 30))
    rules.write_text(PACKAGED)
    printed: dict[str, list[Any]] = {}

    def printing(command: str, *arguments: str | Path, stdin: str = "") -> list[Any]:
        ended = terminal.run(*command.split(), *arguments, "--json", stdin=stdin)
        assert ended.code in {0, 1}, ended
        printed[command] = [json.loads(line) for line in ended.out.splitlines()]
        return printed[command]

    printing("schema apply", "--dry-run")
    for command in ("schema status", "schema search-keys", "version"):
        printing(command)
    printing("inspect", people)
    printing("load", "shopify-orders", orders)
    ((id, rejects),) = run(address, "MATCH (l:LoadRun) RETURN l.id, l.rejects_file")
    printing("rejects show", id)
    printing("rejects retry", rejects)
    printing("status")
    printed["store restore"] = _backed_up(printing, tmp_path)
    ann = await _steward(store, printing)
    printing("identity crosswalk", "--out", tmp_path / "who.csv")
    _let_in(printing)
    for command in ("check", "preview", "apply"):
        printing(f"identity rules {command}", rules)
    for command in ("identity rules status", "identity rules show", "identity changes", "touchpoints"):
        printing(command)
    printing("profile show", ann)
    printing("profile recommend", ann)
    (recorded,) = printing("profile record", ann, "note", "--text", "called back")
    printing("profile correct", recorded["event"], "--text", "called back at noon")
    printing("identity move-event", recorded["event"], "crm:902")
    printing("profile withdraw", recorded["event"])
    printing("orders show", "#25")
    _count_all(printing, ann, tmp_path / "members.csv")
    printing("identity undo-run", id, "--yes")
    printing("audit search", "--person", ann)
    printing("audit verify")
    printing("doctor")
    printing("audit prune", "--before", "2000-01-01")
    _forget(printing, ann, tmp_path / "receipt.json")

    # It would restart the engine that other tests use.
    assert {*printed, "privacy purge"} == _with_json(typer.main.get_command(app))
    assert [name for name, lines in printed.items() if not lines or any(type(line) is not dict for line in lines)] == []
    pages = {name for name, (line, *_) in printed.items() if {"hasNextPage", "endCursor"} <= line.keys()}
    assert pages == _PAGED | {"identity how"}
