"""The house around the code: what the files say of themselves is true, and they name no place they should not."""

import re
import subprocess
import tomllib

import profile_service
from profile_service.settings import PREFIX, declared
from tests.sources import ROOT

# No file depends on where packages come from or on the machine that it was written on.
_FORBIDDEN = re.compile(
    r"pypi\.org|pythonhosted\.org|repo1?\.maven\.|maven\.org|registry\.npmjs|crates\.io|proxy\.golang"
    r"|(?<![\w.])/(?:work|root|tmp/lab)/|--(?:index-url|find-links|trusted-host)\b"
)
_MERGE_LEFTOVERS = re.compile(r"^(<{7} |>{7} )", re.MULTILINE)
_VARIABLE = re.compile(rf"\b{PREFIX}(?!TEST_)[A-Z0-9]+(?:_[A-Z0-9]+)*\b")
_SETTINGS_TABLE = re.compile(r"<!-- settings -->\n(.*?)<!-- /settings -->", re.DOTALL)


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


def test_decisions_say_what_enforces_them() -> None:
    notes = {path: text for path, text in texts().items() if path.startswith("docs/decisions/")}
    assert [path for path, text in notes.items() if "Enforced by:" not in text] == []


def test_every_warning_exception_has_a_reason() -> None:
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    ignored = [line for line in lines if line.strip().startswith('"ignore:')]
    assert [line for line in ignored if "  # " not in line] == []
    assert tomllib.loads("\n".join(lines))["tool"]["pytest"]["filterwarnings"][0] == "error"


def texts() -> dict[str, str]:
    """Path → text of every file that is or would be committed."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    paths = [path for path in listed.split("\0") if path and (ROOT / path).is_file()]
    return {path: (ROOT / path).read_text(encoding="utf-8", errors="replace") for path in paths}
