"""The synthetic population: the people, their activities, and the ground truth of who stands behind which record."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from loaders.demo.population.activities import Activity, ActivityKind, ordinary_activities
from loaders.demo.population.changed_emails import EMAIL_CHANGE, former_emails
from loaders.demo.population.date_shift import YEAR
from loaders.demo.population.ground_truth import GroundTruth
from loaders.demo.population.people import TruePerson, people_in
from loaders.demo.population.real_households import Household
from loaders.demo.population.shared_emails import shared_emails
from loaders.demo.population.stories import story_activities
from loaders.sources.complete_journey.households import SOURCE as JOURNEY


@dataclass(frozen=True, slots=True)
class Population:
    """`activities` are in order of time, all of it moved by `shift`. `shoppers` and `app_users` are ids of the persons
    with an account there.

    `former_emails`: person id → the e-mail before EMAIL_CHANGE; `shared_emails`: person id → the e-mail of somebody in
    the same household, which this person's account of the shop has.
    """

    seed: int
    people: list[TruePerson]
    activities: list[Activity]
    shoppers: frozenset[str]
    app_users: frozenset[str]
    former_emails: Mapping[str, str]
    shared_emails: Mapping[str, str]
    shift: timedelta
    truth: GroundTruth = field(default_factory=GroundTruth)

    @property
    def year(self) -> datetime:
        """When the year began in which everything happened."""
        return YEAR + self.shift

    def activities_of(self, kind: ActivityKind) -> list[Activity]:
        """All activities of one kind, in order of time."""
        return [activity for activity in self.activities if activity.kind == kind]

    def former_email(self, person: TruePerson, at: datetime) -> str | None:
        """The e-mail that the person had at the time and has no longer; None where it is still the same."""
        return self.former_emails.get(person.id) if at - self.shift < EMAIL_CHANGE else None

    def random_stream(self, part: str) -> Random:
        """A random stream of its own, so that a change to one file leaves the others as they were."""
        return Random(f"{self.seed}:{part}")


def build_population(households: list[Household], seed: int, shift: timedelta = timedelta(0)) -> Population:
    """The adults of these households, and what they did in 2017, moved by `shift`; the same for the same seed."""
    people = people_in(households, seed)
    redemptions = {h.id: h.redemptions for h in households}
    activities: list[Activity] = []
    for person in people:
        activities_of = story_activities if person.role else ordinary_activities
        activities += activities_of(person, redemptions[person.household], seed)
    activities.sort(key=lambda activity: activity.sort_key)
    shoppers, app_users = _who_did(activities, "order", "wishlist"), _who_did(activities, "install")
    changed, shared = former_emails(people, activities, seed), shared_emails(people, shoppers)
    moved = [replace(activity, at=activity.at + shift) for activity in activities]
    population = Population(seed, people, moved, shoppers, app_users, changed, shared, shift)
    for household in households:
        holder = next(p for p in people if p.household == household.id)
        population.truth.assign(JOURNEY, str(household.id), holder)
    return population


def _who_did(activities: list[Activity], *kinds: ActivityKind) -> frozenset[str]:
    return frozenset(activity.person.id for activity in activities if activity.kind in kinds)
