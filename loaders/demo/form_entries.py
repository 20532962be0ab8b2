"""Entries in a form about oneself, as people type them and clerks copy them."""

from random import Random

from loaders.demo.noise import (
    JUNK_EMAILS,
    JUNK_PHONES,
    misspelling,
    mistyped_email,
    name_variant,
    phone_variant,
    recased_email,
)
from loaders.demo.people import TruePerson


def typed_name_and_email(rng: Random, person: TruePerson) -> tuple[str, str, str]:
    """Given name, family name and e-mail; the persons of the stories make no mistakes."""
    name = person.name
    if person.role:
        return name.given, name.family, person.email
    family = misspelling(rng, name.family) if rng.random() < 0.04 else name.family
    variants = [
        recased_email(rng, person.email),
        person.other_email,
        mistyped_email(rng, person.email),
        "",
        rng.choice(JUNK_EMAILS),
    ]
    email = rng.choices(variants, [84, 8, 3, 3, 2])[0]
    return name_variant(rng, name.given, name.nick), family, email


def typed_phones(rng: Random, person: TruePerson) -> tuple[str, str]:
    """Main and mobile phone; either may be blank, and the main one junk."""
    main = phone_variant(rng, person.home.phone or person.phone)
    if not person.role and rng.random() < 0.13:
        main = rng.choice(["", "", "", rng.choice(JUNK_PHONES)])
    mobile = phone_variant(rng, person.mobile or "") if person.role or rng.random() < 0.6 else ""
    return main, mobile
