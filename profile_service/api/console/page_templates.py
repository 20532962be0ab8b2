"""Pages as HTML: templates with the words that they share, under a policy that runs no script but our own files."""

from pathlib import Path

import jinja2
from starlette.responses import HTMLResponse

from profile_service.api.console import display
from profile_service.api.console.event_lines import event_line, recorded_here
from profile_service.api.console.timeline_lines import ReceiptsLine
from profile_service.domain.access.access_decisions import decide_note_change
from profile_service.domain.access.caller import Caller
from profile_service.domain.access.rights import allows
from profile_service.domain.values.quantities import counted

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parents[1] / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
TEMPLATES.filters |= {
    "money": display.money,
    "moment": display.moment,
    "day": display.day,
    "clock": display.clock,
    "words": display.words,
    "heading": display.heading,
    "short_id": display.short_id,
    "event_line": event_line,
    "shorten_ids": display.shorten_ids,
}
TEMPLATES.globals |= {"count": counted, "recorded_here": recorded_here}
TEMPLATES.tests |= {"receipts": lambda line: isinstance(line, ReceiptsLine), "own_time": display.is_own_time}


def console_page(template: str, caller: Caller, status: int = 200, **values: object) -> HTMLResponse:
    """The page of a template under `console/`. `may_read`, `may_change`, `may_change_note`: what the caller may."""
    text = TEMPLATES.get_template(f"console/{template}").render(
        caller=caller,
        may_read=lambda name: allows(caller.rights.reads, name),
        may_change=lambda name: allows(caller.rights.mutations, name),
        may_change_note=lambda name, writer: decide_note_change(caller, name, writer).allowed,
        **values,
    )
    return HTMLResponse(text, status, {"content-security-policy": _POLICY})
