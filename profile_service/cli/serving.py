"""`profile-service serve`: the API, from this process, until it is stopped."""

import asyncio
import gc
import socket
import ssl
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, NamedTuple, TypeAlias

import typer
import uvicorn
from uvicorn.importer import import_from_string

from profile_service.cli.console.execution import EXIT_FAILED, run, settings
from profile_service.cli.console.log_output import configure_log
from profile_service.cli.console.output import say
from profile_service.cli.load.file_trial import CommandTrial
from profile_service.cli.load.trial_folders import remove_left_folders
from profile_service.domain.values.errors import InvalidInput
from profile_service.service.access.addresses import is_loopback, url
from profile_service.service.declared.access import declared_access
from profile_service.service.declared.views import views_with_own
from profile_service.settings import Settings
from profile_service.store.access.keys import keys
from profile_service.store.access.users import any_user
from profile_service.store.engine.open_store import open_store, store_exists

# By name: no other command needs the API, and to import it takes as long as to import all the rest of them.
_CREATE_APP = "profile_service.api.http.app:create_app"
_ACCEPTOR = "profile_service.api.gateway.acceptor:Acceptor"
_PROTOCOL = "profile_service.api.gateway.connections:GuardedProtocol"
_TURN_SECONDS = 0.0005

Port: TypeAlias = Annotated[
    int | None, typer.Option(metavar="PORT", help="Port to serve at; else PROFILE_PORT.", min=1, max=65_535)
]


def serve(
    host: Annotated[str | None, typer.Option(metavar="HOST", help="Address to serve at; else PROFILE_HOST.")] = None,
    port: Port = None,
    tls_cert: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Serve HTTPS with this certificate chain (PEM).")
    ] = None,
    tls_key: Annotated[Path | None, typer.Option(metavar="FILE", help="Private key of the certificate (PEM).")] = None,
) -> None:
    """Serve GraphQL, health and metrics over HTTP, or over HTTPS with a certificate."""
    config = settings_at(host, port)
    tls = certificate(tls_cert, tls_key)
    require_access(config)
    require_whole_store(config)
    address = url(config.host, config.port, "https" if tls else "http")
    if not serve_api(config, lambda: say(f"Serving at {address}/graphql"), tls):
        raise typer.Exit(EXIT_FAILED)


class Certificate(NamedTuple):
    """The files of a certificate chain and of its private key, both PEM."""

    chain: Path
    key: Path


def certificate(chain: Path | None, key: Path | None) -> Certificate | None:
    """Raises InvalidInput where one of the two is missing, or they cannot be read or do not fit each other."""
    if chain is None and key is None:
        return None
    if chain is None or key is None:
        raise InvalidInput("HTTPS needs both files: --tls-cert and --tls-key")
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(chain, key, password=_no_password)
    except (OSError, ValueError) as error:
        raise InvalidInput(f"{chain} and {key} are no certificate with its key, in PEM and without password") from error
    return Certificate(chain, key)


def _no_password() -> str:
    """Asked for where the key is encrypted; without it, the library would ask at the terminal."""
    return ""


def settings_at(host: str | None, port: int | None) -> Settings:
    """The settings, with another host or port where one is given."""
    config = settings()
    return replace(config, host=host or config.host, port=port or config.port)


def require_access(config: Settings) -> None:
    """Raises InvalidInput where other machines reach the address and nobody could say who they are."""
    if is_loopback(config.host) or declared_access(config.access, views_with_own(config.views)).issuers:
        return
    if not store_exists(config) or not run(_has_callers(config)):
        raise InvalidInput(
            f"{config.host} can be reached from other machines, and no access is configured: make a key first "
            "(profile-service keys create NAME --role agent) or a user (profile-service users create NAME "
            "--role agent), or serve at 127.0.0.1"
        )


def require_whole_store(config: Settings) -> None:
    """Raises Conflict where a backup is being restored into the store, so that the server says it in a sentence."""
    if store_exists(config):
        run(_open(config))


async def _open(config: Settings) -> None:
    async with open_store(config, migrate=False):
        return


async def _has_callers(config: Settings) -> bool:
    async with open_store(config) as store:
        return bool(await keys(store)) or await any_user(store)


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready
        self._acceptors: list[Any] = []  # imported by name

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start the application; the sockets have an acceptor of our own in the place of the loop's."""
        await super().startup([])
        if self.started:
            accept = import_from_string(_ACCEPTOR)
            self._acceptors = [accept(each, self._protocol, self.config.ssl) for each in sockets or ()]
            _settle_memory()
            _settle_turns()
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for acceptor in self._acceptors:
            acceptor.close()
        await super().shutdown(sockets)

    def _protocol(self) -> asyncio.Protocol:
        protocol: Callable[..., asyncio.Protocol] = self.config.http_protocol_class
        return protocol(config=self.config, server_state=self.server_state, app_state=self.lifespan.state)


def serve_api(config: Settings, ready: Callable[[], None], tls: Certificate | None = None) -> bool:
    """Serve until SIGINT or SIGTERM; `ready` is called once requests are answered. False where it could not start.

    Raises InvalidInput where the port is taken.
    """
    configure_log(config.log_level, config.log_format)
    server_config = uvicorn.Config(
        import_from_string(_CREATE_APP)(config, trial=CommandTrial(config.inspect_mb * 1024**2)),
        host=config.host,
        port=config.port,
        loop="uvloop",
        http=_PROTOCOL,
        ws="websockets-sansio",
        log_config=None,
        log_level="warning",  # below, it writes addresses, and the library of WebSockets what is sent
        ws_max_size=65_536,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
        ssl_certfile=tls.chain if tls else None,
        ssl_keyfile=str(tls.key) if tls else None,
    )
    with _listening(config) as listener:
        remove_left_folders()
        server = _Server(server_config, ready)
        with suppress(KeyboardInterrupt):  # how the server says that Ctrl-C stopped it, cleanly
            server.run(sockets=[listener])
    gc.unfreeze()  # what stays frozen is not let go at the end, and libraries call that a leak on the terminal
    return server.started


def _settle_memory() -> None:
    """Keep the garbage collector from going through all modules and types again and again: that took 80 ms, every
    hundredth request or so. What is made from here on is collected, in larger steps, and all of it rarely; the step in
    between is short, for dear answers leave behind what is no older than that."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 500)


def _settle_turns() -> None:
    """Have the thread that answers dear questions hand the interpreter over sooner: the server's loop asks for it some
    five times a request, and each time would wait 5 ms."""
    sys.setswitchinterval(_TURN_SECONDS)


def _listening(config: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((config.host, config.port))
    except OSError as error:
        listener.close()
        raise InvalidInput(
            f"{url(config.host, config.port)} cannot be served at ({error.strerror}); choose another PROFILE_PORT"
        ) from error
    return listener
