"""The inventory of personal data: whatever the graph has, by page, statements and contents, has a verdict."""

import importlib
import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from profile_service import store as store_package
from profile_service.domain.access.login_sessions import LoginLink, LoginSession
from profile_service.domain.privacy.inventory import ErasureVerdict, Inventory
from profile_service.domain.resolution.judgements import Verdict
from profile_service.domain.sources.events import Interaction, Subject
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.identifiers import Identifier
from profile_service.domain.values.times import utc_now
from profile_service.schema_data import schema_path
from profile_service.service.declared.privacy_inventory import inventory, inventory_from
from profile_service.service.privacy.restriction import restrict
from profile_service.service.privacy.suppression import suppress
from profile_service.service.resolution.rules_apply import RulesApplication
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.access import login_sessions
from profile_service.store.engine.store import Store
from profile_service.store.profile.statistics import keep_statistic
from tests.bench.callers import load_people
from tests.rig.erasures import ledger_in
from tests.rig.people import at, load, profile_id, record
from tests.rig.rulings import ruled
from tests.rig.stewards import command
from tests.sources import ROOT
from tests.verdicts.customers import load_customers

_NODE = re.compile(r"\((\w*):([A-Z]\w*(?::[A-Z]\w*)*)\s*(\{[^}]*\})?")
_RELATION = re.compile(r"\[(\w*):([A-Z_]+(?:\|[A-Z_]+)*)(?:\*[\d.]*)?\s*(\{[^}]*\})?")
_MAP_KEY = re.compile(r"[{,]\s*(\w+)\s*:")
_ACCESS = re.compile(r"(?<![\w.$'])([a-z]\w*)\.([a-z]\w*)\b(?!\()")
_CYPHER = re.compile(r"\b(MATCH|MERGE|CREATE|UNWIND)\b")
_VALUES = {
    "finished", "granted", "identifier", "not_granted", "phone_as_written", "profile", "record", "return", "running",
    "undoing", "withdrawn",
}  # fmt: skip
"""Words of the page on the graph that are values, and no properties."""

_WHOLE = """
labels: {A: {verdict: delete, why: w, export: true, properties: [{names: [x, y], why: v, export: too long}]}}
relations: {R: {verdict: keep, why: w, export: none of them}}
places: {files: {verdict: detach, why: w, export: true}}
"""


def test_group_takes_what_it_does_not_say_itself() -> None:
    declared = inventory_from(_WHOLE, "f.yaml")
    (group,) = declared.labels["A"].properties
    assert (group.names, group.verdict, group.left_out) == (("x", "y"), ErasureVerdict.DELETE, "too long")
    assert declared.labels["A"].is_exported
    assert declared.relations["R"].left_out == "none of them"
    assert declared.labels["A"].exported_names() == frozenset()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (("verdict: keep", "verdict: lose"), "f.yaml, line 3: relations.R.verdict: expected one of"),
        (("names: [x, y]", "names: [x, x]"), "f.yaml, line 2: labels.A: x stands in two groups; leave it in one"),
        (("why: v", "reason: v"), "f.yaml, line 2: labels.A.properties[0].why is missing; add it"),
        (("export: none of them", "export: false"), "f.yaml, line 3: relations.R.export"),
    ],
)  # fmt: skip
def test_wrong_words_are_named(wrong: tuple[str, str], sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        inventory_from(_WHOLE.replace(*wrong), "f.yaml")
    assert str(refused.value).startswith(sentence)


def test_page_on_the_graph_names_nothing_without_a_verdict() -> None:
    page = (ROOT / "docs" / "graph.md").read_text()
    drawn = page.split("```")[1]
    declared = inventory()
    labels = {*re.findall(r":([A-Z]\w+)", drawn), *re.findall(r"^\| ([A-Z]\w+) \|", page, re.MULTILINE)}
    relations = {name for names in re.findall(r"\[:([A-Z_| ]+)", drawn) for name in names.replace(" ", "").split("|")}
    labels -= relations
    properties = set(re.findall(r"`([a-z_]+)`", page)) - _VALUES
    assert len(labels) > 15
    assert len(relations) > 8
    assert labels - declared.labels.keys() == set()
    assert relations - declared.relations.keys() == set()
    assert properties - _all_names(declared) == set()


def test_statements_name_nothing_without_a_verdict() -> None:
    used: dict[str, set[str]] = defaultdict(set)
    for text in _statements():
        for name, properties in _used_by(text).items():
            used[name] |= properties
    assert len(used) > 30
    assert _without_verdict(used) == []


def test_verdicts_are_about_what_there_is() -> None:
    """No label, relation or property has a verdict that no statement, and no text of the store, names."""
    texts = " ".join(path.read_text() for path in (ROOT / "profile_service").rglob("*.py"))
    words = set(re.findall(r"\w+", texts + "".join(p.read_text() for p in (ROOT / "schema" / "graph").glob("*"))))
    declared = inventory()
    assert ({*declared.labels, *declared.relations} | _all_names(declared)) - words == set()


@pytest.mark.anyio
@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_store_holds_nothing_without_a_verdict(store: Store, tmp_path: Path) -> None:
    """The demo, and customers with all that people can do to them."""
    await load_people(store, tmp_path / "demo", households=20)
    await load_customers(store)
    await _exercise(store)
    await suppress(store, ledger_in(tmp_path), Identifier("email", "never@again.example"), "ada")
    await restrict(store, ledger_in(tmp_path), await profile_id(store, "erp:0"), "ada")
    used: dict[str, set[str]] = defaultdict(set)
    nodes = await store.read("MATCH (n) UNWIND keys(n) AS name RETURN DISTINCT labels(n) AS labels, name")
    for row in nodes:
        assert _has_verdict(row["labels"], row["name"]), (row["labels"], row["name"])
        for label in row["labels"]:
            used[label]
    links = await store.read("MATCH ()-[l]->() RETURN DISTINCT type(l) AS type, keys(l) AS names")
    for row in links:
        used[row["type"]] |= set(row["names"])
    declared = inventory()
    assert _without_verdict({name: used[name] if name in declared.relations else set() for name in used}) == []
    assert {*declared.labels, *declared.relations} - used.keys() == set(), "the store is exercised with everything"


async def _exercise(store: Store) -> None:
    """Merges, splits, proposals, ambiguous identifiers and their undo, rules, sessions and counts."""
    steward = Stewardship(store)
    people = [record(f"erp:{n}", ("email", f"e{n}@erp.example"), city="Rome", day="2026-01-01") for n in range(4)]
    await load(store, *people)
    one, two, three, four = [await profile_id(store, each.key) for each in people]
    merged = await steward.merge([one, two], command("k1", reason="the same"))
    await steward.undo(merged.decision, command())
    await steward.merge([one, two], command())
    await steward.propose([three, four], command(reason="perhaps"))
    await steward.judge("erp:0", "erp:3", Verdict.NOT_SAME, 1.0, command())
    about = Interaction("i1", "erp:0", "return_request", at("2026-01-02"), about=(Subject("Order", "shop:1", "1"),))
    await load(store, about)
    await RulesApplication(store, "ada").apply(ruled(hub_cap="9"), "rules")
    await keep_statistic(store, "counts", "{}", utc_now())
    now = utc_now()
    session = LoginSession("d" * 64, "ada", "agent", "password", now, now, "2999-01-01", "ada")
    await store.write(lambda tx: login_sessions.begin(tx, session))
    await store.write(lambda tx: login_sessions.keep_link(tx, LoginLink("e" * 64, "ada", "agent", "2999-01-01")))


def _without_verdict(used: Mapping[str, set[str]]) -> list[str]:
    declared = inventory()
    entries = {**declared.labels, **declared.relations}
    return [
        f"{name}.{property}" if property else name
        for name, properties in sorted(used.items())
        for property in sorted({"", *properties})
        if name not in entries or (property and not _has_verdict([name], property))
    ]


_EVENTS = {"Event", "Interaction", "Transaction"}


def _has_verdict(labels: list[str], name: str) -> bool:
    """An event has its properties by its own label or by that of all events."""
    declared = inventory()
    entries = {**declared.labels, **declared.relations}
    several = {*labels, *(_EVENTS if _EVENTS & {*labels} else ())}
    return any(name in set(entries[label].property_names()) for label in several if label in entries)


def _all_names(declared: Inventory) -> set[str]:
    entries = [*declared.labels.values(), *declared.relations.values()]
    return {name for entry in entries for name in entry.property_names()}


def _statements() -> Iterator[str]:
    """Every text with Cypher that a module of the store holds, and those of the migrations."""
    for module in pkgutil.walk_packages(store_package.__path__, f"{store_package.__name__}."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if not name.startswith("__"):
                yield from _texts(value)
    for path in sorted(schema_path("graph").glob("*.cypher")):
        yield from path.read_text().split(";")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if _CYPHER.search(value):
            yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)


def _used_by(text: str) -> dict[str, set[str]]:
    """Label or type of relation → the properties that the statement names of it."""
    used: dict[str, set[str]] = defaultdict(set)
    variables: dict[str, set[str]] = defaultdict(set)
    for pattern in (_NODE, _RELATION):
        for variable, names, properties in pattern.findall(text):
            for name in re.split(r"[:|]", names):
                used[name].update(_MAP_KEY.findall(properties or ""))
                if variable:
                    variables[variable].add(name)
    for variable, property in _ACCESS.findall(text):
        for name in variables.get(variable, ()):
            used[name].add(property)
    return used
