"""GraphiQL, the page on which people try queries out. All of it is served from here."""

import base64
import hashlib
import re
from pathlib import Path

from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from profile_service.api.gateway.page_compression import PageCompression
from profile_service.api.login.pages import html_page
from profile_service.domain.access.caller import Caller

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
# Nothing is loaded from anywhere else, and of the scripts in the page itself only the one that belongs there is run.
_POLICY = (
    "default-src 'none'; connect-src 'self'; img-src 'self' data:; font-src data:; style-src 'self' 'unsafe-inline'; "
    "script-src 'self' '{script}'; worker-src blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
_INLINE_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)


def graphiql_page(caller: Caller) -> HTMLResponse:
    """The page with an example query, which says who asks."""
    page = html_page("graphiql.html", caller=caller, example=_EXAMPLE)
    (script,) = _INLINE_SCRIPT.findall(bytes(page.body))
    digest = base64.b64encode(hashlib.sha256(script).digest()).decode()
    page.headers["content-security-policy"] = _POLICY.format(script=f"sha256-{digest}")
    return page


class _Assets(StaticFiles):
    """Files of the package: the same for everyone, so browsers may keep them, and ask whether they changed."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["cache-control"] = "no-cache"
        return response


def assets() -> Mount:
    """The route of the page's scripts and styles."""
    return Mount("/assets", _Assets(directory=_ASSETS), middleware=[Middleware(PageCompression)])
