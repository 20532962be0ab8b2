"""What the caller of a request may know of customers."""

import asyncio
from collections.abc import Iterable, Mapping

from profile_service.domain.access.access_decisions import decide_read
from profile_service.domain.access.caller import Caller
from profile_service.domain.access.masks import Masks
from profile_service.domain.access.rights import Read
from profile_service.domain.access.visibility import is_found_by, require_unrestricted, visible_profile
from profile_service.domain.profile.profiles import Profile, ProfileMatch
from profile_service.domain.profile.views import View
from profile_service.domain.values.errors import Conflict, NotFound, ProfileError, Restricted
from profile_service.domain.values.identifiers import Identifier
from profile_service.service.declared.views import view_named
from profile_service.service.profile.batched_reads import BatchedReads
from profile_service.service.profile.customer import Customer
from profile_service.store.profile.profiles import SHARED_LIMIT


class VisibleCustomers:
    """Profiles and customers without what is hidden from the caller. `reads`: those of the request; `views`: those that
    can be named; `masks`: how values are masked for the caller, None where none are."""

    def __init__(self, reads: BatchedReads, caller: Caller, views: Mapping[str, View], masks: Masks | None) -> None:
        self._reads = reads
        self._caller = caller
        self._views = views
        self.masks = masks

    def view(self, read: Read, name: str | None) -> View:
        """The view that limits what the caller reads. Raises Forbidden where they may not read it, or not in that
        view."""
        return view_named(decide_read(self._caller, read, name).required().view or None, self._views)

    async def profile(self, id: str, view: View | None = None) -> Profile | None:
        """The profile to which the id leads, as far as the caller may know of it; with what the view needs."""
        match = await (self._reads.profiles_for(view) if view else self._reads.profiles).load(id)
        return self.shown(match.profile) if match else None

    def customer_of(self, id: str | ProfileError, match: ProfileMatch | None, view: View) -> Customer | ProfileError:
        """The customer of an id, or the error that stands for none; an error in place of the id comes back."""
        if isinstance(id, ProfileError):
            return id
        try:
            shown = self.shown(match.profile) if match else None
        except Restricted as error:
            return error
        if shown is None:
            return NotFound("there never was a profile with this id")
        return Customer(self._reads, shown, view, id)

    def customer_by(
        self, asked: Identifier | ProfileError, match: ProfileMatch | None, view: View
    ) -> Customer | ProfileError:
        """The same for an identifier, which must be one customer's alone."""
        if isinstance(asked, ProfileError):
            return asked
        try:
            shown = self.found_by(match, asked)
        except Restricted as error:
            return error
        if match is None or shown is None:
            return NotFound("no profile has this identifier")
        if match.shared > 1:
            return Conflict(self.shared_text(match))
        return Customer(self._reads, shown, view)

    def found_by(self, match: ProfileMatch | None, asked: Identifier) -> Profile | None:
        """The matching profile as far as the caller may know of it: None where only records hold the identifier that
        are hidden from them."""
        shown = self.shown(match.profile) if match else None
        is_known = shown is not None and (self._caller.rights.sources is None or is_found_by(shown, asked))
        return shown if is_known else None

    def shared_text(self, match: ProfileMatch) -> str:
        """Says how many share an identifier. Who sees some sources alone is not told, for they would learn of the
        holders in others."""
        if self._caller.rights.sources is not None:
            many = "several"
        else:
            many = f"{match.shared} or more" if match.shared >= SHARED_LIMIT else str(match.shared)
        return f"{many} profiles share this identifier; ask by another one, or search and choose"

    def shown(self, profile: Profile) -> Profile | None:
        """The profile as far as the caller may know of it. Raises Restricted."""
        require_unrestricted(profile, self._caller.rights)
        return visible_profile(profile, self._caller.rights)

    def shown_or_none(self, profile: Profile) -> Profile | None:
        """The same for one of a list, which those that are restricted are left out of."""
        try:
            return self.shown(profile)
        except Restricted:
            return None


async def within_consent(customers: Iterable[Customer]) -> list[Customer]:
    """The customers, as far as their consents let the view show them. Where it needs none, no task is made for each."""
    asked = list(customers)
    if not any(customer.view.consent for customer in asked):
        return asked
    return await asyncio.gather(*(customer.within_consent() for customer in asked))
