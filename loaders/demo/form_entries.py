"""How people fill in a form about themselves, and what a clerk makes of it."""

from random import Random

from loaders.demo.noise import JUNK_EMAILS, JUNK_PHONES, cased_email, misspelt, mistyped_email, name_form, phone_form
from loaders.demo.people import TruePerson


def as_typed(rng: Random, person: TruePerson) -> tuple[str, str, str]:
    """Given name, family name and e-mail; the persons of the stories take care."""
    name = person.name
    if person.role:
        return name.given, name.family, person.email
    family = misspelt(rng, name.family) if rng.random() < 0.04 else name.family
    email = rng.choices(
        [
            cased_email(rng, person.email),
            person.other_email,
            mistyped_email(rng, person.email),
            "",
            rng.choice(JUNK_EMAILS),
        ],
        [84, 8, 3, 3, 2],
    )[0]
    return name_form(rng, name.given, name.nick), family, email


def phones_as_typed(rng: Random, person: TruePerson) -> tuple[str, str]:
    """Main and mobile phone; either may be blank, and the main one junk."""
    main = phone_form(rng, person.home.phone or person.phone)
    if not person.role and rng.random() < 0.13:
        main = rng.choice(["", "", "", rng.choice(JUNK_PHONES)])
    mobile = phone_form(rng, person.mobile or "") if person.role or rng.random() < 0.6 else ""
    return main, mobile
