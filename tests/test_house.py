"""The house around the code: what the files say of themselves is true, and they name no place they should not."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import typer
from typer.core import TyperGroup

import profile_service
from profile_service.cli.commands import app
from profile_service.settings import PREFIX, declared
from tests.sources import ROOT
from tests.test_architecture import AREAS

# No file depends on where packages come from or on the machine that it was written on.
_FORBIDDEN = re.compile(
    r"pypi\.org|pythonhosted\.org|repo1?\.maven\.|maven\.org|registry\.npmjs|crates\.io|proxy\.golang"
    r"|(?<![\w.])/(?:work|root|tmp/lab)/|--(?:index-url|find-links|trusted-host)\b"
)
_MERGE_LEFTOVERS = re.compile(r"^(<{7} |>{7} )", re.MULTILINE)
_VARIABLE = re.compile(rf"\b{PREFIX}(?!TEST_)[A-Z0-9]+(?:_[A-Z0-9]+)*\b")
_SETTINGS_TABLE = re.compile(r"<!-- settings -->\n(.*?)<!-- /settings -->", re.DOTALL)

_DOCUMENT_WIDTH = 160
# Words of a private dialect, for each of which the field or plain English has another.
_DIALECT = re.compile(
    r"\b(affairs|census|feelings|foes|happenings|prevailing|retold|standings|torn|weighings?)\b"
    r"|\bat rest\b|\bjoins less than\b",
    re.IGNORECASE,
)
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_PATH = re.compile(
    r"(?<![\w./-])(?:profile_service|loaders|tests|domain|store|service|api|cli|schema|docs)/[\w/-]*(?:\.\w+)*"
)
# "## 2. The source: `loaders/…`" heads the text of a file that the reader is to create.
_TO_BE_CREATED = re.compile(r"^## .*: `([^`]+)`$", re.MULTILINE)
_RUN_MODULE = re.compile(r"python -m ((?:profile_service|loaders|tests)[\w.]*)")
_COMMAND = re.compile(r"\bprofile-service((?: [a-z]+(?:-[a-z]+)*(?:\\?\|[a-z-]+)*)+)")
_FUNCTION = re.compile(r"`([\w/]+\.py)`\s+`([\w.]+)`")
_VERSION = re.compile(r"\[Unreleased\]|\[\d+\.\d+\.\d+\] - (\d{4}-\d{2}-\d{2})")
_SECTIONS = ("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security")


def test_no_registry_or_machine_is_named() -> None:
    found = [f"{path}: {m.group()}" for path, text in texts().items() for m in _FORBIDDEN.finditer(text)]
    assert found == []


def test_no_merge_leftovers() -> None:
    assert [path for path, text in texts().items() if _MERGE_LEFTOVERS.search(text)] == []


def test_readme_shows_every_setting() -> None:
    table = _SETTINGS_TABLE.search(texts()["README.md"])
    assert table, "README.md needs the settings between <!-- settings --> and <!-- /settings -->"
    rows = table.group(1).strip().splitlines()[2:]
    assert rows == [f"| `{s.variable}` | {f'`{s.default}`' if s.default else 'none'} | {s.about} |" for s in declared()]


def test_no_undeclared_setting_is_used() -> None:
    known = {s.variable for s in declared()}
    used = {
        f"{path}: {variable}"
        for path, text in texts().items()
        if not path.startswith("tests/") and not path.endswith(".lock")
        for variable in _VARIABLE.findall(text)
        if variable not in known
    }
    assert used == set()


def test_makefile_has_the_promised_targets() -> None:
    targets = set(re.findall(r"^([a-z]+):", texts()["Makefile"], re.MULTILINE))
    assert targets >= {"install", "demo", "test", "check", "bench", "lock"}


def test_changelog_tells_of_this_version() -> None:
    headings = re.findall(r"^## \[?([\w.]+)", texts()["CHANGELOG.md"], re.MULTILINE)
    assert headings
    assert headings[0] in {"Unreleased", profile_service.__version__}


def test_changelog_keeps_its_form() -> None:
    """Versions with their dates, the newest first; each entry under one of the sections, which come in their order."""
    title, *versions = re.split(r"^## ", texts()["CHANGELOG.md"], flags=re.MULTILINE)
    headings = [version.partition("\n")[0] for version in versions]
    dates = [match[1] or "unreleased" for heading in headings if (match := _VERSION.fullmatch(heading))]
    assert title.startswith("# Changelog\n")
    assert len(dates) == len(headings), headings
    assert dates == sorted(dates, reverse=True)
    for version in versions:
        before, *sections = re.split(r"^### ", version, flags=re.MULTILINE)
        names = [section.partition("\n")[0] for section in sections]
        assert names == [name for name in _SECTIONS if name in names]
        assert "\n- " not in before, "an entry outside the sections"
        assert [section for section in sections if "\n- " not in section] == []


def test_documents_stay_narrow() -> None:
    wide = [
        f"{path}:{number} has {len(line)} characters"
        for path, text in documents().items()
        for number, line in enumerate(text.splitlines(), start=1)
        if len(line) > _DOCUMENT_WIDTH
    ]
    assert wide == []


def test_documents_speak_no_dialect() -> None:
    assert [f"{path}: {m.group()}" for path, text in documents().items() for m in _DIALECT.finditer(text)] == []


def test_links_lead_somewhere() -> None:
    astray = []
    for path, text in documents().items():
        for target, anchor in _LINK.findall(_FENCE.sub("", text)):
            place = (ROOT / path).parent / target if target else ROOT / path
            if not place.exists() or (anchor and anchor not in _anchors(place)):
                astray.append(f"{path}: {target}#{anchor}")
    assert astray == []


def test_named_paths_exist() -> None:
    """Paths of the repository, and those of `profile_service/` by their layer: `store/engine/store.py`."""
    missing = []
    for path, text in documents().items():
        created = set(_TO_BE_CREATED.findall(text))
        named = {name for name in _PATH.findall(text) if name not in created}
        missing += [f"{path}: {name}" for name in sorted(named) if not _place(name).exists()]
        modules = {ROOT / name.rstrip(".").replace(".", "/") for name in _RUN_MODULE.findall(text)}
        missing += [f"{path}: {module}" for module in sorted(modules) if not _is_module(module)]
    assert missing == []


def test_named_commands_exist() -> None:
    unknown = [
        f"{path}: profile-service{words}"
        for path, text in documents().items()
        for code in _CODE.findall(text)
        for words in _COMMAND.findall(code)
        if not _is_command(words.replace("\\", "").split())
    ]
    assert unknown == []


def test_architecture_page_names_what_there_is() -> None:
    named = _FUNCTION.findall(texts()["docs/architecture.md"])
    assert len(named) > 20
    assert [f"{path} {name}" for path, name in named if name not in set(_definitions(_place(path)))] == []


def test_architecture_page_draws_the_areas() -> None:
    """Every area stands in its layer's row, to the right of those that it may import."""
    rows = re.findall(r"^ │ (\w*) +│(.*?)│", texts()["docs/architecture.md"], re.MULTILINE)
    starts = [number for number, (layer, _) in enumerate(rows) if layer] + [len(rows)]
    drawn = {
        rows[start][0]: re.findall(r"\w+", " ".join(areas for _, areas in rows[start:end]))
        for start, end in pairwise(starts)
    }
    assert drawn.keys() == AREAS.keys()
    for layer, areas in AREAS.items():
        assert set(drawn[layer]) == {*areas, *(each for imported in areas.values() for each in imported)}
        for area, imported in areas.items():
            assert imported <= set(drawn[layer][: drawn[layer].index(area)])


def test_decisions_say_what_enforces_them() -> None:
    notes = {path: text for path, text in texts().items() if path.startswith("docs/decisions/")}
    assert [path for path, text in notes.items() if "Enforced by:" not in text] == []


def test_every_warning_exception_has_a_reason() -> None:
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    ignored = [line for line in lines if line.strip().startswith('"ignore:')]
    assert [line for line in ignored if "  # " not in line] == []
    assert tomllib.loads("\n".join(lines))["tool"]["pytest"]["filterwarnings"][0] == "error"


def _anchors(place: Path) -> set[str]:
    """As GitHub makes them of headings."""
    headings = _HEADING.findall(_FENCE.sub("", place.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _place(name: str) -> Path:
    """In the repository, or else in the package."""
    return ROOT / name if (ROOT / name).exists() else ROOT / "profile_service" / name


def _is_module(path: Path) -> bool:
    """Whether `python -m` runs it."""
    return path.with_suffix(".py").is_file() or (path / "__main__.py").is_file()


def _is_command(words: list[str]) -> bool:
    """Whether the words name a group of commands, or a command with arguments after it; `check|apply` names two."""
    command = typer.main.get_command(app)
    for word in words:
        if not isinstance(command, TyperGroup):
            return True
        names = word.split("|")
        if not command.commands.keys() >= set(names):
            return False
        command = command.commands[names[0]]
    return True


def _definitions(path: Path) -> Iterator[str]:
    """`partition`, `Store`, `Store.write`: the functions and classes of a module, and their methods."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        if isinstance(node, ast.ClassDef):
            yield from (
                f"{node.name}.{each.name}"
                for each in node.body
                if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
            )


def documents() -> dict[str, str]:
    return {path: text for path, text in texts().items() if path.endswith(".md")}


def texts() -> dict[str, str]:
    """Path → text of every file that is or would be committed."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    paths = [path for path in listed.split("\0") if path and (ROOT / path).is_file()]
    return {path: (ROOT / path).read_text(encoding="utf-8", errors="replace") for path in paths}
