"""GraphiQL, the page on which people try questions out."""

import json
import re
from functools import cache

from strawberry.http.ides import get_graphql_ide_html

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
_STOCK_EXAMPLE = re.compile(r"const EXAMPLE_QUERY = `[^`]*`;")
POLICY = (
    "default-src 'none'; connect-src 'self' https://unpkg.com; img-src 'self' data:; font-src data: https://unpkg.com; "
    "style-src 'unsafe-inline' https://unpkg.com; script-src 'unsafe-inline' https://unpkg.com; worker-src blob:; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
"""The page's parts come from where its own links point; nothing else may be loaded or framed."""


@cache
def page() -> str:
    text = get_graphql_ide_html("graphiql").replace("Strawberry GraphiQL", "Customer profiles")
    return _STOCK_EXAMPLE.sub(lambda _: f"const EXAMPLE_QUERY = {json.dumps(_EXAMPLE)};", text)
