"""Views: what a reader sees of a profile, for a stated purpose. What is outside a view is absent, never masked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from profile_service.domain.errors import InvalidInput
from profile_service.domain.profiles import Profile, ProfileRecord
from profile_service.domain.tallies import without_kinds

Names = frozenset[str] | None


@dataclass(frozen=True, slots=True)
class View:
    """`scope` says in words what it shows, `why` what for. Each of the selections is None where all is visible."""

    name: str
    scope: str
    why: str
    attributes: Names = None
    identifiers: Names = None
    kinds: Names = None

    def shows_attribute(self, name: str) -> bool:
        return self.attributes is None or name in self.attributes

    def shows_identifier(self, type: str) -> bool:
        return self.identifiers is None or type in self.identifiers

    def shown_kinds(self, wanted: Names) -> Names:
        """The kinds of events to read where `wanted` are asked for."""
        if self.kinds is None or wanted is None:
            return wanted if self.kinds is None else self.kinds
        return self.kinds & wanted

    def of(self, profile: Profile) -> Profile:
        """The profile with nothing in it that the view does not show."""
        if self.attributes is None and self.identifiers is None and self.kinds is None:
            return profile
        return replace(profile, records=tuple(self._record(r) for r in profile.records))

    def _record(self, record: ProfileRecord) -> ProfileRecord:
        return replace(
            record,
            name=record.name if self.shows_attribute("name") else "",
            attributes={name: value for name, value in record.attributes.items() if self.shows_attribute(name)},
            claims=tuple(c for c in record.claims if self.shows_identifier(c.identifier.type)),
            tally=record.tally if self.kinds is None else without_kinds(record.tally, self.kinds),
        )


def chosen(views: Mapping[str, View], name: str | None, widest: str) -> View:
    """The named view, or the widest. Raises InvalidInput that lists the names there are."""
    view = views.get(widest if name is None else name)
    if view is None:
        raise InvalidInput(f"there is no such view; choose one of {', '.join(sorted(views))}")
    return view
