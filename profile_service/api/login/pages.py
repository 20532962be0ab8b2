"""Pages as HTML, rendered here; they work without scripts."""

from pathlib import Path

import jinja2
from starlette.responses import HTMLResponse

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_ENVIRONMENT = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parents[1] / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def html_page(template: str, status: int = 200, **values: object) -> HTMLResponse:
    """The page of a template, which runs no script."""
    text = _ENVIRONMENT.get_template(template).render(**values)
    return HTMLResponse(text, status, {"content-security-policy": _POLICY})


def message_page(message: str, status: int, link: str = "/login", link_text: str = "Back to the login") -> HTMLResponse:
    """A page with one sentence, and a link from there."""
    return html_page("message.html", status, message=sentence(message), link=link, link_text=link_text)


def sentence(text: str) -> str:
    """The message of an error as a sentence: `no such link` → `No such link.` A question keeps its mark
    alone."""
    written = f"{text[:1].upper()}{text[1:]}".rstrip(".")
    return written if not written or written.endswith("?") else f"{written}."
