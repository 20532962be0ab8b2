"""What the project stands on: no release with a known hole, and a lock file that covers everything by hash."""

import re
import sys
import tomllib
from functools import cache
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from profile_service.service.diagnosis.package_floors import FLOORS
from tests.sources import PACKAGES, ROOT, sources

LATER_STDLIB = {"compression": "of Python 3.14"}
NEVER = {"python-jose": "it trusts the algorithm that the token names"}

_LOCKED = re.compile(r"^([A-Za-z0-9_.-]+)==([^\s;]+)", re.MULTILINE)


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_no_release_with_known_hole(name: str) -> None:
    versions = locked().get(name, set()) | installed(name)
    assert {v for v in versions if v < Version(FLOORS[name])} == set()


@pytest.mark.parametrize("name", ["arcadedb-embedded", "h11", "neo4j", "pyjwt", "starlette", "strawberry-graphql"])
def test_declared_bound_excludes_known_holes(name: str) -> None:
    declared = {canonicalize_name(r.name): r for r in requirements()}[canonicalize_name(name)]
    bounds = [Version(s.version) for s in declared.specifier if s.operator == ">="]
    assert min(bounds) >= Version(FLOORS[name])


@pytest.mark.parametrize("name", sorted(NEVER))
def test_untrustworthy_packages_stay_out(name: str) -> None:
    assert name not in locked(), NEVER[name]
    assert installed(name) == set(), NEVER[name]


def test_lock_covers_every_requirement() -> None:
    missing = [
        str(requirement)
        for requirement in requirements("demo", "otel", "dev")
        if not any(v in requirement.specifier for v in locked().get(canonicalize_name(requirement.name), ()))
    ]
    assert missing == [], "run make lock"


def test_every_imported_package_is_declared() -> None:
    owners = metadata.packages_distributions()
    modules = {(i.target.split(".")[0], s.path) for s in sources() for i in s.imports}
    ours = {*sys.stdlib_module_names, *LATER_STDLIB, *PACKAGES}
    foreign = {(m, path) for m, path in modules if m not in ours}
    declared = {canonicalize_name(r.name) for r in requirements("demo", "otel")}
    undeclared = {(m, path) for m, path in foreign if not declared & {canonicalize_name(d) for d in owners.get(m, ())}}
    assert undeclared == set()


def test_lock_hashes_every_package() -> None:
    entries = re.split(r"\n(?=\w)", (ROOT / "requirements.lock").read_text())
    packages = [e for e in entries if _LOCKED.match(e)]
    assert len(packages) > 40
    assert [e.split(" ")[0] for e in packages if "--hash=sha256:" not in e] == []


@cache
def requirements(*extras: str) -> tuple[Requirement, ...]:
    """What the project declares for running, with the extras named."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    more = (r for extra in extras for r in project["optional-dependencies"][extra])
    return tuple(Requirement(r) for r in [*project["dependencies"], *more])


@cache
def locked() -> dict[str, set[Version]]:
    """Name → versions; a package may be locked twice, for two ranges of Python."""
    found: dict[str, set[Version]] = {}
    for name, version in _LOCKED.findall((ROOT / "requirements.lock").read_text()):
        found.setdefault(canonicalize_name(name), set()).add(Version(version))
    return found


def installed(name: str) -> set[Version]:
    try:
        return {Version(metadata.version(name))}
    except metadata.PackageNotFoundError:
        return set()
