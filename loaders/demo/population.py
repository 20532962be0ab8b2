"""Everything that the files are written from: the people, what they did, and who stands behind which record."""

from dataclasses import dataclass, field
from random import Random

from loaders.demo.activities import Deed, Kind, life
from loaders.demo.ground_truth import Truth
from loaders.demo.people import TruePerson, people_of
from loaders.demo.real_households import Household
from loaders.demo.stories import story
from loaders.sources.complete_journey.households import SOURCE as JOURNEY


@dataclass(frozen=True, slots=True)
class Town:
    """`deeds` are in order of time. `shoppers` and `app_users` are ids of the persons with an account there."""

    seed: int
    people: list[TruePerson]
    deeds: list[Deed]
    shoppers: frozenset[str]
    app_users: frozenset[str]
    truth: Truth = field(default_factory=Truth)

    def did(self, kind: Kind) -> list[Deed]:
        return [deed for deed in self.deeds if deed.kind == kind]

    def stream(self, part: str) -> Random:
        """A random stream of its own, so that a change to one file leaves the others as they were."""
        return Random(f"{self.seed}:{part}")


def build_town(households: list[Household], seed: int) -> Town:
    """The town of these households; the same for the same seed."""
    people = people_of(households, seed)
    redemptions = {h.id: h.redemptions for h in households}
    deeds = [d for p in people for d in (story if p.role else life)(p, redemptions[p.household], seed)]
    deeds.sort(key=lambda deed: deed.sort_key)
    town = Town(seed, people, deeds, _who(deeds, "order", "wishlist"), _who(deeds, "install"))
    for household in households:
        holder = next(p for p in people if p.household == household.id)
        town.truth.claim(JOURNEY, str(household.id), holder)
    return town


def _who(deeds: list[Deed], *kinds: Kind) -> frozenset[str]:
    return frozenset(deed.who.id for deed in deeds if deed.kind in kinds)
