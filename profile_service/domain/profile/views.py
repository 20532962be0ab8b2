"""Views: what a reader sees of a profile, for a stated purpose. What is outside a view is absent, never masked.

Asking by its name for something outside is an error: an absent value would read as a customer who has none.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal, TypeAlias

from profile_service.domain.profile.profiles import Profile, ProfileRecord
from profile_service.domain.profile.tallies import restrict
from profile_service.domain.values.errors import InvalidInput, OutsideView
from profile_service.domain.values.times import EARLIEST, parse_utc_text, utc_text

_Names = frozenset[str] | None
ViewSelection: TypeAlias = Literal["attribute", "identifier", "kind", "insight"]
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class View:
    """`scope` says in words what the view shows, `why` what for. Each of the selections is None where all is visible.

    `insights` are fields of the context: `openThreads`, `risks`… `days`: how far back from now events are shown.
    `consent`: the purpose to which people may withdraw their consent; of those who did, the view shows nothing.
    """

    name: str
    scope: str
    why: str
    attributes: _Names = None
    identifiers: _Names = None
    kinds: Collection[str] | None = None
    insights: _Names = None
    days: int | None = None
    consent: str | None = None

    def shows_attribute(self, name: str) -> bool:
        return self.attributes is None or name in self.attributes

    def shows_identifier(self, type: str) -> bool:
        return self.identifiers is None or type in self.identifiers

    def shows_insight(self, name: str) -> bool:
        return self.insights is None or name in self.insights

    def shows_kind(self, kind: str) -> bool:
        return self.kinds is None or kind in self.kinds

    def since(self, now: str) -> str | None:
        """The moment from which on events are shown, as fixed-width UTC text; None where all of them are."""
        return None if self.days is None else utc_text(parse_utc_text(now) - timedelta(days=self.days))

    def require(self, what: ViewSelection, names: Iterable[str]) -> None:
        """Raises OutsideView where one of the names is not shown."""
        shown = {
            "attribute": self.attributes,
            "identifier": self.identifiers,
            "kind": self.kinds,
            "insight": self.insights,
        }[what]
        outside = [] if shown is None else sorted(name for name in names if name not in shown)
        if outside:
            raise OutsideView(
                f"the {what} {outside[0][:_LONGEST_NAME]} is outside the view {self.name}; "
                "ask without it, or in a view that shows it"
            )

    def of(self, profile: Profile, since: str | None = None) -> Profile:
        """The profile with nothing in it that the view does not show; events count from the month of `since` on."""
        everything = self.attributes is None and self.identifiers is None and self.kinds is None
        if everything and since is None:
            return profile
        return replace(profile, records=tuple(self._shown_record(record, since) for record in profile.records))

    def _shown_record(self, record: ProfileRecord, since: str | None) -> ProfileRecord:
        return replace(
            record,
            name=record.name if self.shows_attribute("name") else "",
            attributes={name: value for name, value in record.attributes.items() if self.shows_attribute(name)},
            claims=tuple(claim for claim in record.claims if self.shows_identifier(claim.identifier.type)),
            tally=restrict(record.tally, self.kinds, (since or EARLIEST)[:7]),
        )


def find_view(views: Mapping[str, View], name: str | None, widest: str) -> View:
    """The named view, or the widest. Raises InvalidInput that lists the names there are."""
    view = views.get(widest if name is None else name)
    if view is None:
        raise InvalidInput(f"there is no such view; choose one of {', '.join(sorted(views))}")
    return view
