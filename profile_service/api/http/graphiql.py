"""GraphiQL, the page on which people try queries out. All of it is served from here."""

import json
from functools import cache
from pathlib import Path

from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

_EXAMPLE = """\
# One customer of the demo, of whom several systems know a part. Press the run button (Ctrl-Enter).
{
  profileBy(identifier: {type: "email", value: "martha.kowalczyk@example.com"}) {
    id
    name { value source conflicting { value source } }
    email { value }
    phone { value }
    summary { orders spend { currency totalMinor } firstSeen lastSeen }
    context(channel: "phone") {
      openThreads { kind topic openedAt canGoOn reason }
      orders(first: 3) { number orderedAt stage late }
      sentiment { mood reason }
      nextActions(first: 3) { action reason }
    }
    records { key observedAt }
    timeline(first: 5) {
      nodes {
        occurredAt kind channel
        record { source }
        about { type name }
        ... on Transaction { number totalMinor currency }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}
"""
_ASSETS = Path(__file__).with_name("assets")
POLICY = (
    "default-src 'none'; connect-src 'self'; img-src 'self' data:; font-src data:; style-src 'self' 'unsafe-inline'; "
    "script-src 'self' 'unsafe-inline'; worker-src blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
"""The Content-Security-Policy of the page: nothing is loaded from anywhere else."""


@cache
def page() -> str:
    """The HTML of the page, with an example query."""
    text = (_ASSETS / "graphiql.html").read_text(encoding="utf-8")
    return text.replace("EXAMPLE", json.dumps(_EXAMPLE))


def assets() -> Mount:
    """The route of the page's scripts and styles."""
    return Mount("/assets", StaticFiles(directory=_ASSETS))
