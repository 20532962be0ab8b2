"""The database engine of the embedded store: one Java process, from the runtime and the jars of arcadedb-embedded.

Java is run directly rather than inside Python: it starts sooner and takes less memory.
"""

import ctypes
import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from profile_service.domain.values.errors import StoreUnavailable
from profile_service.store.embedded.directory import DATABASE, Directory
from profile_service.store.embedded.file_locks import FileLock

HOST = "127.0.0.1"
GRACE_SECONDS = 10
POLL_SECONDS = 0.02
_CLASSES = Path(__file__).parent / "java"
_MAIN = "BoltAlone"
_PR_SET_PDEATHSIG = 1

_JVM = (
    "--add-modules=jdk.incubator.vector",
    "--enable-native-access=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED",
    "--add-opens=java.base/java.nio.channels.spi=ALL-UNNAMED",
    "--add-opens=java.base/java.lang=ALL-UNNAMED",
    "-XX:+UseCompactObjectHeaders",
    "-XX:+ExitOnOutOfMemoryError",
    "-XX:-UsePerfData",
    "-XX:ErrorFile=hs_err.log",
    "-Djava.awt.headless=true",
    "-Dfile.encoding=UTF8",
    "-Dpolyglot.engine.WarnInterpreterOnly=false",
    "-Djava.util.logging.config.file=logging.properties",
)

# txWalFlush 2: a commit survives a power cut. command.timeout, in ms, is the only limit on a query, for the engine
# ignores the driver's; index building is exempt. A query whose client has gone occupies its place until that timeout,
# so there are more places than the default of 4, and the wait for one is short.
_ENGINE = {
    "txWalFlush": "2",
    "command.timeout": "10000",
    "queryMaxConcurrent": "16",
    "queryQueueTimeout": "2000",
    "bolt.maxConnections": "512",
    "opencypher.loadCsv.allowFileUrls": "false",
    "opencypher.loadCsv.allowRemoteUrls": "false",
    "server.defaultDatabases": f"{DATABASE}[]",
    "server.plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
}

# The engine logs values of rejected rows, also at WARNING from its Bolt side: personal data must not reach a log.
_LOGGING = """\
handlers = java.util.logging.ConsoleHandler
.level = WARNING
com.arcadedb.bolt.level = SEVERE
java.util.logging.ConsoleHandler.level = WARNING
java.util.logging.ConsoleHandler.formatter = com.arcadedb.log.LogFormatter
"""


@dataclass(frozen=True)
class Java:
    binary: Path
    jars: Path


def find_java(package: str = "arcadedb_embedded") -> Java:
    """The Java runtime in the package, located without importing it. Raises StoreUnavailable where it is missing."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise StoreUnavailable(f"The embedded store needs the package {package}: install it or set PROFILE_NEO4J_URI.")
    home = Path(spec.origin).parent
    java = Java(binary=home / "jre" / "bin" / "java", jars=home / "jars")
    if not os.access(java.binary, os.X_OK) or not java.jars.is_dir():
        raise StoreUnavailable(f"No Java runtime in {home}: install the package {package} again.")
    return java


class ArcadeDB:
    """A started engine. It dies with the process that started it (on Linux, however that process dies). Of its ports
    only that of Bolt stays open once it is ready.

    `java_options`: further options of the command, which the environment gives by JDK_JAVA_OPTIONS.
    """

    def __init__(self, directory: Directory, lock: FileLock, heap: str, mode: str, java_options: str) -> None:
        java = find_java()
        http, self.port = _free_ports(2)
        self._ready = directory.root / "ready"
        self._ready.unlink(missing_ok=True)
        self.user = directory.make_user()
        (directory.root / "logging.properties").write_text(_LOGGING)
        settings = {
            **_ENGINE,
            "server.mode": mode,
            "server.rootPath": str(directory.root),
            "server.httpIncomingHost": HOST,
            "server.httpIncomingPort": str(http),
            "bolt.host": HOST,
            "bolt.port": str(self.port),
        }
        options = [f"-Darcadedb.{key}={value}" for key, value in settings.items()]
        files: list[str | Path] = [self._ready, directory.purge, DATABASE]
        self._process = subprocess.Popen(
            [java.binary, f"-Xmx{heap}", *_JVM, "-cp", f"{_CLASSES}:{java.jars}/*", *options, _MAIN, *files],
            cwd=directory.root,
            env={"LANG": "C.UTF-8", "JDK_JAVA_OPTIONS": java_options},
            stdin=subprocess.DEVNULL,
            pass_fds=(lock.fileno(),),
            # The sidecar has one thread, so that nothing else can hold a lock at the moment of the fork.
            preexec_fn=partial(_die_with, os.getpid()),  # noqa: PLW1509
        )
        self.pid = self._process.pid

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def wait_ready(self) -> bool:
        """True when queries are answered, False when the engine ended instead."""
        while self.is_alive():
            if self._ready.exists():
                return True
            time.sleep(POLL_SECONDS)
        return False

    def stop(self) -> None:
        """End the engine in order; kill it where that takes longer than GRACE_SECONDS."""
        self._process.terminate()
        try:
            self._process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server((HOST, 0)) for _ in range(count)]
    ports = [int(bound.getsockname()[1]) for bound in sockets]
    for bound in sockets:
        bound.close()
    return ports


_LIBC = ctypes.CDLL(None)


def _die_with(parent: int) -> None:
    """Run in the new process: let the kernel end it when its parent dies. The parent may have died already."""
    if sys.platform == "linux":
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
