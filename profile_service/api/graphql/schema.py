"""The GraphQL schema: its root query, its limits, and what becomes of its errors."""

from functools import cache
from typing import Annotated

import strawberry
from graphql import ASTValidationRule, GraphQLError, NoSchemaIntrospectionCustomRule
from strawberry import UNSET
from strawberry.extensions import MaxTokensLimiter, ParserCache
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext, ExecutionResult

from profile_service.api.graphql.audited_answers import AuditedAnswers, note_refusals
from profile_service.api.graphql.cost_limit import CostLimit
from profile_service.api.graphql.error_codes import forget_frames, public_error
from profile_service.api.graphql.fast_selection import PlainFirst
from profile_service.api.graphql.masked_answers import MaskedAnswers
from profile_service.api.graphql.mutations import Mutation
from profile_service.api.graphql.noted_operations import NotedOperations
from profile_service.api.graphql.queries.audit_queries import AuditQueries
from profile_service.api.graphql.queries.declared_queries import DeclaredQueries
from profile_service.api.graphql.queries.events_queries import EventQueries
from profile_service.api.graphql.queries.journeys_queries import JourneyQueries
from profile_service.api.graphql.queries.many_queries import ManyQueries
from profile_service.api.graphql.queries.metrics_queries import MetricQueries
from profile_service.api.graphql.queries.operations_queries import OperationsQueries
from profile_service.api.graphql.queries.privacy_queries import PrivacyQueries
from profile_service.api.graphql.queries.reasons_queries import ReasonQueries
from profile_service.api.graphql.queries.review_queries import ReviewQueries
from profile_service.api.graphql.queries.segments_queries import SegmentQueries
from profile_service.api.graphql.query_limits import MAX_TOKENS, LimitRules
from profile_service.api.graphql.validation_cache import BriefValidation
from profile_service.api.types.profile.profile import Profile
from profile_service.api.types.profile.search import ProfileConnection
from profile_service.api.types.sources.events import Interaction, Transaction
from profile_service.api.types.sources.load_runs import LoadRun, LoadRunConnection
from profile_service.api.types.sources.records import IdentifierInput
from profile_service.api.types.values.arguments import After, First, ProfileId, ViewName
from profile_service.api.types.values.fields import resolver, value_or, value_or_none
from profile_service.api.types.values.pages import Node
from profile_service.api.types.values.request import Request, RequestInfo
from profile_service.api.types.values.scalars import SCALARS
from profile_service.domain.telemetry.request_record import note_code
from profile_service.domain.values.errors import ProfileError
from profile_service.service.profile.customer import Customer

NodeId = Annotated[strawberry.ID, strawberry.argument(description="Id of a profile or of a load run.")]
OneIdentifier = Annotated[
    IdentifierInput, strawberry.argument(description="Identifier that the customer holds, in any usual form.")
]
SearchText = Annotated[
    str,
    strawberry.argument(
        description="Anything that names a customer, up to 200 characters: a name in any order, alone or with a city, "
        "postal code, street or birth date; an e-mail address, its start or its `@domain`; a phone number or its start "
        "or end; an order, ticket, tracking, payment or loyalty number; an id."
    ),
]


@strawberry.type(description="Everything that can be read.")
class Query(
    AuditQueries,
    DeclaredQueries,
    EventQueries,
    JourneyQueries,
    ManyQueries,
    MetricQueries,
    OperationsQueries,
    PrivacyQueries,
    ReasonQueries,
    ReviewQueries,
    SegmentQueries,
):
    @resolver(
        "A customer by id; a former id leads to the profile that it was merged into. Null where the id never existed."
    )
    async def profile(self, info: RequestInfo, id: ProfileId, view: ViewName = UNSET) -> Profile | None:
        return Profile.optional(await info.context.reader.customer(id, value_or_none(view)))

    @resolver(
        "The customer who holds an identifier; null where nobody does, an error with code CONFLICT where several do, "
        "whose `extensions.candidates` have the `id`, `name` and `records` of the first ten."
    )
    async def profile_by(self, info: RequestInfo, identifier: OneIdentifier, view: ViewName = UNSET) -> Profile | None:
        customer = await info.context.reader.customer_by(identifier.type, identifier.value, value_or_none(view))
        return Profile.optional(customer)

    @resolver(
        "Customers by what somebody says of them, the surest first: those that match all words before those that match "
        "some, exact matches before those with one letter wrong. Every hit says what matched, whatever the view shows."
    )
    async def search_profiles(
        self,
        info: RequestInfo,
        text: SearchText,
        first: First = 10,
        after: After = UNSET,
        view: ViewName = UNSET,
    ) -> ProfileConnection:
        cursor = value_or_none(after)
        page = await info.context.reader.search(text, value_or(first, 10), cursor, value_or_none(view))
        return ProfileConnection.of(page, cursor)

    @resolver("A profile or a load run by its id; null where there is none.")
    async def node(self, info: RequestInfo, id: NodeId) -> Node | None:
        found = await info.context.reader.node(id)
        if found is None:
            return None
        if isinstance(found, Customer):
            return Profile.of(found)
        return LoadRun.of(found, stopped=info.context.is_stopped(found))

    @resolver("Load runs, newest first.")
    async def load_runs(self, info: RequestInfo, first: First = 10, after: After = UNSET) -> LoadRunConnection:
        cursor = value_or_none(after)
        runs, has_next = await info.context.reader.load_runs.page(value_or(first, 10), cursor)
        shown = [(run, info.context.is_stopped(run)) for run in runs]
        return LoadRunConnection.of(shown, has_next=has_next, after=cursor)


class Schema(strawberry.Schema):
    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Replace each error by what the caller may see of it; strawberry sends the list that it passes here."""
        context = execution_context.context if execution_context else None
        self.make_public(errors, context if isinstance(context, Request) else None)

    def not_admitted(self, error: ProfileError, request: Request) -> ExecutionResult:
        """The answer to an operation that was refused before its execution, as it is to one that was refused in it."""
        errors = [GraphQLError(str(error), original_error=error)]
        self.make_public(errors, request)
        return ExecutionResult(data=None, errors=errors)

    def make_public(self, errors: list[GraphQLError], request: Request | None) -> None:
        """Replace each error by what the caller may see of it, and note what was refused."""
        public = [public_error(error, request.id if request else "") for error in errors]
        forget_frames(errors)
        errors[:] = public
        for error in errors:
            note_code(str((error.extensions or {}).get("code", "BAD_REQUEST")))
        if request:
            note_refusals(errors, request.acts)
        if request and request.reader.masks:
            for error in errors:
                error.message = request.reader.masks.text(error.message)
                error.extensions = request.reader.masks.answer(error.extensions or {})


@cache
def build_schema(*, introspection: bool = True) -> Schema:
    """The schema with its limits, which are checked before anything is executed. `introspection`: clients may ask for
    the schema itself. Built once for each choice: it keeps nothing of what is asked."""
    last_rules: list[type[ASTValidationRule]] = [] if introspection else [NoSchemaIntrospectionCustomRule]
    return Schema(
        query=Query,
        mutation=Mutation,
        types=[Interaction, Transaction, Profile, LoadRun],
        config=StrawberryConfig(scalar_map=SCALARS),
        execution_context_class=PlainFirst,
        extensions=[
            NotedOperations,
            AuditedAnswers,
            MaskedAnswers,
            lambda: MaxTokensLimiter(max_token_count=MAX_TOKENS),
            lambda: LimitRules(last_rules),
            lambda: ParserCache(maxsize=256),
            BriefValidation,
            CostLimit,
        ],
    )
