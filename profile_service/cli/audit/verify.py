"""`audit verify`: whether any line of the audit was changed, left out, moved, added or cut."""

import typer

from profile_service.cli.console.execution import EXIT_NOT_FOUND, run, settings
from profile_service.cli.console.options import AsJson
from profile_service.cli.console.output import print_json, print_lines, say
from profile_service.domain.values.quantities import counted
from profile_service.service.audit.places import written_audit
from profile_service.service.audit.verification import Verification, verify_audit

_SHOWN = 100


def verify(*, as_json: AsJson = False) -> None:
    """Read the whole audit, and name each line that was changed, left out, moved, added or cut; exit code 1 then.

    Number and HMAC of the last line can be kept elsewhere: an audit that lacks them later was written anew.
    """
    verified = run(verify_audit(written_audit(settings())))
    if as_json:
        _print_data(verified)
    else:
        print_lines(f"{fault.file}:{fault.line}: {fault.text}" for fault in verified.findings[:_SHOWN])
        _say_result(verified)
    if verified.findings:
        raise typer.Exit(EXIT_NOT_FOUND)


def _say_result(verified: Verification) -> None:
    what = f"{counted(verified.lines, 'line')} in {counted(verified.files, 'file')}"
    if verified.findings:
        say(f"{what}: {counted(len(verified.findings), 'fault')}, of which up to {_SHOWN} are shown.")
    else:
        print_lines([f"{what}, intact. The last one is number {verified.end.seq}, HMAC {verified.end.mac}"])


def _print_data(verified: Verification) -> None:
    faults = [{"file": str(fault.file), "line": fault.line, "text": fault.text} for fault in verified.findings[:_SHOWN]]
    data = {"lines": verified.lines, "files": verified.files, "lastNumber": verified.end.seq}
    print_json({**data, "lastHmac": verified.end.mac, "faults": len(verified.findings), "shown": faults})
