"""The customer whom a telephone or a help desk names by a phone or an e-mail; never a guess between several."""

from dataclasses import dataclass

from starlette.requests import Request

from profile_service.api.console.page_queries import PageAnswer, PageQueries
from profile_service.domain.access.caller import Caller
from profile_service.domain.access.rights import allows


@dataclass(frozen=True, slots=True)
class NamedCustomer:
    """`id`: None where it is nobody, or several; `is_shared`: several at home state the phone; `answer`: to what was
    asked, with its errors."""

    id: str | None
    is_shared: bool
    answer: PageAnswer


async def customer_by_identifier(
    queries: PageQueries, request: Request, caller: Caller, type: str, value: str
) -> NamedCustomer:
    """Of a phone also a search is asked, by who may do that: a household shares one, and its present holder is one of
    them."""
    searches = type == "phone" and allows(caller.rights.reads, "search")
    answer = await queries.ask(request, caller, "by_identifier", type=type, value=value, searches=searches)
    edges = (answer.data.get("searchProfiles") or {}).get("edges") or ()
    is_shared = sum(1 for edge in edges if edge["matchesAll"] and not edge["near"]) > 1
    profile = answer.data.get("profileBy")
    return NamedCustomer(profile["id"] if profile and not is_shared else None, is_shared, answer)
