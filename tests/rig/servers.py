"""A real Neo4j server for tests, from its jars alone: no container, no installation."""

import fcntl
import os
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

from profile_service.store.places.address import Address
from tests.rig.tokens import make_names_known

_HERE = Path(__file__).parent / "neo4j"
_POM = _HERE / "pom.xml"
_VERSION = ElementTree.parse(_POM).findtext(".//{*}neo4j.version") or ""
_CACHE = Path(__file__).parents[2] / ".cache" / f"neo4j-{_VERSION}"
_START_SECONDS = 180

_CONF = """\
server.bolt.enabled=true
server.bolt.listen_address=127.0.0.1:{port}
server.http.enabled=false
dbms.security.auth_enabled=true
server.memory.heap.max_size=768m
server.memory.pagecache.size=256m
db.tx_log.preallocate=false
dbms.usage_report.enabled=false
"""
# Tests fill and empty the store all the time: without this, each statement would be planned anew every ten seconds.
_PLAN_ONCE = "dbms.cypher.min_replan_interval=1h\n"
_SAVE_SOON = "db.checkpoint.interval.time=5s\ndb.checkpoint.iops.limit=-1\n"
# Less optimised code that is ready sooner, and no verification of the jars' code: this halves the start of an engine,
# which is most of its time in a test.
_QUICK = (
    "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:+UnlockDiagnosticVMOptions", "-XX:-BytecodeVerificationRemote",
)  # fmt: skip


def start_engines_quickly() -> None:
    """Let every engine that this process starts from now on, of either kind, start sooner and run slower."""
    os.environ.setdefault("JDK_JAVA_OPTIONS", " ".join(_QUICK))


def missing_tools() -> str | None:
    """The missing tools, in one line for people, without which the server cannot run; None where it can."""
    tools = ["java", "javac"] if (_CACHE / "lib").is_dir() else ["java", "javac", "mvn"]
    missing = [tool for tool in tools if shutil.which(tool) is None]
    if not missing:
        return None
    return f"no Neo4j: install a Java 17 JDK and Maven ({', '.join(missing)} missing) or set PROFILE_TEST_NEO4J_URI"


@contextmanager
def start_neo4j(home: Path, *, plan_once: bool = True, saves_soon: bool = False) -> Iterator[Address]:
    """The address of a new server in `home`, which is ready. `plan_once`: a statement keeps its plan, however the store
    grows and whatever is new in it. `saves_soon`: what is written is in the files within seconds, and so can be
    weighed. The server ends with the block, without saving, and with this process, however that dies.
    """
    address = prepare_neo4j(home, plan_once=plan_once)
    if saves_soon:
        with (home / "conf" / "neo4j.conf").open("a") as conf:
            conf.write(_SAVE_SOON)
    with run_neo4j(home):
        if plan_once:
            make_names_known(address)
        yield address


def prepare_neo4j(home: Path, *, plan_once: bool = True) -> Address:
    """Configure a new server in `home`; returns the address that it will have."""
    port, password = free_port(), secrets.token_hex(16)
    (home / "conf").mkdir(parents=True)
    (home / "conf" / "neo4j.conf").write_text(_CONF.format(port=port) + (_PLAN_ONCE if plan_once else ""))
    admin(home, "dbms", "set-initial-password", password)
    return Address(f"bolt://127.0.0.1:{port}", "neo4j", password, "neo4j")


@contextmanager
def run_neo4j(home: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """The process of the server in `home`, which is ready; killed at the end of the block, without saving."""
    with (home / "output.log").open("w+") as log:
        process = subprocess.Popen(
            ["java", "-Xmx768m", "-cp", _classpath(), "Run", home],
            cwd=home, stdin=subprocess.PIPE, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        with process:
            try:
                _wait_ready(process, home / "output.log")
                yield process
            finally:
                process.kill()


def admin(home: Path, *arguments: str) -> None:
    """Run `neo4j-admin` on the stopped server in `home`."""
    environment = {**os.environ, "NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")}
    command = ["java", "-cp", _classpath(), "org.neo4j.cli.AdminTool", *arguments]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if result.returncode:
        raise RuntimeError(f"neo4j-admin {' '.join(arguments[:2])} failed: {result.stderr.strip()[-500:]}")


def _classpath() -> str:
    """The class path of the jars and the starter, fetched and compiled once; other processes wait meanwhile."""
    _CACHE.mkdir(parents=True, exist_ok=True)
    jars, classes = _CACHE / "lib", _CACHE / "classes"
    with (_CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not jars.is_dir():
            _fetch(jars)
        if not _newer(classes / "Run.class", _HERE / "Run.java"):
            subprocess.run(["javac", "-d", classes, "-cp", f"{jars}/*", _HERE / "Run.java"], check=True)
    return f"{classes}:{jars}/*"


def _fetch(jars: Path) -> None:
    """Fetch all jars or none: an interrupted download leaves no directory of that name."""
    partial = jars.with_name("lib.partial")
    shutil.rmtree(partial, ignore_errors=True)
    goal = ["dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={partial}"]
    result = subprocess.run(
        ["mvn", "-q", "-B", "-f", _POM, *goal], capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )
    if result.returncode:
        raise RuntimeError(f"Maven could not fetch the Neo4j server: {result.stdout.strip()[-500:]}")
    partial.rename(jars)


def _newer(made: Path, source: Path) -> bool:
    return made.exists() and made.stat().st_mtime >= source.stat().st_mtime


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _wait_ready(process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + _START_SECONDS
    while "ready" not in (text := log.read_text()).splitlines():
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"Neo4j did not start: {text.strip()[-1000:]}")
        time.sleep(0.1)
