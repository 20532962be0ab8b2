"""The oldest release of each package without a known hole, and what is installed of them."""

import re
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version

from profile_service.service.diagnosis.diagnoses import Diagnosis, ok, problem

FLOORS = {
    "arcadedb-embedded": "26.10.1",  # memory exhausted over Bolt before login, lost updates, lost index entries
    "authlib": "1.6.9",  # CVE-2026-27962, the key is taken from the token
    "jinja2": "3.1.6",  # CVE-2025-27516, templates leave the sandbox
    "h11": "0.16.0",  # CVE-2025-43859, request smuggling
    "joserfc": "1.6.8",  # CVE-2026-49852, an empty HMAC key
    "neo4j": "6.3",  # a connection is awaited past its timeout
    "pyjwt": "2.13.0",  # CVE-2026-48526, a public key is taken as a secret
    "python-multipart": "0.0.27",  # CVE-2026-42561, CVE-2026-40347
    "starlette": "1.3.1",  # CVE-2026-48710, the Host header decides the path
    "strawberry-graphql": "0.315.7",  # CVE-2026-35523, -35526, -47706, -47707, -45739
}
"""Of packages that are not used, too, in case they come in."""
SERVER_FLOORS = {"Neo4j": "5.26", "ArcadeDB": "26.10.1"}
"""Name of a store's server → the oldest version that it is known to work with, and that has no known hole."""
_NUMBERS = re.compile(r"\d+")
_SERVER = re.compile(r"(\w+)[/ ](\d[\w.]*)")


def is_older(one: str, other: str) -> bool:
    """Whether a version comes before another, by the numbers in them."""
    return [int(number) for number in _NUMBERS.findall(one)] < [int(number) for number in _NUMBERS.findall(other)]


def package_diagnoses(installed: Callable[[str], str] = version) -> Iterator[Diagnosis]:
    """A problem for each package with a known hole. `installed`: the version of one; raises PackageNotFoundError."""
    count, old = 0, 0
    for name, floor in FLOORS.items():
        try:
            found = installed(name)
        except PackageNotFoundError:
            continue
        count += 1
        if is_older(found, floor):
            old += 1
            yield problem("packages", f"{name} {found} has a known hole", f"install {name} {floor} or newer")
    if not old:
        yield ok("packages", f"none of {count} packages that had holes is older than their repair")


def server_diagnosis(server: str) -> Diagnosis:
    """Of the store's server, by its name and version as it tells them: `Neo4j/5.26.0`, `ArcadeDB 26.10.2`."""
    match = _SERVER.match(server)
    floor = SERVER_FLOORS.get(match[1]) if match else None
    if match and floor and is_older(match[2], floor):
        return problem("store", f"{server} is older than {floor}", f"take {match[1]} {floor} or newer")
    return ok("store", f"{server} answers")
