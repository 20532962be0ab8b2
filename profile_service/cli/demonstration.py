"""`profile-service demo`: make the demo's files, load those that are not loaded yet, serve, and say what to try."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from loaders.demo.write import DemoFile, write_demo, written_day
from loaders.discovery.prepare import prepare
from loaders.registry import loader
from profile_service.cli.console.audited import audited
from profile_service.cli.console.execution import EXIT_FAILED, run
from profile_service.cli.console.output import say
from profile_service.cli.load.load_execution import audited_load, load_progress
from profile_service.cli.load.render_runs import outcome
from profile_service.cli.serving import Port, serve_api, settings_at
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.times import utc_now
from profile_service.schema_data import schema_path
from profile_service.service.access.addresses import url
from profile_service.service.access.key_secret import KeySecretPlace
from profile_service.service.access.keys import AccessKeys, NewKey
from profile_service.service.access.login_links import LoginLinks, link_address
from profile_service.service.declared.access import declared_access
from profile_service.service.declared.views import views_with_own
from profile_service.service.ingestion.load import Load, LoadRunner
from profile_service.service.profile.orders.repurchases import count_repurchases
from profile_service.settings import Settings
from profile_service.store.engine.open_store import open_store

_COUNTRY = "US"
CALLER_EMAIL = "martha.kowalczyk@example.com"
_QUERY = (
    '{{"query": "{{ profileBy(identifier: {{type: \\"email\\", value: \\"{email}\\"}})'
    ' {{ id name {{ value source }} records {{ key }} summary {{ orders }} }} }}"}}'
)
_KEY, _KEY_DAYS = "demo", 1
_TRY = f"""
The demo is served; Ctrl-C stops it. Three things to try:

1. Open this address in a browser, which logs you in as admin, once, and type 0105, the end of a caller's number:
   {{login}}
2. Ask for a customer of whom six systems know a part, from another terminal, as a support agent may:
   curl -s {{url}}/graphql -H 'authorization: Bearer {{key}}' -H 'content-type: application/json' -d '{_QUERY}'
3. See what was loaded, and what was rejected and why:
   .venv/bin/profile-service status
"""


def demo(
    port: Port = None,
    day: Annotated[
        datetime | None,
        typer.Option(
            metavar="DATE",
            formats=["%Y-%m-%d"],
            help="Day before which its year ends, such as 2026-01-04; else that of the first start.",
        ),
    ] = None,
) -> None:
    """Load the demo, once, and serve it on this machine alone."""
    config = settings_at("127.0.0.1", port)
    run(load_demo(config, day.date() if day else None))
    access = run(make_access(config))
    # What to try stands in the terminal, and lines of requests would carry it away.
    quiet = replace(config, log_level="warning" if config.log_level == "info" else config.log_level)
    if not serve_api(quiet, lambda: _announce(config, access)):
        raise typer.Exit(EXIT_FAILED)


@dataclass(frozen=True, slots=True)
class DemoAccess:
    """The token of a key in the role agent, and that of a link which logs in once in the role admin."""

    key: str = field(repr=False)
    link: str = field(repr=False)


async def make_access(config: Settings) -> DemoAccess:
    """New ones with each start of the demo; the key of the start before ends."""
    declared = declared_access(config.access, views_with_own(config.views))
    place = KeySecretPlace(config.access_secret, config.data_dir)
    async with open_store(config) as store:
        keys = AccessKeys(store, place, declared)
        for key in await keys.all():
            if (key.name, key.created_by, key.state(utc_now())) == (_KEY, _KEY, "active"):
                await keys.revoke(key.id)
        _, token = await keys.create(NewKey(_KEY, "agent", (), _KEY_DAYS, _KEY))
        _, link = await LoginLinks(store, place, declared).create(_KEY, "admin")
    return DemoAccess(token.text, link)


async def load_demo(config: Settings, day: date | None = None) -> None:
    """Load every file of the demo that is not in the store yet. Files of an earlier start keep their day.

    Raises InvalidInput for a day other than theirs.
    """
    folder = config.data_dir / "demo"
    files = write_demo(folder, day=_day(folder, day))
    say("Starting the embedded store." if config.neo4j_uri is None else "Connecting to Neo4j.")
    async with open_store(config) as store, audited(config, "demo") as acts:
        runner = LoadRunner(store, config.data_dir, config.batch_rows)
        for file in files:
            title, load = file.path.stem, load_of(file)
            if await runner.finished(load):
                say(f"{title}: loaded before, nothing to do")
                continue
            with load_progress(title, sum(each.rows for each in load.files)) as progress:
                finished = await audited_load(acts, partial(runner.run, load, progress))
            say(outcome(finished))
        await count_repurchases(store)


def _day(folder: Path, day: date | None) -> date:
    """The day of the files that are there; else the one that is asked for, or today."""
    written = written_day(folder)
    if day and written and day != written:
        raise InvalidInput(f"the demo's files in {folder} are of {written}; take another PROFILE_DATA_DIR for {day}")
    return written or day or datetime.now(UTC).date()


def load_of(file: DemoFile) -> Load:
    mapping = schema_path("mappings", f"{file.mapping}.yaml") if file.mapping else None
    fingerprint = mapping.read_text(encoding="utf-8") if mapping else ""
    reader = loader(file.loader, mapping=mapping, country=_COUNTRY, instance=file.instance)
    return prepare(reader, [file.path], fingerprint)


def _announce(config: Settings, access: DemoAccess) -> None:
    server = url(config.host, config.port)
    say(_TRY.format(url=server, login=link_address(server, access.link), key=access.key, email=CALLER_EMAIL))
