"""Profiles as they are read: a customer with the source records that make them up."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from profile_service.domain.profile.tallies import Tally, add_up
from profile_service.domain.resolution.claims import Claim
from profile_service.domain.resolution.rules import Rules
from profile_service.domain.sources.consents import ADDRESS_TYPES, Consent
from profile_service.domain.values.identifiers import Identifier


@dataclass(frozen=True)
class ProfileRecord:
    """A source record as its profile shows it, which is more and less than resolution needs of a StoredRecord: a read
    brings its name and its counts, and none of the claims that a steward took away or that rules derived.

    `tally`: its counts as text, to be read by domain/profile/tallies.py. `judged`: there are judgements about it,
    retracted ones too; `retired_at`: its source deleted it; `merged`: or merged it into another. `latest_event_at`: no
    event of it happened later; None where nothing says. `restricted_at`: since when nobody may use it but those who
    answer for it. `consents`: those in effect that it states about its person,
    and those that any record states about an address of its own; None where the read brought none."""

    key: str
    source: str
    record_id: str
    name: str
    attributes: Mapping[str, str]
    claims: tuple[Claim, ...]
    observed_at: str | None
    updated_at: str
    version: int
    stub: bool
    tally: str
    judged: bool = False
    retired_at: str | None = None
    latest_event_at: str | None = None
    merged: bool = False
    restricted_at: str | None = None
    consents: tuple[Consent, ...] | None = None

    @cached_property
    def tallies(self) -> list[Tally]:
        return add_up([self.tally])

    @cached_property
    def event_months(self) -> Counter[str]:
        """How many events of every kind lie in each month."""
        return _by_month(self.tallies)

    @cached_property
    def kind_months(self) -> Mapping[str, Counter[str]]:
        """Kind → how many events lie in each month."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for tally in self.tallies:
            found[tally.cell.kind][tally.cell.month] += tally.count
        return found

    @cached_property
    def sale_months(self) -> Counter[str]:
        return _by_month(tally for tally in self.tallies if tally.cell.currency)


@dataclass(frozen=True, slots=True)
class Profile:
    """A resolved customer. `former_ids` lead here; `records` come sorted by their keys. `locked_by` and `locked_at`
    are None where it is not locked."""

    id: str
    version: int
    created_at: str
    updated_at: str
    former_ids: tuple[str, ...]
    records: tuple[ProfileRecord, ...]
    locked_by: str | None = None
    locked_at: str | None = None


@dataclass(frozen=True, slots=True)
class ProfileMatch:
    """What an identifier leads to: the profile with the smallest id, and how many share the identifier."""

    profile: Profile
    shared: int


def former_identifiers(records: Collection[ProfileRecord]) -> frozenset[Identifier]:
    """The identifiers that one of these records no longer states, and that none of them states later than that. A
    record that was merged into another gave up nothing: what any record still states is no former identifier."""
    if not any(claim.stated_until is not None for record in records for claim in record.claims):
        return frozenset()
    given_up: dict[Identifier, str] = {}
    stated: dict[Identifier, str] = {}
    for record in records:
        for claim in record.claims:
            times = given_up if claim.is_former else stated
            ended = "" if record.merged else record.observed_at or record.updated_at
            at = ended if claim.is_former else claim.last_seen
            times[claim.identifier] = max(at, times.get(claim.identifier, at))
    return frozenset(identifier for identifier, at in given_up.items() if stated.get(identifier, "") <= at)


class Addresses(NamedTuple):
    """The e-mail addresses and numbers that a customer can be written to or called at, sorted; and those that they had
    before."""

    present: tuple[Identifier, ...]
    former: tuple[Identifier, ...]


def addresses(records: Collection[ProfileRecord], rules: Rules) -> Addresses:
    """The addresses of the customer of these records, without junk and what has passed to others."""
    claims = (claim for record in records for claim in record.claims if claim.ended_at is None)
    held = {claim.identifier for claim in claims if claim.identifier.type in ADDRESS_TYPES.values()}
    held = {identifier for identifier in held if not rules.is_junk(identifier)}
    former = former_identifiers(records)
    return Addresses(tuple(sorted(held - former)), tuple(sorted(held & former)))


def consents_at_hand(records: Collection[ProfileRecord], held: Collection[Identifier]) -> list[Consent] | None:
    """The consents in effect of the person of these records, who holds these addresses; None where the read of a record
    brought none."""
    consents: list[Consent] = []
    for record in records:
        if record.consents is None:
            return None
        consents += [each for each in record.consents if each.address is None or each.address in held]
    return consents


def _by_month(tallies: Iterable[Tally]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for tally in tallies:
        counts[tally.cell.month] += tally.count
    return counts
