"""The rooms of the code, which way their arrows point, and the shape of what stands in them: layer / area / noun."""

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from tests.sources import ROOT, Import, Source, sources, suite

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
WIRING: dict[str, set[str]] = {"profile_service/api/http/services.py": {"store"}}
# (file, module) → why it cannot stand at the top of the file.
NESTED_IMPORTS: dict[tuple[str, str], str] = {}
ENVIRONMENT_READERS = {"profile_service/cli/console/execution.py", "profile_service/store/embedded/sidecar.py"}

# Which areas of its layer each area may import; what is not named here imports none.
AREAS: dict[str, dict[str, set[str]]] = {
    "domain": {
        "sources": {"values"},
        "resolution": {"sources", "values"},
        "stewardship": {"resolution", "sources", "values"},
        "profile": {"resolution", "sources", "values"},
        "access": {"profile", "resolution", "sources", "values"},
        "search": {"resolution", "sources", "values"},
        "explanation": {"profile", "resolution", "values"},
        "context": {"profile", "sources", "values"},
        "audit": {"access", "values"},
        "telemetry": {"values"},
        "journey": {"context", "profile", "sources", "values"},
        "actions": {"context", "profile", "sources", "values"},
        "metrics": {"values"},
        "audiences": {"sources"},
        "recommendations": {"context", "values"},
        "privacy": {"access", "audit", "profile", "resolution", "sources", "stewardship", "values"},
        "backup": {"stewardship", "values"},
    },
    "store": {
        "embedded": {"places"},
        "engine": {"embedded", "places"},
        "sources": {"engine"},
        "resolution": {"engine", "sources"},
        "search": {"engine", "sources"},
        "profile": {"engine", "resolution", "sources"},
        "stewardship": {"engine", "resolution", "sources"},
        "access": {"engine"},
        "backup": {"engine", "sources"},
        "diagnosis": {"engine"},
        "metrics": {"engine"},
        "audiences": {"engine"},
        "recommendations": {"engine"},
        "privacy": {"engine", "profile", "resolution", "sources", "stewardship"},
    },
    "service": {
        "access": {"declared", "workers"},
        "audit": {"access", "declared"},
        "resolution": {"declared", "files"},
        "ingestion": {"access", "declared", "resolution"},
        "search": {"declared"},
        "operations": {"audit", "declared"},
        "diagnosis": {"access", "audit", "declared", "ingestion"},
        "profile": {"access", "audit", "declared", "operations", "resolution", "search"},
        "stewardship": {"access", "audit", "declared", "ingestion", "profile", "resolution"},
        "privacy": {"access", "audit", "declared", "ingestion", "profile", "resolution", "stewardship"},
        "backup": set(),
        "metrics": {"audit", "declared"},
        "audiences": {"audit", "declared", "metrics", "resolution"},
        "journeys": {"audit", "metrics"},
        "recommendations": {"metrics", "profile"},
    },
    "api": {
        "graphql": {"types"},
        "answers": {"graphql", "types"},
        "gateway": {"types"},
        "telemetry": {"answers", "gateway"},
        "login": {"gateway"},
        "console": {"gateway", "graphql", "login", "types"},
        "operations": {"console", "gateway", "login"},
        "figures": {"console", "gateway"},
        "audiences": {"console", "gateway"},
        "journeys": {"console", "gateway"},
        "live": {"console", "gateway"},
        "help_desk": {"console", "login"},
        "privacy": {"console", "gateway", "login"},
        "http": {
            "answers",
            "audiences",
            "console",
            "figures",
            "gateway",
            "graphql",
            "help_desk",
            "journeys",
            "live",
            "login",
            "operations",
            "privacy",
            "telemetry",
            "types",
        },
    },
    "cli": {
        "access": {"console", "identity"},
        "audit": {"console", "profile"},
        "backup": {"console"},
        "identity": {"console"},
        "load": {"console"},
        "profile": {"console", "identity"},
        "metrics": {"audiences", "console", "profile"},
        "journeys": {"audiences", "console"},
        "audiences": {"console"},
        "privacy": {"console", "identity", "profile"},
    },
    "loaders": {
        "build": {"formats"},
        "mapping": {"build", "formats"},
        "sources": {"build", "formats", "mapping"},
        "demo": {"build", "sources"},
        "discovery": {"build", "formats", "mapping", "sources"},
    },
}
# Tests of several modules at once → what they are about.
ACROSS: dict[str, str] = {
    "tests/api/test_attacks.py": "what attacks over HTTP come to, and what each costs",
    "tests/api/test_pages.py": "the headers of every page, and forms that other sites send",
    "tests/api/test_frames.py": "how far resolvers are from the driver",
    "tests/loaders/test_adding_a_source.py": "the page on adding a source",
    "tests/loaders/test_damage.py": "every loader on damaged files",
    "tests/loaders/mapping/test_presets.py": "the mappings under schema/mappings/presets",
    "tests/loaders/formats/test_memory.py": "every format's memory",
    "tests/store/test_plans.py": "the plans of all statements on Neo4j",
}
WIDTH = 20
# Modules of one name are told apart by their folder where that is a vendor or a file format.
_TOLD_APART_BY_FOLDER = ("loaders/sources/", "loaders/formats/")
# Nouns of the field that end in -ing; a verb is no name for what a module holds.
_NOUNS = {
    "batching",
    "billing",
    "blocking",
    "clustering",
    "drawing",
    "logging",
    "mapping",
    "masking",
    "matching",
    "ping",
    "serving",
    "settings",
    "tracking",
}

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


def test_areas_import_along_their_arrows() -> None:
    wrong = [
        f"{source.path}:{each.line} imports {each.target}"
        for source in sources()
        if (here := _area(source.module)) and source.room in AREAS
        for each in source.imports
        if _room(each) == source.room
        if (target := _area(each.target)) and target not in {here, *AREAS[source.room].get(here, ())}
    ]
    assert wrong == []


def test_areas_are_acyclic() -> None:
    for areas in AREAS.values():
        TopologicalSorter(areas).prepare()


def test_folders_stay_narrow() -> None:
    widths = Counter(source.path.rpartition("/")[0] for source in sources() if not source.path.endswith("__init__.py"))
    assert {folder: width for folder, width in widths.items() if width > WIDTH} == {}


def test_no_module_name_stands_twice_in_a_layer() -> None:
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for source in sources():
        name = source.path.rpartition("/")[2]
        if (
            not name.startswith("__")
            and not source.path.startswith(_TOLD_APART_BY_FOLDER)
            and "/types/" not in source.path
        ):
            places[source.room, name].append(source.path)
    assert [paths for paths in places.values() if len(paths) > 1] == []


def test_no_public_class_name_stands_twice() -> None:
    """But for a GraphQL type, which may have the name of the domain's class that it shows."""
    places: dict[str, list[str]] = defaultdict(list)
    for source in sources():
        if source.path.startswith("profile_service/api/types/"):
            continue
        for node in source.tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(source.path)
    assert {name: paths for name, paths in places.items() if len(paths) > 1} == {}


def test_module_names_are_nouns() -> None:
    names = {source.path: source.module.rpartition(".")[2] for source in sources()}
    assert [
        path for path, name in names.items() if name.endswith("ing") and name.rpartition("_")[2] not in _NOUNS
    ] == []


def test_tests_mirror_the_tree() -> None:
    """The tests of a module stand where its name says: tests/store/sources/test_records.py, or `test_records_` and
    what they look at. Those of a folder as a whole have the folder's name."""
    astray = []
    for source in suite():
        folder, _, name = source.path.removeprefix("tests/").rpartition("/")
        if not name.startswith("test_") or folder.split("/")[0] not in {
            "domain",
            "store",
            "service",
            "api",
            "cli",
            "loaders",
        }:
            continue
        room = folder if folder.startswith("loaders") else f"profile_service/{folder}"
        modules = {path.stem for path in (ROOT / room).iterdir()} | {folder.rpartition("/")[2]}
        about = name.removeprefix("test_").removesuffix(".py")
        if source.path not in ACROSS and not any(
            about == module or about.startswith(f"{module}_") for module in modules
        ):
            astray.append(source.path)
    assert astray == []
    assert [path for path in ACROSS if not (ROOT / path).is_file()] == [], "no longer needed in ACROSS"


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


def _area(module: str) -> str | None:
    """`sources` of profile_service.store.sources.records; None of what stands beside a layer's areas and wires them."""
    first, *rest = module.split(".")
    inside = rest if first == "loaders" else rest[1:]
    layer = first if first == "loaders" else rest[0] if rest else ""
    return inside[0] if inside and inside[0] in _areas(layer) else None


def _areas(layer: str) -> set[str]:
    folder = ROOT / layer if layer == "loaders" else ROOT / "profile_service" / layer
    return {path.name for path in folder.iterdir() if path.is_dir() and (path / "__init__.py").is_file()}
