"""The addresses of the console."""

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route

from profile_service.api.console.customer_acts import CustomerActs
from profile_service.api.console.customer_page import CustomerPage
from profile_service.api.console.find_page import FindPage
from profile_service.api.console.identity.history_page import HistoryPage
from profile_service.api.console.identity.identity_page import IdentityPage
from profile_service.api.console.identity.merge_page import MergePage
from profile_service.api.console.identity.steward_acts import StewardActs
from profile_service.api.console.journey_page import JourneyPage
from profile_service.api.console.note_page import NotePage
from profile_service.api.console.page_queries import PageQueries
from profile_service.api.console.page_refusals import PageEndpoint, answered
from profile_service.api.console.recent_customers import RecentCustomers
from profile_service.api.console.review.review_acts import ReviewActs
from profile_service.api.console.review.review_page import CasePresence, ReviewPage
from profile_service.api.gateway.page_compression import PageCompression


def console_routes(queries: PageQueries, on_case: CasePresence, inspect_megabytes: int = 0) -> list[BaseRoute]:
    """Pages are read by GET; what changes something is a form. `on_case`: who has a case of the review open;
    `inspect_megabytes`: how large a file may be that is looked into, 0 where none may be."""
    recent = RecentCustomers()
    find, customer = FindPage(queries, recent, inspect_megabytes), CustomerPage(queries, recent)
    journey, note, acts = JourneyPage(queries), NotePage(queries), CustomerActs(queries)
    identity, history, merge = IdentityPage(queries), HistoryPage(queries), MergePage(queries)
    stewards, review = StewardActs(queries), ReviewPage(queries, on_case)
    decisions = ReviewActs(queries, review)

    def page(path: str, endpoint: PageEndpoint) -> Route:
        return Route(path, answered(endpoint, queries), methods=["GET"], middleware=[Middleware(PageCompression)])

    def form(path: str, endpoint: PageEndpoint) -> Route:
        return Route(path, answered(endpoint, queries), methods=["POST"])

    return [
        page("/", find.show),
        page("/go", find.go),
        page("/customer/{id}", customer.show),
        page("/customer/{id}/journey", journey.show),
        page("/customer/{id}/note/{event:path}", note.show),
        form("/customer/{id}/note", acts.note),
        form("/customer/{id}/note/{event:path}/correct", note.correct),
        form("/customer/{id}/note/{event:path}/withdraw", note.withdraw),
        form("/customer/{id}/answer", acts.answer_offer),
        form("/customer/{id}/propose", acts.propose_merge),
        form("/customer/{id}/reveal", acts.reveal),
        page("/customer/{id}/identity", identity.show),
        page("/customer/{id}/history", history.show),
        page("/customer/{id}/merge", merge.show),
        form("/customer/{id}/act", stewards.act),
        page("/review", review.queue),
        page("/review/next", review.next),
        form("/review/decide", decisions.decide),
        form("/review/undo", decisions.undo),
        page("/review/{item:path}", review.case),
    ]
