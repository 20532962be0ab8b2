"""Many customers by one question, each with the error that stands for it where there is none."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from typing import TypeAlias, TypeVar

from profile_service.domain.profile.profiles import ProfileMatch
from profile_service.domain.profile.views import View
from profile_service.domain.values.errors import Erased, ProfileError
from profile_service.domain.values.identifiers import Identifier, identifier
from profile_service.domain.values.text import readable_id
from profile_service.service.access.erased_ids import ERASED, erased_among
from profile_service.service.audit.audited_acts import AuditedActs
from profile_service.service.profile.batched_reads import BatchedReads, limited, match_of, outcome_of
from profile_service.service.profile.customer import Customer
from profile_service.service.profile.readers.visible_customers import VisibleCustomers, within_consent
from profile_service.store.engine.store import Store
from profile_service.store.profile.profiles import golden_matches, profile_matches

Key = TypeVar("Key", str, Identifier)
Matches: TypeAlias = Awaitable[list[ProfileMatch | None]]


class ManyProfiles:
    """`reads` and `visible` are those of the request; `acts`: where it is noted who is shown; `country`: whose phone
    numbers are those without a prefix."""

    def __init__(
        self,
        store: Store,
        reads: BatchedReads,
        visible: VisibleCustomers,
        acts: AuditedActs,
        country: str | None,
    ) -> None:
        self._store = store
        self._reads = reads
        self._visible = visible
        self._acts = acts
        self._country = country

    async def of_ids(
        self, ids: Sequence[str], view: str | None = None, golden: Sequence[str] | None = None
    ) -> list[Customer | ProfileError]:
        """For each id its customer, as `ProfileReader.customer` finds it, or the error that stands for none. One
        statement. `golden`: of the customers nothing is asked but golden attributes, and golden identifiers of these
        types, so that no more need be read. Raises TooLarge where there are more than MAX_MANY."""
        chosen_view = self._visible.view("profiles", view)
        readable = [outcome_of(readable_id, id) for id in limited("ids", ids)]
        # Consents and masks depend on all that is stored of a customer.
        is_whole = golden is None or chosen_view.consent or self._visible.masks
        whole = partial(profile_matches, consents=bool(chosen_view.consent))
        read = whole if is_whole else partial(golden_matches, types=golden or ())
        matches = await self._matches(readable, read)
        missing = [key for key in readable if isinstance(key, str) and key not in matches]
        erased = await erased_among(self._store.read, self._store.secret, missing) if missing else ()
        outcomes = await _outcomes_within_consent(
            Erased(ERASED) if key in erased else self._visible.customer_of(key, match_of(matches, key), chosen_view)
            for key in readable
        )
        return self._noted("profiles", outcomes, chosen_view)

    async def of_identifiers(
        self, identifiers: Sequence[tuple[str, str]], view: str | None = None
    ) -> list[Customer | ProfileError]:
        """For each type and value the customer, as `ProfileReader.customer_by` finds it, or the error that stands for
        none. One statement. Raises TooLarge where there are more than MAX_MANY."""
        chosen_view = self._visible.view("profiles", view)
        readable = [outcome_of(identifier, *each, self._country) for each in limited("identifiers", identifiers)]
        matches = await self._matches(readable, partial(profile_matches, consents=bool(chosen_view.consent)))
        outcomes = await _outcomes_within_consent(
            self._visible.customer_by(key, match_of(matches, key), chosen_view) for key in readable
        )
        return self._noted("profilesBy", outcomes, chosen_view)

    async def distinct(self, ids: Sequence[str]) -> list[Customer]:
        """The customers to whom the ids lead, each once, in the order of the ids."""
        view = self._visible.view("profiles", None)
        loading = [self._reads.profiles_for(view).load(id) for id in dict.fromkeys(ids)]
        profiles = {
            match.profile.id: self._visible.shown_or_none(match.profile)
            for match in await asyncio.gather(*loading)
            if match
        }
        self._acts.shows("profiles", [id for id, profile in profiles.items() if profile], view)
        return await within_consent(Customer(self._reads, profile, view) for profile in profiles.values() if profile)

    def _noted(
        self, operation: str, outcomes: list[Customer | ProfileError], view: View
    ) -> list[Customer | ProfileError]:
        """The outcomes, after a note of the customers among them."""
        self._acts.shows(operation, [each.profile.id for each in outcomes if isinstance(each, Customer)], view)
        return outcomes

    async def _matches(
        self, keys: Sequence[Key | ProfileError], read: "Callable[[Store, Sequence[Key]], Matches]"
    ) -> dict[Key, ProfileMatch]:
        asked = list(dict.fromkeys(key for key in keys if not isinstance(key, ProfileError)))
        matches = await read(self._store, asked)
        return {key: match for key, match in zip(asked, matches, strict=True) if match}


async def _outcomes_within_consent(outcomes: Iterable[Customer | ProfileError]) -> list[Customer | ProfileError]:
    asked = list(outcomes)
    within = iter(await within_consent(each for each in asked if isinstance(each, Customer)))
    return [next(within) if isinstance(each, Customer) else each for each in asked]
