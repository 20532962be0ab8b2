"""Invented populations whose truth is known: customers as five systems know them, with all that goes wrong in life."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations
from random import Random

from nicknames import name_triplets
from phonenumbers import is_valid_number, parse

from loaders.demo.exports.noise import misspelling, mistyped_email
from loaders.demo.population.names import FAMILIES, MEN, WOMEN
from profile_service.domain.resolution.comparable_records import ComparableRecord, comparable_record
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.identifiers import Identifier, identifier

_SYSTEMS = ("crm", "shop", "loyalty", "desk", "mail")
# What a system asks for, and how often it is told.
_ASKED: dict[str, dict[str, float]] = {
    "crm": {"name": 0.98, "born": 0.7, "email": 0.8, "phone": 0.75},
    "shop": {"name": 0.97, "born": 0.0, "email": 0.97, "phone": 0.55},
    "loyalty": {"name": 0.95, "born": 0.85, "email": 0.55, "phone": 0.6, "card": 1.0},
    "desk": {"name": 0.6, "born": 0.0, "email": 0.65, "phone": 0.6, "card": 0.1},
    "mail": {"name": 0.5, "born": 0.0, "email": 1.0},
}
_JUNK_EMAILS = ("none@none.com", "na@na.com", "no@mail.com", "customer@shop.example.org", "info@store.example.net")
# Real area codes: elsewhere nobody can be called, so a number there identifies nobody.
_AREAS = [area for area in range(201, 990) if is_valid_number(parse(f"+1{area}2345678"))]
_JUNK_PHONES = ("+10000000000", "+19999999999", "+12345678900", "+15555550000", "+13305550000")


def _readable(type: str, value: str) -> Identifier | None:
    """The identifier; None where nobody can dial the number, which then identifies nobody."""
    try:
        return identifier(type, value)
    except InvalidInput:
        return None


@dataclass(frozen=True)
class Known:
    """`owner`: record key → true person. `relation`: what two persons are to each other, for telling false merges."""

    title: str
    people: list[ComparableRecord]
    owner: Mapping[str, str]
    relation: Callable[[str, str], str] = lambda a, b: "others"


@dataclass
class _Human:
    """`mates` live in the same home. `since`: the day from which they hold their phone."""

    id: str
    given: str
    nick: str
    family: str
    born: date
    home: int
    suffix: str = ""
    emails: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    card: str = ""
    since: date = date(2012, 1, 1)
    until: date = date(2025, 1, 1)


class _Maker:
    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.given = [*(WOMEN | MEN).items()] * 6 + [(n.capitalize(), s) for n, s in _further()]
        self.families = _families(self.rng)
        self.humans: list[_Human] = []
        self.landlines: dict[int, str] = {}
        self.shared_emails: dict[int, str] = {}
        self.taken: set[str] = set()
        self.recycled: set[frozenset[str]] = set()

    def settle(self, home: int) -> None:
        """One home: one to four adults, most of one family."""
        rng = self.rng
        family = rng.choice(self.families)
        size = rng.choices([1, 2, 3, 4], [42, 36, 14, 8])[0]
        if size > 1 and rng.random() < 0.45:
            self.landlines[home] = self.phone()
        first = self.human(home, family, rng.randint(1940, 1985))
        if size > 1:
            self.human(home, family if rng.random() < 0.75 else rng.choice(self.families), first.born.year + 2)
            if rng.random() < 0.15:
                self.shared_emails[home] = self.email(first)
        for _ in range(size - 2):
            self.child(home, first)

    def child(self, home: int, parent: _Human) -> None:
        rng = self.rng
        born = parent.born.year + rng.randint(20, 36)
        children = [h for h in self.humans[-3:] if h.home == home and h.born.year > parent.born.year + 15]
        grown = self.human(home, parent.family, born)
        draw = rng.random()
        if draw < 0.15:
            grown.given, grown.nick = parent.given, parent.nick
            parent.suffix, grown.suffix = "Sr.", "Jr."
        elif children and draw < 0.5:
            grown.born = children[0].born

    def human(self, home: int, family: str, year: int) -> _Human:
        rng = self.rng
        given, nick = rng.choice(self.given)
        born = date(year, 1, 1) + timedelta(days=rng.randrange(365))
        human = _Human(f"p{len(self.humans):05d}", given, nick or given, family, born, home)
        self.humans.append(human)
        return human

    def namesakes(self) -> None:
        """Some are called like somebody else; some of those are born on the same day as well."""
        for human in self.rng.sample(self.humans, len(self.humans) // 30):
            other = self.rng.choice(self.humans)
            human.given, human.nick, human.family = other.given, other.nick, other.family
            if self.rng.random() < 0.1:
                human.born = other.born

    def equip(self, human: _Human) -> None:
        rng = self.rng
        human.emails = [self.email(human) for _ in range(rng.choices([1, 2, 3], [55, 35, 10])[0])]
        human.phones = [self.phone() for _ in range(rng.choices([1, 2], [80, 20])[0])]
        if human.home in self.landlines and rng.random() < 0.6:
            human.phones.insert(rng.randint(0, 1), self.landlines[human.home])
        if human.home in self.shared_emails and rng.random() < 0.7:
            human.emails.insert(rng.randint(0, 1), self.shared_emails[human.home])
        human.card = f"L{rng.randrange(10**8):08d}"

    def recycle(self) -> None:
        """Some phones were somebody else's before."""
        for _ in range(len(self.humans) // 40):
            old, new = self.rng.sample(self.humans, 2)
            passed_on = date(2017, 1, 1) + timedelta(days=self.rng.randrange(1500))
            old.until, new.since = min(old.until, passed_on), max(new.since, passed_on)
            new.phones[0] = old.phones[0]
            self.recycled.add(frozenset((old.id, new.id)))

    def email(self, human: _Human) -> str:
        given, nick, family = (
            w.lower().replace("'", "").replace(" ", "") for w in (human.given, human.nick, human.family)
        )
        forms = [f"{given}.{family}", f"{nick}.{family}", f"{given[0]}{family}", f"{given}{human.born.year % 100}"]
        domain = self.rng.choice(["mail.example.com", "post.example.net", "work.example.org"])
        return self._new(lambda n: f"{self.rng.choice(forms)}{n or ''}@{domain}")

    def phone(self) -> str:
        return self._new(
            lambda n: f"+1{_AREAS[self.rng.randint(201, 989) % len(_AREAS)]}{self.rng.randint(2000000, 9999999)}"
        )

    def _new(self, make: Callable[[int], str]) -> str:
        value = next(v for n in range(10**6) if (v := make(n)) not in self.taken)
        self.taken.add(value)
        return value

    def record(self, key: str, human: _Human) -> ComparableRecord:
        """What one system got to know of a human, once."""
        rng, asked = self.rng, _ASKED[key.partition(":")[0]]
        told = {what for what, share in asked.items() if rng.random() < share}
        seen = human.since + timedelta(days=rng.randrange(max((human.until - human.since).days, 1)))
        claims: list[tuple[str, str]] = []
        if "email" in told:
            claims.append(("email", self._email_told(human)))
        if "phone" in told:
            claims.append(("phone", self._phone_told(human)))
        if "card" in told:
            claims.append(("loyalty_id", human.card))
        held = [claim for type, value in claims if (claim := _readable(type, value))]
        said = (self._name_told(human) if "name" in told else {}) | (self._born_told(human) if "born" in told else {})
        return comparable_record(
            key, held, said, f"{seen.isoformat()}T09:00:00.000000Z" if rng.random() < 0.95 else None
        )

    def _email_told(self, human: _Human) -> str:
        rng = self.rng
        usual = human.emails[0] if rng.random() < 0.72 else rng.choice(human.emails)
        return rng.choices([usual, mistyped_email(rng, usual), rng.choice(_JUNK_EMAILS)], [95, 3, 2])[0]

    def _phone_told(self, human: _Human) -> str:
        rng = self.rng
        usual = human.phones[0] if rng.random() < 0.75 else rng.choice(human.phones)
        slip = f"{usual[:-1]}{(int(usual[-1]) + 1) % 10}"
        return rng.choices([usual, slip, rng.choice(_JUNK_PHONES)], [95, 2, 3])[0]

    def _name_told(self, human: _Human) -> dict[str, str]:
        rng, given, family = self.rng, human.given, human.family
        if human.suffix and rng.random() < 0.4:
            family = f"{family} {human.suffix}"
        forms = [given, human.nick, f"{given[0]}.", misspelling(rng, given), given.upper(), rng.choice(self.given)[0]]
        given = rng.choices(forms, [76, 12, 3, 4, 4, 0.6])[0]
        if rng.random() < 0.012:
            given, family = family, given
        return {"given_name": given, "family_name": family}

    def _born_told(self, human: _Human) -> dict[str, str]:
        rng, born = self.rng, human.born
        slip = born.replace(year=born.year + rng.choice([-10, -1, 1, 9]), day=born.day if born.month != 2 else 28)
        turned = f"{born.year}-{born.day:02d}-{born.month:02d}"
        other = date(rng.randint(1940, 2004), rng.randint(1, 12), rng.randint(1, 28))
        forms = [born.isoformat(), f"{born:%m/%d/%Y}", slip.isoformat(), turned, other.isoformat(), "1900-01-01"]
        return {"birth_date": rng.choices(forms, [80, 13, 3, 2, 0.7, 1])[0]}


def messy(records: int = 20_000, humans: int = 8_000, seed: int = 360) -> Known:
    """Homes of one to four, namesakes, seniors and juniors, twins, phones that changed hands, typos, junk."""
    maker = _Maker(seed)
    home = 0
    while len(maker.humans) < humans:
        maker.settle(home)
        home += 1
    maker.namesakes()
    for human in maker.humans:
        maker.equip(human)
    maker.recycle()
    eager = [maker.rng.paretovariate(1.6) for _ in maker.humans]
    chosen = maker.humans + maker.rng.choices(maker.humans, [min(w, 12) for w in eager], k=records - len(maker.humans))
    owners = {f"{maker.rng.choice(_SYSTEMS)}:{n}": human for n, human in enumerate(chosen)}
    people = [maker.record(key, human) for key, human in owners.items()]
    return Known(
        f"{records} messy records",
        people,
        {key: human.id for key, human in owners.items()},
        _relations(maker, people, owners),
    )


def _relations(
    maker: _Maker, people: list[ComparableRecord], owners: Mapping[str, _Human]
) -> Callable[[str, str], str]:
    humans = {human.id: human for human in maker.humans}
    junk = _junk_pairs(people, owners)

    def relation(a: str, b: str) -> str:
        x, y = humans[a], humans[b]
        if x.home == y.home:
            if (x.given, x.family) == (y.given, y.family):
                return "senior and junior"
            return "twin" if x.born == y.born else "household"
        if frozenset((a, b)) in maker.recycled:
            return "recycled"
        if (x.given, x.family) == (y.given, y.family):
            return "namesake"
        return "junk" if frozenset((a, b)) in junk else "others"

    return relation


def _junk_pairs(people: list[ComparableRecord], owners: Mapping[str, _Human]) -> set[frozenset[str]]:
    """The persons of whom records share a junk value."""
    typed: dict[Identifier, set[str]] = {}
    for each in people:
        for held in each.identifiers:
            if held.value in _JUNK_EMAILS + _JUNK_PHONES:
                typed.setdefault(held, set()).add(owners[each.key].id)
    return {frozenset(pair) for ids in typed.values() for pair in combinations(sorted(ids), 2)}


def _further() -> list[tuple[str, str]]:
    """Rarer given names with a short form."""
    return sorted({t.name1: t.name2.capitalize() for t in reversed(name_triplets())}.items())


def _families(rng: Random) -> list[str]:
    """The common ones often, and many rare ones."""
    starts = "Ash Black Brad Clif Dar El Fair Gar Hart Kings Lang Mar Nor Oak Pem Rad Sher Thorn Wake Whit".split()
    ends = "berg bury combe den field ford ham hurst ley man more ridge shaw son stone ton well wick wood worth".split()
    rare = [a + b for a in starts for b in ends]
    rng.shuffle(rare)
    return list(FAMILIES) * 4 + rare * 2
