"""`profile-service serve`: the API, from this process or from workers of it, until it is stopped."""

import gc
import socket
import ssl
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, NamedTuple, TypeAlias

import typer
import uvicorn
from uvicorn.importer import import_from_string

from profile_service.cli.console.execution import EXIT_FAILED, run, settings
from profile_service.cli.console.log_output import configure_log
from profile_service.cli.console.output import say
from profile_service.cli.load.file_trial import CommandTrial
from profile_service.cli.load.trial_folders import remove_left_folders
from profile_service.cli.server import ApiServer
from profile_service.cli.workers import Supervisor
from profile_service.domain.values.errors import InvalidInput
from profile_service.service.access.addresses import is_loopback, url
from profile_service.service.declared.access import declared_access
from profile_service.service.declared.views import views_with_own
from profile_service.service.workers.worker_board import WorkerSeat
from profile_service.settings import Settings
from profile_service.store.access.keys import keys
from profile_service.store.access.users import any_user
from profile_service.store.engine.open_store import open_store, store_exists

# By name: no other command needs the API, and to import it takes as long as to import all the rest of them.
_CREATE_APP = "profile_service.api.http.app:create_app"
_PROTOCOL = "profile_service.api.gateway.connections:GuardedProtocol"
_IDLE_SECONDS = 100
"""Longer than clients keep a connection that they do not use (httpx 5 s, Go 90 s): else it is closed now and then just
when the next request is on its way, which fails then."""

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
    workers: Annotated[
        int | None, typer.Option(metavar="N", help="Processes that answer; else PROFILE_WORKERS.", min=1, max=64)
    ] = None,
) -> None:
    """Serve GraphQL, health and metrics over HTTP, or over HTTPS with a certificate."""
    config = settings_at(host, port, workers)
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


def settings_at(host: str | None, port: int | None, workers: int | None = None) -> Settings:
    """The settings, with another host, port or number of workers where one is given."""
    config = settings()
    return replace(config, host=host or config.host, port=port or config.port, workers=workers or config.workers)


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


def serve_api(config: Settings, ready: Callable[[], None], tls: Certificate | None = None) -> bool:
    """Serve until SIGINT or SIGTERM; `ready` is called once requests are answered. False where it could not start.

    Raises InvalidInput where the port is taken.
    """
    create_app = import_from_string(_CREATE_APP)
    with _listening(config) as listener:
        remove_left_folders()

        def work(seat: WorkerSeat | None, ready: Callable[[], None]) -> bool:
            configure_log(config.log_level, config.log_format, is_queued=True)
            try:
                app = create_app(config, trial=CommandTrial(config.inspect_mb * 1024**2), seat=seat)
                server = ApiServer(_server_config(config, app, tls), ready, app.state.drain, seat)
                server.run(sockets=[listener])
                # What stays frozen is not let go at the end, and libraries call that a leak on the terminal.
                gc.unfreeze()
                return server.started
            finally:
                # What waits is written now: a worker ends without the interpreter's end, which would do it.
                configure_log(config.log_level, config.log_format)

        if config.workers == 1:
            return work(None, ready)
        run(_migrated(config))
        return Supervisor(config.workers, work, ready).run()


def _server_config(config: Settings, app: object, tls: Certificate | None) -> uvicorn.Config:
    return uvicorn.Config(
        app,  # type: ignore[arg-type]  # imported by name
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
        timeout_graceful_shutdown=1,
        timeout_keep_alive=_IDLE_SECONDS,
        ssl_certfile=tls.chain if tls else None,
        ssl_keyfile=str(tls.key) if tls else None,
    )


async def _migrated(config: Settings) -> None:
    """Apply pending migrations, before several workers would at once."""
    async with open_store(config):
        return


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
