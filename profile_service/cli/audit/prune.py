"""`audit prune`: the oldest files of the audit, removed so that what is left can still be verified."""

from typing import Annotated

import typer

from profile_service.cli.console.audited import audited
from profile_service.cli.console.execution import run, settings
from profile_service.cli.console.options import AsJson
from profile_service.cli.console.output import print_json, print_lines
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.quantities import counted
from profile_service.domain.values.times import read_time, utc_now
from profile_service.service.audit.places import written_audit
from profile_service.service.audit.retention import Pruned, prune_audit

_COMMAND = "audit prune"


def prune(
    *,
    before: Annotated[str, typer.Option(metavar="DATE", help="First moment whose lines are kept.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Remove the files all lines of which are older than a date; `audit verify` then begins where the rest does."""
    moment = read_time(before)
    if moment > utc_now():
        raise InvalidInput(f"{before} is in the future; name a day that is over")
    pruned = run(_pruned(moment))
    if as_json:
        print_json(pruned._asdict())
        return
    if not pruned.files:
        print_lines(["nothing was removed: no file holds older lines alone"])
        return
    lines = counted(pruned.last - pruned.first + 1, "line")
    print_lines([f"{counted(pruned.files, 'file')} removed, {lines}: {pruned.first} to {pruned.last}"])


async def _pruned(moment: str) -> Pruned:
    config = settings()
    place = written_audit(config)
    async with audited(config, _COMMAND) as acts:
        await acts.begins(_COMMAND)
        pruned = await prune_audit(place, moment)
        acts.changes(_COMMAND, [], {"before": moment, **pruned._asdict()})
    return pruned
