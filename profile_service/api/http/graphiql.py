"""GraphiQL, the page on which people try questions out."""

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
    records { key observedAt }
    summary { orders spend { currency totalMinor } firstSeen lastSeen byKind { kind count } }
    timeline(first: 10) {
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
"""Everything that the page shows comes from this service."""


@cache
def page() -> str:
    text = (_ASSETS / "graphiql.html").read_text(encoding="utf-8")
    return text.replace("EXAMPLE", json.dumps(_EXAMPLE))


def assets() -> Mount:
    """The scripts and styles of the page."""
    return Mount("/assets", StaticFiles(directory=_ASSETS))
