"""Every detail that a reader of events looks for stands in the one list of their names, and in the documentation."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import profile_service
from profile_service.domain.sources.details.detail_names import DETAIL_NAMES

_ROOT = Path(profile_service.__file__).parent
_READERS = {"text", "number", "points", "moment", "_numbers", "_plain_numbers", "_detail", "_has_happened"}


def test_every_detail_that_is_looked_for_is_listed() -> None:
    sought = {name: path for path in sorted((_ROOT / "domain").rglob("*.py")) for name in _sought(path)}
    assert {name: str(path) for name, path in sought.items() if name not in DETAIL_NAMES} == {}
    assert len(sought) > 50


def test_every_detail_is_documented() -> None:
    document = (_ROOT.parent / "docs" / "mapping.md").read_text(encoding="utf-8")
    shown = document.partition("<!-- details -->\n")[2].partition("<!-- /details -->")[0]
    assert re.findall(r"`([a-z_]+)`", shown) == sorted(DETAIL_NAMES)


def _sought(path: Path) -> Iterator[str]:
    """The names under which a module looks for details: texts in calls of the readers of details, and in
    `event.details.get`; and those of its constants that such a call names."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    constants = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if _reads_details(call, path):
            for argument in call.args:
                yield from _texts(constants.get(argument.id, argument) if isinstance(argument, ast.Name) else argument)


def _reads_details(call: ast.Call, path: Path) -> bool:
    match call.func:
        case ast.Attribute(ast.Name("event_details"), name):
            return name in _READERS
        case ast.Attribute(ast.Attribute(_, "details"), "get"):
            return True
        case ast.Name(name):
            return name in _READERS and path.name in ("event_details.py", "topics.py", "order_status.py")
    return False


def _texts(argument: ast.expr) -> Iterator[str]:
    for node in ast.walk(argument):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
