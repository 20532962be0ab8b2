"""The true people: one or two adults of each household, with everything that could identify them."""

from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from random import Random

from loaders.demo.population.names import AREA_CODES, FAMILIES, MAIL_DOMAINS, MEN, STREETS, TOWNS, WOMEN, WORK_DOMAINS
from loaders.demo.population.real_households import Household
from profile_service.domain.sources.records import lookup_form

_BIRTH_YEARS = {"19-24": 1995, "25-34": 1987, "35-44": 1977, "45-54": 1967, "55-64": 1957, "65+": 1947}


@dataclass(frozen=True, slots=True)
class PersonName:
    """`gender`: `f` or `m`, which decides on the given name. `native`: given and family name in the person's own
    script, where that is not the Latin one."""

    given: str
    family: str
    gender: str
    native: tuple[str, str] | None = None

    @property
    def full(self) -> str:
        """Given and family name."""
        return f"{self.given} {self.family}"

    @property
    def nick(self) -> str:
        """The short form of the given name, or the given name where it has none."""
        return (WOMEN | MEN).get(self.given) or self.given


# The persons of the three stories; their e-mail is given.family@example.com.
_STORY_NAMES = {
    "repeat_caller": PersonName("Martha", "Kowalczyk", "f"),
    "at_risk": PersonName("Theodore", "Lindqvist", "m"),
    "showroomer": PersonName("Priya", "Raman", "f"),
}

_NATIVE_NAMES = (
    PersonName("Olga", "Petrova", "f", ("Ольга", "Петрова")),
    PersonName("Kenji", "Watanabe", "m", ("健二", "渡辺")),
    PersonName("Leila", "Haddad", "f", ("ليلى", "حداد")),
    PersonName("Eleni", "Pappas", "f", ("Ελένη", "Παππά")),
    PersonName("Minjun", "Seo", "m", ("민준", "서")),
    PersonName("Dmitri", "Sokolov", "m", ("Дмитрий", "Соколов")),
)
"""Customers who write their names in their own script where they do it themselves; clerks write Latin letters."""


@dataclass(frozen=True, slots=True)
class Home:
    """The household's address, and its phone where it has one (E.164)."""

    street: str
    city: str
    region: str
    zip: str
    phone: str | None


@dataclass(frozen=True, slots=True)
class TruePerson:
    """`household` is also the number of the household's loyalty card. Phones are E.164.

    `mobile` is None for those who share the family's phone; `home.phone` is then one for two adults.
    `customer`, `account`, `device` and `handle` are what the shop, the app, the phone and the social network call them.
    """

    id: str
    name: PersonName
    born: date
    household: int
    holds_card: bool
    home: Home
    email: str
    other_email: str
    mobile: str | None
    customer: str
    account: str
    device: str
    handle: str
    role: str = ""

    @property
    def phone(self) -> str:
        """The mobile phone, or else the family's; empty where there is neither."""
        return self.mobile or self.home.phone or ""


@dataclass(frozen=True, slots=True)
class _Adult:
    number: int
    household: Household
    home: Home
    name: PersonName
    holds_card: bool


class _Register:
    """Assigns phones and e-mail addresses, each only once."""

    def __init__(self, rng: Random) -> None:
        phones = [f"+1{area}55501{line:02d}" for area in AREA_CODES for line in range(100)]
        rng.shuffle(phones)
        self._rng, self._phones, self._emails = rng, iter(phones), set[str]()

    def phone(self) -> str:
        return next(self._phones)

    def email(self, name: PersonName, born: date, domains: tuple[str, ...]) -> str:
        given, nick, family = map(_word, (name.given, name.nick, name.family))
        local_parts = [f"{given}.{family}", f"{nick}.{family}", f"{given[0]}{family}", f"{given}{born.year}"]
        local, domain = self._rng.choice(local_parts), self._rng.choice(domains)
        return self.new_email(local, domain)

    def new_email(self, local: str, domain: str) -> str:
        """The address, with a number behind its local part where the plain one is taken."""
        candidates = (f"{local}{'' if n == 1 else n}@{domain}" for n in count(1))
        email = next(candidate for candidate in candidates if candidate not in self._emails)
        self._emails.add(email)
        return email


def people_in(households: list[Household], seed: int) -> list[TruePerson]:
    """The adults of the households, card holders first in each; a few are namesakes of the very first."""
    rng = Random(f"{seed}:people")
    register = _Register(rng)
    people: list[TruePerson] = []
    for position, household in enumerate(households):
        home = _home(rng, register, household.adults)
        name = people[0].name if position % 50 == 40 else _STORY_NAMES.get(household.role) or _name(rng)
        if position % 24 == 12 and position // 24 < len(_NATIVE_NAMES) and not household.role:
            name = _NATIVE_NAMES[position // 24]
        names = [name, _partner_name(rng, name)][: household.adults]
        for adult_name in names:
            adult = _Adult(len(people) + 1, household, home, adult_name, adult_name is name)
            people.append(_person(rng, register, adult))
    return people


def _person(rng: Random, register: _Register, adult: _Adult) -> TruePerson:
    name, number, role = adult.name, adult.number, adult.household.role
    born = date(_BIRTH_YEARS[adult.household.age] + rng.randint(-4, 3), rng.randint(1, 12), rng.randint(1, 28))
    # Half of the partners at a family phone have no other one.
    shares_phone = adult.home.phone is not None and not adult.holds_card and rng.random() < 0.5
    code = "".join(rng.choices("0123456789abcdef", k=12))
    plain = f"{_word(name.given)}.{_word(name.family)}"
    return TruePerson(
        id=f"p{number:04d}",
        name=name,
        born=born,
        household=adult.household.id,
        holds_card=adult.holds_card,
        home=adult.home,
        email=register.new_email(plain, "example.com") if role else register.email(name, born, MAIL_DOMAINS),
        other_email=register.email(name, born, WORK_DOMAINS),
        mobile=None if shares_phone else register.phone(),
        customer=str(7_210_448_000_000 + number * 32_768 + rng.randrange(32_768)),
        account=f"A{number * 137 + 20_000}",
        device=f"{code[:4]}-{code[4:8]}-{code[8:]}",
        handle=f"@{_word(name.nick)}_{_word(name.family)[:4]}{born.year % 100:02d}{number:03d}",
        role=role,
    )


def _name(rng: Random, gender: str = "") -> PersonName:
    chosen = gender or rng.choice("fm")
    return PersonName(rng.choice(sorted(WOMEN if chosen == "f" else MEN)), rng.choice(FAMILIES), chosen)


def _partner_name(rng: Random, name: PersonName) -> PersonName:
    other = name.gender if rng.random() < 0.08 else {"f": "m", "m": "f"}[name.gender]
    partner = next(n for _ in count() if (n := _name(rng, other)).given != name.given)
    return replace(partner, family=name.family) if rng.random() < 0.75 else partner


def _home(rng: Random, register: _Register, adults: int) -> Home:
    city, region, zip_area = rng.choice(TOWNS)
    street = f"{rng.randint(2, 980)} {rng.choice(STREETS)}"
    has_phone = rng.random() < (0.65 if adults == 2 else 0.2)
    return Home(street, city, region, f"{zip_area}{rng.randint(1, 60):02d}", register.phone() if has_phone else None)


def _word(text: str) -> str:
    return lookup_form(text).replace(" ", "")
