"""What the demo's raw files say of people that not everybody may see, by SQL over them alone: no code of the loaders or
the domain is used."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import duckdb

_VALUES = """
WITH contacts AS (FROM read_csv('{folder}/salesforce_contacts.csv', all_varchar = true)),
shop AS (FROM read_csv('{folder}/shopify_customers*.csv', all_varchar = true)),
orders AS (FROM read_csv('{folder}/shopify_orders*.csv', all_varchar = true)),
mails AS (FROM read_csv('{folder}/klaviyo_profiles.csv', all_varchar = true)),
users AS (FROM read_json('{folder}/zendesk_users.ndjson') WHERE role = 'end-user'),
visits AS (FROM read_json('{folder}/showroom_visits.ndjson', columns = {{'phone': 'VARCHAR', 'email': 'VARCHAR'}})),
calls AS (FROM read_json('{folder}/support_calls.ndjson',
    columns = {{'caller': 'STRUCT("number" VARCHAR, email VARCHAR)'}})),
registry AS (FROM read_json('{folder}/gift_registry.ndjson',
    columns = {{'buyer': 'STRUCT(name VARCHAR, email VARCHAR, phone VARCHAR)'}})),
installs AS (FROM read_json('{folder}/app_installs.ndjson', columns = {{'device_id': 'VARCHAR'}}))
SELECT 'email', Email FROM contacts UNION ALL SELECT 'email', Email FROM shop
UNION ALL SELECT 'email', Email FROM orders UNION ALL SELECT 'email', Email FROM mails
UNION ALL SELECT 'email', email FROM users UNION ALL SELECT 'email', email FROM visits
UNION ALL SELECT 'email', caller.email FROM calls UNION ALL SELECT 'email', buyer.email FROM registry
UNION ALL SELECT 'phone', unnest([Phone, MobilePhone, HomePhone, OtherPhone]) FROM contacts
UNION ALL SELECT 'phone', unnest([Phone, "Default Address Phone"]) FROM shop
UNION ALL SELECT 'phone', unnest([Phone, "Billing Phone", "Shipping Phone"]) FROM orders
UNION ALL SELECT 'phone', CAST(phone AS VARCHAR) FROM users UNION ALL SELECT 'phone', phone FROM visits
UNION ALL SELECT 'phone', caller."number" FROM calls UNION ALL SELECT 'phone', buyer.phone FROM registry
UNION ALL SELECT 'name', unnest([FirstName || ' ' || LastName, LastName || ', ' || FirstName]) FROM contacts
UNION ALL SELECT 'name', "First Name" || ' ' || "Last Name" FROM shop
UNION ALL SELECT 'name', unnest(["Billing Name", "Shipping Name"]) FROM orders
UNION ALL SELECT 'name', name FROM users UNION ALL SELECT 'name', buyer.name FROM registry
UNION ALL SELECT 'street', unnest([MailingStreet, OtherStreet]) FROM contacts
UNION ALL SELECT 'street', "Default Address Address1" FROM shop
UNION ALL SELECT 'street', unnest(["Billing Street", "Shipping Street"]) FROM orders
UNION ALL SELECT 'birth_date', Birthdate FROM contacts
UNION ALL SELECT 'device_id', device_id FROM installs
"""
_LEAST = {"email": 6, "phone": 7, "name": 6, "street": 8, "birth_date": 8, "device_id": 8}
"""Shorter texts are parts of other words."""
_BEGINNING = 6
_EMAIL = re.compile(r"[^\s@\"'<>=:/?&;,()]+@[\w.-]+\w")
_DIGITS = re.compile(r"\d(?:[\s().-]{0,3}\d){9,14}")


@dataclass(frozen=True)
class PersonalValues:
    """Kind (`phone`, `street` …) → the values of all people, in small letters, phones by their last ten digits."""

    values: Mapping[str, frozenset[str]]

    def within(self, text: str, kinds: frozenset[str]) -> set[tuple[str, str]]:
        """Kind and value of all of these kinds that stand in a text, however a phone is written."""
        small = text.casefold()
        found = {("email", email) for email in _EMAIL.findall(small)} | {("phone", phone) for phone in _phones(small)}
        known = {(kind, value) for kind, value in found if kind in kinds and value in self.values[kind]}
        beginnings = {small[start : start + _BEGINNING] for start in range(len(small))}
        for beginning in beginnings & self._by_beginning.keys():
            known |= {each for each in self._by_beginning[beginning] if each[0] in kinds and each[1] in small}
        return known

    @cached_property
    def _by_beginning(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        """The first characters of a value → kind and value: a page is looked through once, and not for each of them."""
        by_beginning = defaultdict(list)
        for kind in self.values.keys() - {"email", "phone"}:
            for value in self.values[kind]:
                by_beginning[value[:_BEGINNING]].append((kind, value))
        return by_beginning


def personal_values(folder: Path) -> PersonalValues:
    values: dict[str, set[str]] = defaultdict(set)
    with duckdb.connect() as connection:
        rows = connection.execute(_VALUES.format(folder=str(folder).replace("'", "''"))).fetchall()
    for kind, value in rows:
        plain = re.sub(r"\D", "", (value or "").partition("x")[0])[-10:] if kind == "phone" else (value or "").strip()
        if len(plain) >= _LEAST[kind]:
            values[kind].add(plain.casefold())
    return PersonalValues({kind: frozenset(some) for kind, some in values.items()})


def _phones(text: str) -> set[str]:
    """The ten digits that every row of ten or more ends or begins with, or has after a country's 1."""
    rows = [re.sub(r"\D", "", row) for row in _DIGITS.findall(text)]
    return {row[start : start + 10] for row in rows for start in range(len(row) - 9)}
