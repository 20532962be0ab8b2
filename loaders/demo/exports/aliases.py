"""Aliases: the name and identifiers that a person shows to one source. Nothing in the source links two of a person."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle
from random import Random

from loaders.demo.exports.noise import mistyped_email, name_variant, phone_variant, recased_email
from loaders.demo.population.activities import Activity, ActivityKind
from loaders.demo.population.people import TruePerson
from loaders.demo.population.population import Population
from profile_service.domain.values.identifiers import Identifier, identifier

IDENTIFIER_TYPES = {
    "email": "email",
    "phone": "phone",
    "loyalty": "loyalty_id",
    "customer": "shopify_customer_id",
    "account": "app_user_id",
    "device": "device_id",
    "handle": "social_handle",
}
"""A value that an alias may show → the identifier type that the loaders make of it."""


@dataclass(frozen=True, slots=True)
class Alias:
    """`values`: a name in IDENTIFIER_TYPES → value; the first names the record where the source keeps no accounts."""

    name: str
    values: dict[str, str]

    @property
    def primary_identifier(self) -> Identifier:
        """The identifier that names the record."""
        what, value = next(iter(self.values.items()))
        return identifier(IDENTIFIER_TYPES[what], value, "US")

    def written(self, what: str, rng: Random) -> str | None:
        """The value as it is written this time; None where this alias does not show it."""
        value = self.values.get(what)
        if value and what == "email":
            return recased_email(rng, value)
        return phone_variant(rng, value) if value and what == "phone" else value


def own_name(_person: TruePerson, alias: Alias) -> str:
    """The alias's name, which may be empty."""
    return alias.name


def aliased_activities(
    population: Population,
    source: str,
    kind: ActivityKind,
    combinations: str,
    shown_name: Callable[[TruePerson, Alias], str] = lambda _person, _alias: "",
) -> Iterator[tuple[Activity, Alias]]:
    """Each activity of the kind, in order of time, with the alias under which it was done; aliases take turns.

    `combinations` lists the values that are shown together, `"phone, phone email, loyalty"`; the more frequent ones
    stand more often. `shown_name`: the name that the file shows. Assigns the record of each alias to its person in the
    ground truth.
    """
    activities = population.activities_of(kind)
    # Who changed their e-mail shows the same as before, with the other e-mail.
    emails = [(activity.person.id, population.former_email(activity.person, activity.at)) for activity in activities]
    counts = Counter(emails)
    aliases: dict[tuple[str, str | None], cycle[Alias]] = {}
    for activity, key in zip(activities, emails, strict=True):
        person = activity.person
        if key not in aliases:
            own = _aliases(population, source, person, combinations.split(", "))
            # No more aliases than activities: the truth is to hold no record that the file does not.
            used = [_before_change(alias, person, former_email=key[1]) for alias in own[: counts[key]]]
            for alias in used:
                population.truth.assign_by_identifier(
                    source, alias.primary_identifier, shown_name(person, alias), person
                )
            aliases[key] = cycle(used)
        yield activity, next(aliases[key])


def _before_change(alias: Alias, person: TruePerson, former_email: str | None) -> Alias:
    if former_email is None or alias.values.get("email") != person.email:
        return alias
    return Alias(alias.name, alias.values | {"email": former_email})


def _aliases(population: Population, source: str, person: TruePerson, combinations: list[str]) -> list[Alias]:
    """One or two aliases for records that are nobody else's; failing that, the plain e-mail."""
    rng = population.random_stream(f"{source}:{person.id}")
    values = {what: value for what, value in _identifier_values(population, person).items() if value}
    possible = [names.split() for names in combinations if set(names.split()) <= set(values)]
    wanted = 2 if rng.random() < 0.2 else 1
    # The persons of the stories show all they can, so that the whole of their year comes together.
    chosen = [max(possible, key=len)] if person.role else rng.sample(possible, min(len(possible), wanted))
    candidates = [_alias(rng, person, values, names) for names in chosen]
    free = [a for a in candidates if population.truth.owner(source, a.primary_identifier) in (None, person.id)]
    # Of two that name the same record only one may stay: a record always holds the same.
    distinct = {alias.primary_identifier: alias for alias in free}
    return list(distinct.values()) or [_alias(rng, person, values, ["email"])]


def _alias(rng: Random, person: TruePerson, values: dict[str, str], names: list[str]) -> Alias:
    shown = {what: values[what] for what in names}
    if "email" in shown and not person.role:
        variants = [person.email, person.other_email, mistyped_email(rng, person.email)]
        shown["email"] = rng.choices(variants, [82, 14, 4])[0]
    return Alias(_name(rng, person), shown)


def _identifier_values(population: Population, person: TruePerson) -> dict[str, str]:
    """Every value that the person could show; empty where they have none."""
    uses_app = person.id in population.app_users
    # The card is the household's, but only some partners carry it too.
    carries_card = person.holds_card or population.random_stream(f"card:{person.id}").random() < 0.35
    return {
        "email": person.email,
        "phone": person.phone,
        "loyalty": str(person.household) if carries_card else "",
        "customer": person.customer if person.id in population.shoppers else "",
        "account": person.account if uses_app else "",
        "device": person.device if uses_app else "",
        "handle": person.handle,
    }


def _name(rng: Random, person: TruePerson) -> str:
    given, family = person.name.given, person.name.family
    if person.role:
        return f"{given} {family}"
    variants = [f"{name_variant(rng, given, person.name.nick)} {family}", f"{given} {family[0]}.", ""]
    return rng.choices(variants, [75, 15, 10])[0]
