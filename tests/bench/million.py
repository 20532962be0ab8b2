"""What a search costs among a million customers: exact ones, and those with a letter wrong, for at most three times as
much. The customers are written straight into the store, for loading so many takes long."""

import time
from collections.abc import Iterator, Sequence
from itertools import accumulate, islice
from pathlib import Path
from random import Random
from statistics import quantiles

from loaders.demo.population.names import FAMILIES, MAIL_DOMAINS, MEN, STREETS, TOWNS, WOMEN
from profile_service.domain.search.search_keys import dictionary_words, domain_words, search_keys
from profile_service.domain.search.spellings import slips
from profile_service.domain.sources.records import SourceRecord
from profile_service.domain.values.identifiers import Identifier
from profile_service.service.profile.profile_reader import ProfileReader
from profile_service.service.profile.reading_basis import reading_basis
from profile_service.store.engine import migrations
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from profile_service.store.sources.records import identifier_row
from tests.bench.figures import Figures
from tests.bench.loading import Engine
from tests.rig.graph import run, wipe

_AT_ONCE = 250
_ASKED = 200
_WARMED = 20
_SYLLABLES = "ber dal fen gar hol kin lan mar nor os per quin ros sen tor ul van wel yar zim".split()
_WRITE = """
UNWIND $rows AS row
CREATE (p:Profile {id: row.id, version: 1, created_at: $now, updated_at: $now})
CREATE (r:SourceRecord {key: row.id, source: 'bench', attributes: '{}', version: 1})
SET r.updated_at = $now
SET r += row.properties
CREATE (r)-[:OF]->(p)
WITH r, row
UNWIND row.identifiers AS i
CREATE (r)-[:HAS {first_seen: $now, last_seen: $now}]->(:Identifier {
  key: i[0], type: i[1], value: i[2], reversed: i[3], third: i[4], fifth: i[5], seventh: i[6], holders: 1
})
"""
_WORDS = """
UNWIND $rows AS row
CREATE (:Spelling {slip: row[0], word: row[1]})
"""
_NOW = "2026-01-01T00:00:00.000000Z"
_EXACT = {
    "name": "{given} {family}",
    "name and postal code": "{family} {zip}",
    "e-mail": "{email}",
    "phone": "{phone}",
    "family name and last four digits": "{family} {last}",
    "given name and city": "{given} from {city}",
    "name that nobody has": "Xu{given} Zw{family}",
}
_NEAR = {
    "name": "{given} {slipped}",
    "name and postal code": "{slipped} {zip}",
    "e-mail": "{email_slipped}",
}


async def measure(engine: Engine, _folder: Path, scale: float, figures: Figures) -> None:
    """Writes the customers, then asks for some of them in each way."""
    count = int(1_000_000 * scale)
    wipe(engine.address)
    store = Store(RemoteEngine(engine.address, engine.name))
    # An index that is built over all at once is not compacted by the embedded engine until somebody writes.
    await migrations.apply(store)
    start = time.perf_counter()
    write(engine, count)
    figures.add(f"write {count:,} customers at once", engine.name, count / (time.perf_counter() - start), "customers/s")
    await ask(engine, store, count, figures)
    await store.close()


async def ask(engine: Engine, store: Store, count: int, figures: Figures) -> None:
    """Asks for some of the customers that were written, in each way."""
    some = list(islice(people(count), 0, None, max(1, count // _ASKED)))
    reader = ProfileReader(store, None, await reading_basis(store))
    forms = [*_EXACT.items(), *_NEAR.items()]
    centiles = await _centiles(reader, [_texts(some, way, form) for way, form in forms])
    exact = dict(zip(_EXACT, centiles, strict=False))
    near = dict(zip(_NEAR, centiles[len(_EXACT) :], strict=True))
    for way, (p50, p95) in exact.items():
        figures.add(f"search among {count:,} by {way}, p95 (floor: its p50)", engine.name, p95, "ms", p50)
    for way, (_, p95) in near.items():
        figures.add(f"the same by {way} with a letter wrong, p95 (floor: exact)", engine.name, p95, "ms", exact[way][1])


def write(engine: Engine, count: int) -> None:
    """Customers straight into the store, and the dictionary of their words."""
    everyone, words = people(count), set[str]()
    while rows := list(islice(everyone, _AT_ONCE)):
        run(engine.address, _WRITE, rows=[_row(person) for person in rows], now=_NOW)
        for person in rows:
            words |= dictionary_words(person, search_keys(person)) | domain_words(person.identifiers)
    spellings = ([slip, word] for word in sorted(words) for slip in slips(word))
    while batch := list(islice(spellings, 4 * _AT_ONCE)):
        run(engine.address, _WORDS, rows=batch)


def people(count: int) -> Iterator[SourceRecord]:
    """Records with names as unevenly spread as real ones (Zipf), each with an e-mail and a phone of its own."""
    random = Random(11)
    givens = [*WOMEN, *MEN, *(_word(random, 2) for _ in range(400))]
    families = [*FAMILIES, *(_word(random, 3) for _ in range(30_000))]
    given_weights, family_weights = _weights(len(givens)), _weights(len(families))
    for number in range(count):
        (given,) = random.choices(givens, cum_weights=given_weights)
        (family,) = random.choices(families, cum_weights=family_weights)
        city, _, zip_start = random.choice(TOWNS)
        email = f"{given}.{family}{number}@{random.choice(MAIL_DOMAINS)}".casefold()
        yield SourceRecord(
            "bench",
            str(number),
            {
                "given_name": given,
                "family_name": family,
                "city": city,
                "postal_code": f"{zip_start}{random.randrange(100):02d}",
                "street": f"{random.randrange(1, 900)} {random.choice(STREETS)}",
            },
            (Identifier("email", email), Identifier("phone", f"+1{2_000_000_000 + number}")),
        )


def _row(person: SourceRecord) -> dict[str, object]:
    return {
        "id": person.key,
        "properties": {**search_keys(person)._asdict(), "name": person.name, "record_id": person.record_id},
        "identifiers": [identifier_row(each) for each in person.identifiers],
    }


def _texts(some: Sequence[SourceRecord], way: str, form: str) -> list[str]:
    """What is typed for the customers."""
    random = Random(way)
    return [form.format(**_words_of(person, random)) for person in random.choices(some, k=_ASKED)]


def _words_of(person: SourceRecord, random: Random) -> dict[str, str]:
    email, phone = (each.value for each in person.identifiers)
    given, family = person.attribute("given_name"), person.attribute("family_name")
    return {
        "given": given,
        "family": family,
        "city": person.attribute("city"),
        "zip": person.attribute("postal_code"),
        "email": email,
        "phone": phone,
        "last": phone[-4:],
        "slipped": _slipped(family, random),
        "email_slipped": f"{_slipped(email.partition('@')[0], random)}@{email.partition('@')[2]}",
    }


def _slipped(word: str, random: Random) -> str:
    """The word with two letters swapped, or one left out."""
    place = random.randrange(1, len(word) - 1)
    swapped = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return swapped if random.random() < 0.5 and swapped != word else word[:place] + word[place + 1 :]


async def _centiles(reader: ProfileReader, ways: Sequence[Sequence[str]]) -> list[tuple[float, float]]:
    """p50 and p95 in milliseconds of the texts of each way. The ways take turns, so that whatever else the machine does
    slows all of them; what is asked first warms the engine and does not count."""
    taken: list[list[float]] = [[] for _ in ways]
    rounds = list(zip(*ways, strict=True))
    for number, texts in enumerate([*rounds[:_WARMED], *rounds]):
        for of_way, text in zip(taken, texts, strict=True):
            start = time.perf_counter()
            await reader.search(text, 10, None)
            if number >= _WARMED:
                of_way.append(1e3 * (time.perf_counter() - start))
    return [(centiles[49], centiles[94]) for centiles in (quantiles(of_way, n=100) for of_way in taken)]


def _word(random: Random, syllables: int) -> str:
    return "".join(random.choices(_SYLLABLES, k=syllables)).capitalize()


def _weights(count: int) -> list[float]:
    return list(accumulate(1 / rank for rank in range(1, count + 1)))
