"""Guises: how a person names himself to one source. Someone may have two, and nothing in the source joins them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from random import Random

from loaders.demo.activities import Deed, Kind
from loaders.demo.noise import cased_email, mistyped_email, name_form, phone_form
from loaders.demo.people import TruePerson
from loaders.demo.population import Town

# What a guise may show → the identifier type that the loaders make of it.
TYPES = {
    "email": "email",
    "phone": "phone",
    "loyalty": "loyalty_id",
    "customer": "shopify_customer_id",
    "account": "app_user_id",
    "device": "device_id",
    "handle": "social_handle",
}


@dataclass(frozen=True, slots=True)
class Guise:
    """`shown`: name in TYPES → value; the first stands for the person where the source keeps no accounts."""

    name: str
    shown: dict[str, str]

    @property
    def first(self) -> tuple[str, str]:
        """Type and value of the identifier that names the record."""
        what, value = next(iter(self.shown.items()))
        return TYPES[what], value

    def get(self, what: str, rng: Random) -> str | None:
        """The value as it is written this time, None where this guise does not show it."""
        value = self.shown.get(what)
        if value and what == "email":
            return cased_email(rng, value)
        return phone_form(rng, value) if value and what == "phone" else value


def dressed(town: Town, source: str, kind: Kind, ways: str) -> Iterator[tuple[Deed, Guise]]:
    """Each deed of the kind, in order of time, with the guise in which it was done; guises take turns.

    `ways` lists what is shown together, `"phone, phone email, loyalty"`; what is more frequent stands more often.
    """
    deeds = town.did(kind)
    counts = Counter(deed.who.id for deed in deeds)
    wardrobe: dict[str, cycle[Guise]] = {}
    for deed in deeds:
        who = deed.who
        if who.id not in wardrobe:
            # No more guises than deeds: the truth is to hold no record that the file does not.
            worn = _guises(town, source, who, ways.split(", "))[: counts[who.id]]
            for guise in worn:
                town.truth.claim_by(source, *guise.first, who)
            wardrobe[who.id] = cycle(worn)
        yield deed, next(wardrobe[who.id])


def _guises(town: Town, source: str, person: TruePerson, ways: list[str]) -> list[Guise]:
    """One or two guises for records that are nobody else's; failing that, the plain e-mail."""
    rng = town.stream(f"{source}:{person.id}")
    values = {k: v for k, v in _values(town, person).items() if v}
    possible = [way.split() for way in ways if set(way.split()) <= set(values)]
    wanted = 2 if rng.random() < 0.2 else 1
    # The persons of the stories say all they can, so that the whole of their year comes together.
    chosen = [max(possible, key=len)] if person.role else rng.sample(possible, min(len(possible), wanted))
    found = [_guise(rng, person, values, way) for way in chosen]
    mine = [g for g in found if town.truth.owner(source, *g.first) in (None, person.id)]
    # Of two that stand for one record only one may stay: a record always says the same.
    return list({guise.first: guise for guise in mine}.values()) or [_guise(rng, person, values, ["email"])]


def _guise(rng: Random, person: TruePerson, values: dict[str, str], way: list[str]) -> Guise:
    shown = {what: values[what] for what in way}
    if "email" in shown and not person.role:
        forms = [person.email, person.other_email, mistyped_email(rng, person.email)]
        shown["email"] = rng.choices(forms, [82, 14, 4])[0]
    return Guise(_name(rng, person), shown)


def _values(town: Town, person: TruePerson) -> dict[str, str]:
    uses_app = person.id in town.app_users
    # The card is the household's, but only some partners carry it too.
    carries_card = person.holds_card or town.stream(f"card:{person.id}").random() < 0.35
    return {
        "email": person.email,
        "phone": person.phone,
        "loyalty": str(person.household) if carries_card else "",
        "customer": person.customer if person.id in town.shoppers else "",
        "account": person.account if uses_app else "",
        "device": person.device if uses_app else "",
        "handle": person.handle,
    }


def _name(rng: Random, person: TruePerson) -> str:
    given, family = person.name.given, person.name.family
    if person.role:
        return f"{given} {family}"
    return rng.choices(
        [f"{name_form(rng, given, person.name.nick)} {family}", f"{given} {family[0]}.", ""], [75, 15, 10]
    )[0]
