"""`privacy export`: all that is kept of one person, as a file."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from uvicorn.importer import import_from_string

from profile_service.cli.console.audited import ask_audited
from profile_service.cli.console.execution import EXIT_NOT_FOUND, settings
from profile_service.cli.console.options import AsJson
from profile_service.cli.console.output import print_json, print_lines, say
from profile_service.cli.profile.lookup import identifier_in
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.quantities import counted
from profile_service.service.audit.audited_acts import NOT_AUDITED, AuditedActs
from profile_service.service.audit.places import audit_place
from profile_service.service.declared.access import declared_access
from profile_service.service.declared.views import views_with_own
from profile_service.service.privacy.export_file import json_chunks, new_private_file
from profile_service.service.privacy.person_export import ExportSources, PersonExport, Section, person_export
from profile_service.service.profile.customer import Customer
from profile_service.service.profile.profile_reader import ProfileReader
from profile_service.service.profile.reading_basis import reading_basis
from profile_service.store.engine.store import Store

_COMMAND = "privacy export"
# By name, as the server's application: templates are for pages, and no other command needs them.
_HTML_CHUNKS = "profile_service.api.privacy.person_page:html_chunks"


class _Written(NamedTuple):
    id: str
    counts: dict[str, int]


def export(
    asked: Annotated[
        str,
        typer.Argument(
            metavar="ID|IDENTIFIER",
            help="Id of a profile, old ones too, or an identifier such as loyalty_id:88213; e-mails and phones need no "
            "type.",
            show_default=False,
        ),
    ],
    path: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="The file to write: .json or .html.", show_default=False)
    ],
    *,
    as_json: AsJson = False,
) -> None:
    """Write all that is kept of one person to a new file; exit code 1 where there is nobody.

    A name that ends with .html makes a page for the person to read, .json one JSON object for programs. Nothing is
    overwritten, and the file is readable for its owner alone. The audit keeps that it was written.
    """
    chunks = _chunks_for(path)
    written = ask_audited(_COMMAND, lambda store, acts: _write(store, acts, asked, path, chunks))
    if written is None:
        say("profile-service: no profile has this id or identifier; profile search finds names, numbers and records")
        raise typer.Exit(EXIT_NOT_FOUND)
    if as_json:
        print_json({"file": str(path), "profile": written.id, "counts": written.counts})
        return
    records, events = (counted(written.counts[name], name[:-1]) for name in ("records", "events"))
    print_lines([f"{path}: {records}, {events}. It holds personal data: read it before you pass it on."])


def _chunks_for(path: Path) -> Callable[[AsyncIterator[Section]], AsyncIterator[bytes]]:
    """Raises InvalidInput where the ending is another one."""
    ending = path.suffix.lower()
    if ending == ".json":
        return json_chunks
    if ending != ".html":
        raise InvalidInput(f"{path}: is to be written as what? Let its name end with .json or .html")
    chunks: Callable[[AsyncIterator[Section]], AsyncIterator[bytes]] = import_from_string(_HTML_CHUNKS)
    return chunks


async def _write(
    store: Store,
    acts: AuditedActs,
    asked: str,
    path: Path,
    chunks: Callable[[AsyncIterator[Section]], AsyncIterator[bytes]],
) -> _Written | None:
    """The file has the person's data before it is whole, so the audit has its line before the first."""
    customer = await _customer(store, asked)
    if customer is None:
        return None
    export = await _export(store, customer)
    with new_private_file(path) as file:
        acts.shows(_COMMAND, [export.id])
        await acts.written()
        async for chunk in chunks(export.sections()):
            await asyncio.to_thread(file.write, chunk)
    return _Written(export.id, export.counts)


async def _customer(store: Store, asked: str) -> Customer | None:
    config = settings()
    basis = await reading_basis(store, views_with_own(config.views))
    reader = ProfileReader(store, config.country, basis, acts=NOT_AUDITED)
    identifier = identifier_in(asked)
    if identifier is None:
        return await reader.customer(asked)
    return await reader.customer_by(*identifier)


async def _export(store: Store, customer: Customer) -> PersonExport:
    config = settings()
    audit = audit_place(config, declared_access(config.access, views_with_own(config.views)))
    return await person_export(ExportSources(store, audit, config.export_staff), customer)
