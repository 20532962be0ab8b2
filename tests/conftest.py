"""The two stores that tests run on. An engine starts when the first test asks for it, once per test process.

Neo4j needs a JDK and, the first time, Maven, or a running server: PROFILE_TEST_NEO4J_URI (user `neo4j`,
PROFILE_TEST_NEO4J_PASSWORD). Where there is neither, its tests are skipped, but with CI=true they fail.
"""

import os
import re
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

from profile_service.cli.console.log_output import unconfigure_log
from profile_service.store.embedded.engine_lease import EngineLease
from profile_service.store.engine import migrations
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.chromium import NO_CHROMIUM
from tests.rig.graph import forget_schema, size, wipe
from tests.rig.servers import missing_tools, start_engines_quickly, start_neo4j
from tests.rig.users import hash_passwords_quickly

# The time that an example takes depends on the machine, on which two workers run, more than on the code. CI draws a
# hundred examples for each property, the inner loop a quarter of them; a mutant meets the same few each time, and
# nobody reads the smallest example that kills it.
settings.register_profile("ci", deadline=None, max_examples=100)
settings.register_profile("dev", deadline=None, max_examples=25)
settings.register_profile(
    "mutants", settings.get_profile("dev"), derandomize=True, database=None, phases=[Phase.explicit, Phase.generate]
)
settings.load_profile(os.environ.get("PROFILE_TEST_EXAMPLES") or ("ci" if os.environ.get("CI") == "true" else "dev"))
start_engines_quickly()
hash_passwords_quickly()


# Of these tests the quick suite has those on the embedded engine alone: the statements that they run are tried on both
# engines by the tests of the store too.
_ON_ONE_ENGINE = ("tests/api/", "tests/e2e/", "tests/oracle/", "tests/service/")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--quick", action="store_true", help="leave out what is thorough, and most of what is beyond the store on Neo4j"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--quick"):
        return
    left_out = [item for item in items if _is_left_out(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if not _is_left_out(item)]


def _is_left_out(item: pytest.Item) -> bool:
    return item.get_closest_marker("thorough") is not None or _is_on_neo4j_too(item.nodeid)


def _is_on_neo4j_too(nodeid: str) -> bool:
    engine = _ENGINE.search(nodeid)
    on_neo4j = engine is not None and engine[1] == "neo4j"
    return on_neo4j and nodeid.startswith(_ON_ONE_ENGINE)


class _EngineScheduling(LoadScopeScheduling):  # type: ignore[misc]  # it is not typed
    """One worker gets all tests on Neo4j, so that one starts it; the embedded engine, which starts soon, may be started
    by one for the API and by another for the rest. The first that is done takes the other files, those that share the
    served demo together."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(_SHARING_THE_DEMO):
            return _SHARING_THE_DEMO
        engine = _ENGINE.search(nodeid)
        if engine and engine[1] == "embedded" and nodeid.startswith("tests/api/"):
            return "embedded, the API"
        return engine[1] if engine else nodeid.partition("::")[0]


_SHARING_THE_DEMO = "tests/e2e/console/"
_ENGINE = re.compile(r"[\[-](neo4j|embedded)[\]-]")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> _EngineScheduling:
    return _EngineScheduling(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Report all tests that are skipped for want of Neo4j, or of Chromium, in one line, not in one for each."""
    report = yield
    for reason in (missing_tools(), NO_CHROMIUM):
        if report.skipped and reason and reason in str(report.longrepr):
            report.longrepr = (__file__, 0, reason)
    return report


@pytest.fixture(params=["embedded", "neo4j"])
def address(request: pytest.FixtureRequest) -> Address:
    """An empty store of each engine in turn; it may have the schema of an earlier test."""
    server: Address = request.getfixturevalue(f"{request.param}_server")
    wipe(server)
    return server


@pytest.fixture
async def store(address: Address, request: pytest.FixtureRequest) -> AsyncIterator[Store]:
    """A connection to the empty store, with its schema applied."""
    engine = request.node.callspec.params["address"]
    opened = Store(RemoteEngine(address, engine))
    await migrations.apply(opened)
    yield opened
    await opened.close()


@pytest.fixture(autouse=True)
def own_log() -> Iterator[None]:
    """What a command makes of the log ends with its test."""
    yield
    unconfigure_log()


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def embedded_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of the embedded engine, for commands that join it."""
    return tmp_path_factory.mktemp("embedded")


@pytest.fixture(scope="session")
def embedded_server(embedded_dir: Path) -> Iterator[Address]:
    """The embedded engine. With PROFILE_TEST_STORE_MODE=development its errors show what production hides."""
    mode = os.environ.get("PROFILE_TEST_STORE_MODE", "production")
    with EngineLease.open(embedded_dir, mode=mode) as lease:
        yield lease.address


@pytest.fixture(scope="session")
def neo4j_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Address]:
    uri = os.environ.get("PROFILE_TEST_NEO4J_URI")
    yield from _provided_server(uri) if uri else _own_server(tmp_path_factory.mktemp("neo4j"))


def _own_server(home: Path) -> Iterator[Address]:
    reason = missing_tools()
    if reason and os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    if reason:
        pytest.skip(reason)
    with start_neo4j(home) as address:
        yield address


def _provided_server(uri: str) -> Iterator[Address]:
    """A server that runs already: it is used, and wiped, only if it was empty."""
    address = Address(uri, "neo4j", os.environ.get("PROFILE_TEST_NEO4J_PASSWORD", ""), "neo4j")
    if int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")) > 1:
        pytest.fail("PROFILE_TEST_NEO4J_URI is one database: run the tests without -n", pytrace=False)
    if size(address):
        pytest.fail("the database at PROFILE_TEST_NEO4J_URI is not empty, and tests delete all", pytrace=False)
    yield address
    wipe(address)
    forget_schema(address)
