"""`privacy erase`: forget a person, or some of the records that were taken for theirs."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from profile_service.cli.console.audited import ask_audited
from profile_service.cli.console.execution import ask, settings
from profile_service.cli.console.options import AsJson, DryRun, with_options
from profile_service.cli.console.output import print_json, print_lines, say
from profile_service.cli.console.terminal import progress_bar
from profile_service.cli.identity.command_options import login
from profile_service.cli.privacy.receipts import write_receipt
from profile_service.cli.privacy.render_erasure import outcome_lines, preview_data, preview_lines
from profile_service.cli.profile.lookup import identifier_in
from profile_service.domain.privacy.erasures import ErasureOutcome, ErasurePreview
from profile_service.domain.values.errors import Erased
from profile_service.domain.values.identifiers import identifier
from profile_service.service.audit.audited_acts import AuditedActs
from profile_service.service.privacy import erasure as erasures
from profile_service.service.privacy import receipts
from profile_service.service.privacy.erasure import ErasureRequest, preview_erasure
from profile_service.service.privacy.ledger import Ledger, open_ledger
from profile_service.service.privacy.replay import replay_ledger
from profile_service.service.privacy.scopes import person
from profile_service.service.profile.orders.repurchases import update_repurchases
from profile_service.store.engine.store import Store

Asked = Annotated[
    str,
    typer.Argument(
        metavar="ID|IDENTIFIER",
        help="Id of a profile, old ones too, or an identifier such as loyalty_id:88213; e-mails and phones need no "
        "type.",
        show_default=False,
    ),
]
Actor = Annotated[str | None, typer.Option(metavar="NAME", help="Who decides; your login name where it is left out.")]
Reason = Annotated[str, typer.Option(metavar="TEXT", help="Why; of its words nothing but a keyed hash is kept.")]


class _Cause(NamedTuple):
    """Who erases, why, whether it is only shown what would go, or not asked, and when the files are purged."""

    actor: str
    reason: str
    dry_run: bool
    yes: bool
    purge_later: bool


def _cause(
    *,
    actor: Actor = None,
    reason: Reason = "",
    dry_run: DryRun = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether to go ahead.")] = False,
    purge_later: Annotated[
        bool, typer.Option("--purge-later", help="Leave remains in the store's files until its engine starts anew.")
    ] = False,
) -> _Cause:
    return _Cause(actor or login(), reason, dry_run, yes, purge_later)


@with_options(cause=_cause)
def erase(
    asked: Asked,
    record: Annotated[
        list[str] | None,
        typer.Option("--record", metavar="KEY", help="Erase this record alone; may be repeated. The others stay."),
    ] = None,
    receipt: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the receipt there.")] = None,
    *,
    cause: _Cause,
    as_json: AsJson = False,
) -> None:
    """Erase a person: records, events, consents, all traces, for good; nothing brings them back.

    First it shows whose records are taken for this person. If interrupted, run it again to continue.
    """
    chosen = set(record) if record else None
    if cause.dry_run:
        _print_preview(ask(lambda store: _preview(store, asked, chosen)), as_json=as_json)
        return
    if not cause.yes and not ask(lambda store: _is_erased(store, asked)):
        for line in preview_lines(ask(lambda store: _preview(store, asked, chosen))):
            say(line)
        typer.confirm("Erase for good?", abort=True, err=True)
    request = ErasureRequest(asked, cause.actor, cause.reason, chosen, cause.purge_later)
    outcome = ask_audited("privacy erase", lambda store, acts: _erase(store, acts, request))
    if outcome is None:
        print_lines(["The erasure that was interrupted is complete now."])
        return
    data = receipts.receipt(open_ledger(settings()), outcome.id)
    if receipt:
        write_receipt(receipt, data)
    if as_json:
        print_json(data)
    else:
        print_lines(outcome_lines(outcome))


async def _is_erased(store: Store, asked: str) -> bool:
    """Whether nothing is left to be asked about: an interrupted erasure of the person is gone on with."""
    try:
        await asked_person(store, asked)
    except Erased:
        return True
    return False


async def asked_person(store: Store, asked: str) -> str:
    """The id of the profile to which an id, a record's key or an identifier leads."""
    typed = identifier_in(asked)
    return await person(store, asked, identifier(*typed, settings().country) if typed else None)


async def _preview(store: Store, asked: str, records: set[str] | None) -> ErasurePreview:
    return await preview_erasure(store, settings().data_dir, await asked_person(store, asked), records)


async def _erase(store: Store, acts: AuditedActs, request: ErasureRequest) -> ErasureOutcome | None:
    """What was erased; None where an interrupted erasure of the person was completed."""
    config = settings()
    await acts.begins("privacy erase", request.reason)
    ledger = open_ledger(config)
    interrupted = await replay_ledger(store, ledger, config.data_dir, whole=False)
    try:
        profile = await asked_person(store, request.profile)
    except Erased:
        if interrupted.completed:
            return None
        raise
    outcome = await _with_progress(store, ledger, replace(request, profile=profile))
    acts.changes("privacy erase", [profile], {"erasure": outcome.id, **outcome.counts}, request.reason)
    if outcome.counts.get("Transaction"):
        await update_repurchases(store, changed_orders=True)
    return outcome


async def _with_progress(store: Store, ledger: Ledger, request: ErasureRequest) -> ErasureOutcome:
    preview = await preview_erasure(store, settings().data_dir, request.profile, request.records)
    events = sum(record.events for record in preview.records)
    with progress_bar("erase", events, "events") as progress:
        return await erasures.erase(store, ledger, settings().data_dir, request, progress)


def _print_preview(preview: ErasurePreview, *, as_json: bool) -> None:
    if as_json:
        print_json(preview_data(preview))
    else:
        print_lines([*preview_lines(preview), "Nothing was erased."])
