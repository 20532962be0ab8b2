"""The embedded store as processes: started, shared, killed and started again."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import neo4j
import neo4j.exceptions
import pytest

from profile_service.domain.values.errors import InvalidInput, StoreUnavailable
from profile_service.store.embedded import arcadedb
from profile_service.store.embedded.arcadedb import find_java
from profile_service.store.embedded.directory import Directory, EngineState
from profile_service.store.embedded.engine_lease import EngineLease
from tests.rig.graph import nodes, run

# A process that opens the store, prints its address, and keeps its lease until its input ends. It obeys Ctrl-C even
# where the tests were started with Ctrl-C ignored, as a script's background jobs are.
_USER = """
import signal, sys
from pathlib import Path
signal.signal(signal.SIGINT, signal.default_int_handler)
from profile_service.store.embedded.engine_lease import EngineLease
with EngineLease.open(Path(sys.argv[1])) as lease:
    print(lease.address.uri, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The directory of a store that runs, for tests that leave it as it is."""
    data_dir = tmp_path_factory.mktemp("running")
    with EngineLease.open(data_dir):
        yield data_dir


def test_two_processes_share_one_sidecar(running: Path) -> None:
    with user(running) as (_, uri), EngineLease.open(running) as lease:
        assert lease.address.uri == uri
        assert lease.is_alive()


def test_openers_at_once_start_one(tmp_path: Path) -> None:
    leases: list[EngineLease] = []
    openers = [threading.Thread(target=lambda: leases.append(EngineLease.open(tmp_path))) for _ in range(4)]
    for opener in openers:
        opener.start()
    for opener in openers:
        opener.join()
    assert len(leases) == 4
    assert len({lease.address.uri for lease in leases}) == 1
    for lease in leases:
        lease.close()


def test_sidecar_stops_after_last_lease(tmp_path: Path) -> None:
    first, second = EngineLease.open(tmp_path), EngineLease.open(tmp_path)
    first.close()
    time.sleep(3)
    assert second.is_alive()
    second.close()
    wait_until(lambda: not Directory(tmp_path).is_running(), 10)
    assert Directory(tmp_path).state() is None


def test_data_and_password_survive_a_stop(tmp_path: Path) -> None:
    with EngineLease.open(tmp_path) as lease:
        run(lease.address, "CREATE (:Kept {key: 'a'})")
        password = lease.address.password
    wait_until(lambda: not Directory(tmp_path).is_running(), 10)
    with EngineLease.open(tmp_path) as lease:
        assert lease.address.password == password
        assert nodes(lease.address, "Kept", "key") == {("a",)}


@pytest.mark.parametrize("process", ["sidecar", "engine"])
def test_killed_store_reopens_with_commits(tmp_path: Path, process: str) -> None:
    lease = EngineLease.open(tmp_path)
    run(lease.address, "UNWIND range(1, 100) AS i CREATE (:Kept {key: i})")
    os.kill(getattr(state(tmp_path), process), signal.SIGKILL)
    wait_until(lambda: not lease.is_alive(), 2)
    with EngineLease.open(tmp_path) as again:
        lease.close()
        assert again.is_alive()
        assert nodes(again.address, "Kept", "key") == {(i,) for i in range(1, 101)}


def test_killed_starter_leaves_others_served(tmp_path: Path) -> None:
    with user(tmp_path) as (starter, uri), EngineLease.open(tmp_path) as lease:
        starter.kill()
        starter.wait()
        time.sleep(3)
        assert lease.is_alive()
        assert (lease.address.uri, run(lease.address, "RETURN 1")) == (uri, [(1,)])


def test_interrupt_of_starter_spares_sidecar(running: Path) -> None:
    with user(running) as (starter, _), EngineLease.open(running) as lease:
        os.killpg(starter.pid, signal.SIGINT)
        starter.wait()
        assert run(lease.address, "RETURN 1") == [(1,)]


def test_everybody_killed_leaves_it_openable(tmp_path: Path) -> None:
    with user(tmp_path) as (starter, uri):
        os.kill(state(tmp_path).sidecar, signal.SIGKILL)
        starter.kill()
    wait_until(lambda: not Directory(tmp_path).is_running(), 5)
    assert state(tmp_path).port == int(uri.rpartition(":")[2])
    with EngineLease.open(tmp_path) as lease:
        assert run(lease.address, "RETURN 1") == [(1,)]


def test_stale_files_are_no_store(tmp_path: Path) -> None:
    directory = Directory(tmp_path)
    directory.create()
    directory.publish_state(EngineState("127.0.0.1", 1, os.getpid(), os.getpid(), "2026-01-01T00:00:00.000000Z"))
    for name in ("leases", "starting", "sidecar", "engine"):
        (directory.root / name).touch()
    with EngineLease.open(tmp_path) as lease:
        assert run(lease.address, "RETURN 1") == [(1,)]


def test_terminated_sidecar_stops_in_seconds(tmp_path: Path) -> None:
    with EngineLease.open(tmp_path) as lease:
        os.kill(state(tmp_path).sidecar, signal.SIGTERM)
        wait_until(lambda: not Directory(tmp_path).is_running(), 10)
        assert not lease.is_alive()


def test_deleted_directory_ends_the_store(tmp_path: Path) -> None:
    with EngineLease.open(tmp_path) as lease:
        engine = state(tmp_path).engine
        shutil.rmtree(tmp_path / "embedded")
        assert not lease.is_alive()
        wait_until(lambda: not Path(f"/proc/{engine}").exists(), 5)


def test_files_are_the_owners_alone(running: Path) -> None:
    with EngineLease.open(running) as lease:
        run(lease.address, "CREATE (:Kept {key: 'a'})")
        modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (running / "embedded").rglob("*")}
    assert len(modes) > 10
    assert {str(path): oct(mode) for path, mode in modes.items() if mode & 0o077 and path.is_file()} == {}
    assert stat.S_IMODE((running / "embedded").stat().st_mode) == 0o700


def test_folder_of_an_earlier_version_becomes_the_owners_alone(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    (data_dir / "embedded").mkdir(parents=True)
    (data_dir / "embedded").chmod(0o755)
    Directory(data_dir).create()
    Directory(tmp_path / "other").create()
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.rglob("*")}
    assert modes == {data_dir: 0o755} | dict.fromkeys(
        (data_dir / "embedded", tmp_path / "other", tmp_path / "other" / "embedded"), 0o700
    )


def test_wrong_passwords_lock_nobody_out(running: Path) -> None:
    with EngineLease.open(running) as lease:
        for user in ("root", "admin", "user"):
            for _ in range(6):
                with pytest.raises(neo4j.exceptions.Neo4jError), _driver(lease, user, "wrong") as driver:
                    driver.verify_connectivity()
        with _driver(lease, lease.address.user, lease.address.password) as driver:
            driver.verify_connectivity()
    assert lease.address.user not in {"root", "admin", "user"}


def test_engine_of_each_start_has_a_user_of_its_own(tmp_path: Path) -> None:
    names = []
    for _ in range(2):
        with EngineLease.open(tmp_path) as lease:
            names.append(lease.address.user)
        wait_until(lambda: not Directory(tmp_path).is_running(), 10)
    assert len(set(names)) == 2


def _driver(lease: EngineLease, user: str, password: str) -> neo4j.Driver:
    return neo4j.GraphDatabase.driver(lease.address.uri, auth=(user, password), connection_timeout=5.0)


def test_listens_on_loopback_alone(running: Path) -> None:
    with EngineLease.open(running):
        listening = [
            row.split()[1]
            for table in ("tcp", "tcp6")
            for row in Path(f"/proc/{state(running).engine}/net/{table}").read_text().splitlines()[1:]
            if row.split()[3] == "0A" and row.split()[9] in sockets(state(running).engine)
        ]
    hosts = {address.rpartition(":")[0] for address in listening}
    assert [int(address.rpartition(":")[2], 16) for address in listening] == [state(running).port], "Bolt alone"
    assert hosts <= {"0100007F", "0000000000000000FFFF00000100007F"}


@pytest.mark.skipif(shutil.which("javac") is None, reason="no javac: install a Java 17 JDK")
def test_starter_of_the_engine_is_what_its_source_says(tmp_path: Path) -> None:
    source = Path(arcadedb.__file__).parent / "java" / "BoltAlone.java"
    subprocess.run(["javac", "--release", "11", "-g:none", "-d", tmp_path, source], check=True)
    assert _disassembled(tmp_path) == _disassembled(source.parent)


def _disassembled(folder: Path) -> str:
    command = ["javap", "-p", "-c", "-cp", str(folder), "BoltAlone"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_rejected_values_reach_no_log(running: Path) -> None:
    with EngineLease.open(running) as lease:
        run(lease.address, "CREATE CONSTRAINT kept IF NOT EXISTS FOR (n:Kept) REQUIRE n.key IS UNIQUE")
        run(lease.address, "CREATE (:Kept {key: $key})", key="ann@secret.example")
        with pytest.raises(neo4j.exceptions.ConstraintError) as refused:
            run(lease.address, "CREATE (:Kept {key: $key})", key="ann@secret.example")
    assert "secret.example" not in str(refused.value)
    logs = [running / "embedded" / "sidecar.log", *(running / "embedded" / "log").iterdir()]
    assert [log.name for log in logs if b"secret.example" in log.read_bytes()] == []


def test_unusable_directory_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InvalidInput, match=r"^The data directory .*file/data cannot be used \(Not a directory\): "):
        EngineLease.open(tmp_path / "file" / "data")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_unwritable_directory_is_one_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(InvalidInput, match=r"cannot be used \(Permission denied\): "):
        EngineLease.open(tmp_path)


def test_bad_heap_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"^The heap size 'much' "):
        EngineLease.open(tmp_path, heap="much")


def test_failed_start_names_the_log(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match=r"^The embedded store did not start: see .*sidecar\.log\.$"):
        EngineLease.open(tmp_path, heap="1m")
    assert "heap" in (tmp_path / "embedded" / "sidecar.log").read_text()


def test_missing_runtime_is_one_sentence() -> None:
    with pytest.raises(StoreUnavailable, match=r"^The embedded store needs the package no_such_package: "):
        find_java("no_such_package")
    with pytest.raises(StoreUnavailable, match=r"^No Java runtime in .*json: "):
        find_java("json")


@contextmanager
def user(data_dir: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Another process that holds a lease, in a process group of its own, and the address that it opened."""
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", _USER, data_dir],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, process_group=0,
        cwd=Path(__file__).parents[3],
    ) as process:  # fmt: skip
        assert process.stdout
        yield process, process.stdout.readline().strip()


def state(data_dir: Path) -> EngineState:
    published = Directory(data_dir).state()
    assert published
    return published


def sockets(process: int) -> set[str]:
    """Inodes of the sockets that a process has open."""
    targets = [_target(descriptor) for descriptor in Path(f"/proc/{process}/fd").iterdir()]
    return {target[8:-1] for target in targets if target.startswith("socket:[")}


def _target(descriptor: Path) -> str:
    try:
        return str(descriptor.readlink())
    except FileNotFoundError:  # closed since it was listed
        return ""


def wait_until(condition: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"not within {seconds} s"
        time.sleep(0.05)
