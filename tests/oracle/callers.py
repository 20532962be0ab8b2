"""What callers say of themselves, by SQL over the demo's raw files alone: no code of loaders or domain is used.

A way of saying it is a query of (text, record): the text, and the key of the row's record, whose customer is meant.
Only texts count that fit one person (`truth.csv`) by all files.
"""

import random
import string
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from loaders.demo.population.names import MEN, WOMEN


@dataclass(frozen=True, slots=True)
class Saying:
    """`way`: what is said; `slip`: one letter of it is wrong; `records`: those (keys) of the person who is meant."""

    way: str
    text: str
    records: frozenset[str]
    slip: bool = False


_PEOPLE = """
CREATE TABLE truth AS
SELECT source || ':' || record_id AS record, person_id AS person
FROM read_csv('{folder}/truth.csv', all_varchar = true);
CREATE TABLE crm AS
SELECT 'salesforce:' || Id AS record, Id AS id, FirstName AS given, LastName AS family, Salutation AS title,
    MailingCity AS city, MailingPostalCode AS zip, MailingStreet AS street, lower(trim(Email)) AS email,
    try_cast(Birthdate AS DATE) AS born, Loyalty_Number__c AS card,
    [Phone, MobilePhone, HomePhone, OtherPhone] AS phones
FROM read_csv('{folder}/salesforce_contacts.csv', all_varchar = true) WHERE IsDeleted = 'false';
CREATE TABLE shop AS
SELECT 'shopify:' || ltrim("Customer ID", '''') AS record, ltrim("Customer ID", '''') AS id, "First Name" AS given,
    "Last Name" AS family, lower(trim("Email")) AS email, "Default Address City" AS city,
    ltrim("Default Address Zip", '''') AS zip, "Default Address Address1" AS street,
    ["Phone", "Default Address Phone"] AS phones
FROM read_csv('{folder}/shopify_customers.csv', all_varchar = true);
CREATE TABLE before AS
SELECT 'shopify:' || ltrim("Customer ID", '''') AS record, lower(trim("Email")) AS email
FROM read_csv('{folder}/shopify_customers_before.csv', all_varchar = true);
CREATE TABLE orders AS
SELECT record, "Name" AS number, string_split("Billing Name", ' ') AS words, lower(trim("Email")) AS email,
    "Billing City" AS city, ltrim("Billing Zip", '''') AS zip, "Billing Street" AS street,
    ["Phone", "Billing Phone"] AS phones
FROM read_csv('{folder}/shopify_orders*.csv', all_varchar = true, filename = true)
JOIN truth ON starts_with(record, if(filename LIKE '%canada%', 'shopify-canada', 'shopify')
    || ':email:' || lower(trim("Email"))) WHERE "Currency" IS NOT NULL;
CREATE TABLE others AS
SELECT "Name" AS number FROM read_csv('{folder}/shopify_orders*.csv', all_varchar = true)
WHERE "Currency" IS NOT NULL AND "Email" IS NULL;
CREATE TABLE elsewhere AS
SELECT right(regexp_replace(written, '\\D', '', 'g'), 10) AS phone
FROM (SELECT unnest(["Phone", "Billing Phone", "Shipping Phone"]) AS written
    FROM read_csv('{folder}/shopify_orders*.csv', all_varchar = true) WHERE "Email" IS NULL)
WHERE written IS NOT NULL
UNION ALL SELECT right(regexp_replace(CAST(phone AS VARCHAR), '\\D', '', 'g'), 10)
FROM read_json('{folder}/zendesk_users.ndjson') WHERE shared_phone_number AND phone IS NOT NULL;
CREATE TABLE users AS
SELECT 'zendesk:' || id AS record, CAST(id AS VARCHAR) AS id, name, string_split(name, ' ') AS words,
    lower(email) AS email, [CAST(phone AS VARCHAR)] AS phones
FROM read_json('{folder}/zendesk_users.ndjson') WHERE role = 'end-user';
CREATE TABLE tickets AS
SELECT 'zendesk:' || requester_id AS record, CAST(id AS VARCHAR) AS number
FROM read_json('{folder}/zendesk_tickets.ndjson');
CREATE TABLE people AS
SELECT record, given, family, city, zip, street, email, phones FROM crm
UNION ALL SELECT record, given, family, city, zip, street, email, phones FROM shop
UNION ALL SELECT record, words[1], words[-1], city, zip, street, email, phones FROM orders
UNION ALL SELECT record, words[1], words[-1], NULL, NULL, NULL, email, phones FROM users;
CREATE TABLE phones AS
SELECT record, family, right(regexp_replace(written, '\\D', '', 'g'), 10) AS phone
FROM (SELECT record, family, unnest(phones) AS written FROM people)
WHERE written IS NOT NULL AND written NOT LIKE '%x%' AND length(family) > 2;
CREATE TABLE nicknames AS SELECT unnest($given) AS given, unnest($short) AS short
"""
_WAYS = {
    "given and family name": "SELECT given || ' ' || family, record FROM people",
    "family and given name": "SELECT family || ' ' || given, record FROM people",
    "family name, given name": "SELECT family || ', ' || given, record FROM people",
    "name in small letters without accents": "SELECT lower(strip_accents(given || ' ' || family)), record FROM people",
    "name in capitals": "SELECT upper(given || ' ' || family), record FROM people",
    "title and name": "SELECT 'Mrs. ' || given || ' ' || family, record FROM people",
    "title and family name": "SELECT 'Mr ' || family, record FROM people WHERE length(family) > 2",
    "initial and family name": "SELECT left(given, 1) || '. ' || family, record FROM people WHERE length(family) > 2",
    "nickname and family name": "SELECT short || ' ' || family, record FROM people"
    " JOIN nicknames ON people.given IN (nicknames.given, short)",
    "beginning of the name": "SELECT given || ' ' || left(family, 4), record FROM people",
    "name of a help desk's user": "SELECT given || ' ' || family, record FROM people WHERE record LIKE 'zendesk:%'",
    "name and city": "SELECT given || ' ' || family || ' ' || city, record FROM people",
    "family name from a city": "SELECT family || ' from ' || city, record FROM people",
    "family name and postal code": "SELECT family || ' ' || zip, record FROM people",
    "postal code and family name": "SELECT zip || ' ' || family, record FROM people",
    "name and postal code": "SELECT given || ' ' || family || ', ' || zip, record FROM people",
    "family name and street": "SELECT family || ', ' || street, record FROM people",
    "street": "SELECT street, record FROM people",
    "name and date of birth": "SELECT given || ' ' || family || ' ' || strftime(born, '%Y-%m-%d'), record FROM crm",
    "name, born on": "SELECT given || ' ' || family || ', born ' || strftime(born, '%-d %B %Y'), record FROM crm",
    "date of birth and family name": "SELECT strftime(born, '%Y-%m-%d') || ' ' || family, record FROM crm",
    "e-mail": "SELECT email, record FROM people",
    "e-mail in capitals": "SELECT upper(email), record FROM people",
    "e-mail before the @": "SELECT split_part(email, '@', 1), record FROM people",
    "e-mail up to the @": "SELECT split_part(email, '@', 1) || '@', record FROM people",
    "former e-mail": "SELECT before.email, record FROM before JOIN shop USING (record)"
    " WHERE before.email <> shop.email",
    "phone, international": "SELECT '+1' || phone, record FROM phones",
    "phone with dashes": "SELECT phone[:3] || '-' || phone[4:6] || '-' || phone[7:], record FROM phones",
    "phone with brackets": "SELECT '(' || phone[:3] || ') ' || phone[4:6] || '-' || phone[7:], record FROM phones",
    "phone of digits alone": "SELECT phone, record FROM phones",
    "last four digits and family name": "SELECT family || ' ' || phone[7:], record FROM phones",
    "order and its number": "SELECT 'order ' || ltrim(number, '#'), record FROM orders"
    " WHERE number NOT IN (FROM others)",
    "number of an order": "SELECT number, record FROM orders WHERE number NOT IN (FROM others)",
    "family name, a thing and the order": "SELECT words[-1] || ', the lamp, order ' || number, record FROM orders",
    "ticket and its number": "SELECT 'ticket ' || number, record FROM tickets",
    "number of a ticket": "SELECT number, record FROM tickets",
    "loyalty card": "SELECT 'loyalty card ' || card, record FROM crm WHERE card IS NOT NULL",
    "id in the CRM": "SELECT id, record FROM crm",
    "id in the shop": "SELECT id, record FROM shop",
    "key of a record": "SELECT record, record FROM users",
}
# Of phones that no order without an e-mail names, and that the help desk does not call shared: six ways to write one.
_WRITTEN_PHONES = {
    f"phone written {written}": f"SELECT {form}, record FROM phones WHERE phone NOT IN (FROM elsewhere)"
    for written, form in {
        "+15675550105": "'+1' || phone",
        "+1 567 555 0105": "'+1 ' || phone[:3] || ' ' || phone[4:6] || ' ' || phone[7:]",
        "567-555-0105": "phone[:3] || '-' || phone[4:6] || '-' || phone[7:]",
        "(567) 555-0105": "'(' || phone[:3] || ') ' || phone[4:6] || '-' || phone[7:]",
        "567.555.0105": "phone[:3] || '.' || phone[4:6] || '.' || phone[7:]",
        "5675550105": "phone",
    }.items()
}
# What has the slip, what stands around it, and the record.
_SLIPS = {
    "family name with a slip, and given name": "SELECT family, given || ' {}', record FROM people",
    "given name with a slip, and family name": "SELECT given, '{} ' || family, record FROM people",
    "family name first, with a slip": "SELECT family, '{}, ' || given, record FROM people",
    "family name with a slip, and postal code": "SELECT family, '{} ' || zip, record FROM people",
    "family name with a slip, name and city": "SELECT family, given || ' {}, ' || city, record FROM people",
    "city with a slip, and name": "SELECT city, given || ' ' || family || ' {}', record FROM people",
    "e-mail with a slip before the @": "SELECT split_part(email, '@', 1), '{}@' || split_part(email, '@', 2), record"
    " FROM people",
    "e-mail with a slip in its domain": "SELECT split_part(email, '@', 2), split_part(email, '@', 1) || '@{}', record"
    " FROM people",
}


def sayings(folder: Path, most: int, seed: int = 1, *, ways: Collection[str] | None = None) -> Iterator[Saying]:
    """What is said in each way, of up to `most` customers; in these `ways` alone, where they are named."""
    with duckdb.connect() as connection:
        place = str(folder).replace("'", "''")
        short = {given: nick for given, nick in (WOMEN | MEN).items() if nick}
        for statement in _PEOPLE.format(folder=place).split(";"):
            parameters = {"given": list(short), "short": list(short.values())} if "$given" in statement else None
            if statement.strip():
                connection.execute(statement, parameters)
        said = partial(_unique, connection, most=most, seed=seed)
        for way, query in _chosen(_WAYS if ways is None else _WAYS | _WRITTEN_PHONES, ways):
            yield from (Saying(way, text, frozenset(records)) for text, records in said(query, "text"))
        for way, query in _chosen(_SLIPS, ways):
            chance = random.Random(f"{seed}:{way}")
            for word, around, records in said(query, "word, around"):
                yield Saying(way, around.replace("{}", _slipped(word, chance)), frozenset(records), slip=True)


def _chosen(all_ways: Mapping[str, str], ways: Collection[str] | None) -> Iterator[tuple[str, str]]:
    return ((way, query) for way, query in all_ways.items() if ways is None or way in ways)


_UNIQUE = """
SELECT {columns}, (SELECT list(record) FROM truth WHERE person = any_value(meant.person))
FROM ({query}) AS said({columns}, record) JOIN truth AS meant USING (record)
WHERE {given} GROUP BY {columns} HAVING count(DISTINCT person) = 1 ORDER BY hash({first} || '{seed}') LIMIT {most}
"""


def _unique(
    connection: duckdb.DuckDBPyConnection, query: str, columns: str, *, most: int, seed: int
) -> list[tuple[Any, ...]]:
    first = columns.split(",", maxsplit=1)[0]
    given = "length(word) > 3 AND around IS NOT NULL" if first == "word" else f"{first} IS NOT NULL"
    return connection.execute(
        _UNIQUE.format(columns=columns, query=query, given=given, first=first, seed=seed, most=most)
    ).fetchall()


def _slipped(word: str, chance: random.Random) -> str:
    """The word with a letter left out, added, replaced, or swapped with the next; not the first one, which people get
    right."""
    letters = [place for place in range(1, len(word) - 1) if word[place].isalpha() and word[place + 1].isalpha()]
    place, letter = chance.choice(letters or [1]), chance.choice(string.ascii_lowercase)
    before, here, behind = word[:place], word[place], word[place + 1 :]
    swapped = before + behind[:1] + here + behind[1:]
    return chance.choice([before + behind, before + letter + here + behind, before + letter + behind, swapped])
