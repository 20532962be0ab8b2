"""The GraphQL schema: questions, the limits on asking, and the errors that answer a question put wrongly."""

from typing import Annotated

import strawberry
from graphql import GraphQLError
from strawberry import UNSET
from strawberry.extensions import AddValidationRules, MaxTokensLimiter, ParserCache, ValidationCache
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from profile_service.api.graphql.error_codes import answered
from profile_service.api.graphql.fast_selection import PlainFirst
from profile_service.api.graphql.mutations import Mutation
from profile_service.api.graphql.queries_declared import DeclaredQueries
from profile_service.api.graphql.queries_reasons import ReasonQueries
from profile_service.api.graphql.queries_review import ReviewQueries
from profile_service.api.graphql.query_limits import MAX_TOKENS, SizeRule
from profile_service.api.types.profile.profile import Profile, ProfileConnection
from profile_service.api.types.sources.events import Interaction, Transaction
from profile_service.api.types.sources.load_runs import LoadRun, LoadRunConnection
from profile_service.api.types.sources.records import IdentifierInput
from profile_service.api.types.values.arguments import After, First, ProfileId, ViewName
from profile_service.api.types.values.fields import given, worked_out
from profile_service.api.types.values.pages import Node
from profile_service.api.types.values.request import Asked, Request
from profile_service.api.types.values.scalars import SCALARS

NodeId = Annotated[strawberry.ID, strawberry.argument(description="Id of a profile or of a load run.")]
OneIdentifier = Annotated[
    IdentifierInput, strawberry.argument(description="Identifier that the customer holds, in any usual form.")
]
SearchText = Annotated[
    str,
    strawberry.argument(description="Name, e-mail address, phone number, order number or id; up to 200 characters."),
]


@strawberry.type(description="Everything that can be read.")
class Query(DeclaredQueries, ReasonQueries, ReviewQueries):
    @worked_out(
        "A customer by id; a former id leads to the profile that it was merged into. Null where the id never existed."
    )
    async def profile(self, info: Asked, id: ProfileId, view: ViewName = UNSET) -> Profile | None:
        return Profile.of(await info.context.read.customer(id, given(view)))

    @worked_out(
        "The customer who holds an identifier; null where nobody does, an error with code CONFLICT where several do."
    )
    async def profile_by(self, info: Asked, identifier: OneIdentifier, view: ViewName = UNSET) -> Profile | None:
        return Profile.of(await info.context.read.customer_by(identifier.type, identifier.value, given(view)))

    @worked_out(
        "Customers by a name in any order, an e-mail address or its start, a phone number or a part of it, an order "
        "number or an id."
    )
    async def search_profiles(
        self, info: Asked, text: SearchText, first: First = 10, after: After = UNSET
    ) -> ProfileConnection:
        return ProfileConnection.of(await info.context.read.search(text, given(first, 10), given(after)), given(after))

    @worked_out("A profile or a load run by its id; null where there is none.")
    async def node(self, info: Asked, id: NodeId) -> Node | None:
        if customer := await info.context.read.customer(id):
            return Profile.shown(customer)
        run = await info.context.read.load_run(id)
        return LoadRun.of(run) if run else None

    @worked_out("Load runs, newest first.")
    async def load_runs(self, info: Asked, first: First = 10, after: After = UNSET) -> LoadRunConnection:
        runs, has_next = await info.context.read.load_runs(given(first, 10), given(after))
        return LoadRunConnection.of(runs, has_next=has_next, after=given(after))


class Schema(strawberry.Schema):
    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Make of each error what the caller may see. In place: these are the errors that are sent."""
        request = execution_context.context if execution_context else None
        errors[:] = [answered(error, request.id if isinstance(request, Request) else "") for error in errors]


def build_schema() -> Schema:
    """The schema with its limits; depth, tokens, aliases and directives are counted before anything runs."""
    return Schema(
        query=Query,
        mutation=Mutation,
        types=[Interaction, Transaction, Profile, LoadRun],
        config=StrawberryConfig(scalar_map=SCALARS),
        execution_context_class=PlainFirst,
        extensions=[
            lambda: MaxTokensLimiter(max_token_count=MAX_TOKENS),
            lambda: AddValidationRules([SizeRule]),
            lambda: ParserCache(maxsize=256),
            lambda: ValidationCache(maxsize=256),
        ],
    )
