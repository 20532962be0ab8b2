"""The rooms of the code, which way their arrows point, and the shape of what stands in them."""

import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from tests.sources import Import, Source, sources, suite

# What each room may import besides itself; settings and schema_data are plain values that all but domain may read.
_PLAIN = {"settings", "schema_data"}
ARROWS: dict[str, set[str]] = {
    "profile_service": set(),
    "schema_data": set(),
    "domain": set(),
    "settings": {"domain"},
    "store": {"domain"} | _PLAIN,
    "service": {"domain", "store"} | _PLAIN,
    "api": {"domain", "service"} | _PLAIN,
    "loaders": {"domain", "service"} | _PLAIN,
    "cli": {"domain", "store", "service", "api", "loaders"} | _PLAIN,
}
# The composition root builds what the other files of its room are handed.
WIRING: dict[str, set[str]] = {"profile_service/api/http/app.py": {"store"}}
# (file, module) → why it cannot stand at the top of the file.
NESTED_IMPORTS: dict[tuple[str, str], str] = {}
ENVIRONMENT_READERS = {"profile_service/cli/console/execution.py", "profile_service/store/engine/sidecar.py"}

_CYPHER = re.compile(r"\b(MATCH|MERGE)\s*\(")
_ENVIRONMENT = re.compile(r"\bos\.(environ|getenv)\b")
_VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "base", "core", "tools"}


def test_rooms_import_along_the_arrows() -> None:
    unknown = {s.path for s in sources() if s.room not in ARROWS}
    wrong = [
        f"{source.path}:{each.line} imports {each.target}"
        for source in sources()
        if source.path not in unknown
        for each in source.imports
        if (target := _room(each)) not in {None, source.room, "profile_service"}
        and target not in ARROWS[source.room] | WIRING.get(source.path, set())
    ]
    assert unknown == set(), "a new room: say in ARROWS what it may import"
    assert wrong == []


def test_shipped_code_never_imports_tests() -> None:
    assert [s.path for s in sources() if s.names("tests")] == []


def test_modules_import_without_cycles() -> None:
    modules = {source.module for source in sources()}
    graph = {source.module: set(_own(source, modules)) for source in sources()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        raise AssertionError(" → ".join(error.args[1])) from error


def test_imports_stand_at_the_top() -> None:
    nested = {(s.path, i.target): f"{s.path}:{i.line} {i.target}" for s in sources() for i in s.imports if i.nested}
    assert [where for key, where in nested.items() if key not in NESTED_IMPORTS] == []
    assert [key for key in NESTED_IMPORTS if key not in nested] == [], "no longer needed in NESTED_IMPORTS"


def test_only_store_imports_the_driver() -> None:
    assert [s.path for s in sources() if s.room != "store" and s.names("neo4j")] == []


def test_only_store_holds_cypher() -> None:
    assert [s.path for s in sources() if s.room != "store" and _CYPHER.search(s.text)] == []


def test_only_composition_roots_read_environment() -> None:
    readers = {s.path for s in sources() if _ENVIRONMENT.search(s.text)}
    assert readers - ENVIRONMENT_READERS == set()


def test_nothing_is_mocked() -> None:
    everything = sources() + suite()
    assert [s.path for s in everything if s.names("unittest.mock") or s.names("mock")] == []


def test_files_stay_short() -> None:
    limits = [(s, 400) for s in sources()] + [(s, 600) for s in suite()]
    assert [f"{s.path}: {s.lines} lines" for s, limit in limits if s.lines > limit] == []


def test_functions_stay_short() -> None:
    everything = sources() + suite()
    assert [f"{s.path}:{f.line} {f.name}" for s in everything for f in s.functions if f.lines > 60] == []


def test_module_names_say_something() -> None:
    everything = sources() + suite()
    assert [s.path for s in everything if s.module.rpartition(".")[2] in _VAGUE] == []


def _room(each: Import) -> str | None:
    """The room of ours that an import leads to; None for everybody else's code."""
    parts = each.target.split(".")
    if parts[0] == "loaders":
        return "loaders"
    if parts[0] != "profile_service":
        return None
    return parts[1] if len(parts) > 1 and parts[1] != "__version__" else "profile_service"


def _own(source: Source, modules: set[str]) -> Iterator[str]:
    """The modules of ours that a file imports: `from a.b import c` is a.b.c where that is a module, else a.b."""
    for each in source.imports:
        for name in (each.target, each.target.rpartition(".")[0]):
            if name in modules:
                yield name
                break
