"""What the raw files say of each person, by SQL over them alone: no code of the loaders or of the domain is used.

Each query gives rows of (person, value…); the words of a retailer are translated by hand beside it.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import duckdb

from tests.oracle.shopify_states import ORDER_STATE


@dataclass
class Facts:
    """`spend`: currency → minor units, currencies that come to nothing left out; `stages`: order number and currency →
    stage; `tickets`: ids of those that are open; `consent` to marketing by e-mail, None where nobody states any."""

    name: str = ""
    orders: int = 0
    spend: dict[str, int] = field(default_factory=dict)
    stages: dict[tuple[str, str], str] = field(default_factory=dict)
    tickets: set[str] = field(default_factory=set)
    consent: str | None = None


_Rows: TypeAlias = list[tuple[object, ...]]

# What the payment provider gave back of an order is the same money as what the shop says of it.
_REFUNDED = """,
refunds AS (
    SELECT shop, "order" AS number,
        bool_or(value = '') AS whole,
        sum(if(refunds.currency = sold.currency AND value <> '', CAST(replace(value, '.', '') AS BIGINT), 0)) AS part
    FROM read_json('{folder}/refunds-*.ndjson', columns = {{'shop': 'VARCHAR', 'order': 'VARCHAR', 'value': 'VARCHAR',
        'currency': 'VARCHAR', 'state': 'VARCHAR'}}) AS refunds
    JOIN sold USING (shop) WHERE sold.number = "order" AND state IN ('succeeded', 'refunded', '')
    GROUP BY ALL
),
orders AS (
    SELECT email, number, currency, total, paid,
        if(paid, greatest(back, given), back) AS back,
        counts AND given < total AS counts,
        CASE
            WHEN stage IN ('CANCELLED', 'PAYMENT_FAILED') THEN stage
            WHEN given = total AND total > 0 THEN 'REFUNDED'
            WHEN counts AND given > 0 THEN 'PARTLY_REFUNDED'
            ELSE stage END AS stage
    FROM (
        SELECT sold.*, if(coalesce(whole, false), total, least(total, coalesce(part, 0))) AS given
        FROM sold LEFT JOIN refunds USING (shop, number)
    )
)
"""
_TWO_SHOPS = (
    """
WITH sold AS (
    SELECT lower(Email) AS email, Name AS number, Currency AS currency,
        if(Currency = 'EUR', 'shopify-eu', 'shopify-ch') AS shop,
        CAST(round(CAST(Total AS DECIMAL(18, 2)) * 100) AS BIGINT) AS total,
        CAST(round(CAST("Refunded Amount" AS DECIMAL(18, 2)) * 100) AS BIGINT) AS back,
        <state>
    FROM read_csv('{folder}/shopify-*-orders.csv', all_varchar = true)
)
""".replace("<state>", ORDER_STATE).rstrip()
    + _REFUNDED
)
_NATIVE = (
    """
WITH sold AS (
    SELECT lower(mail) AS email, no AS number, currency, 'till' AS shop,
        CAST(replace(total, '.', '') AS BIGINT) AS total, 0 AS back,
        state IN ('delivered', 'in transit', 'PROCESSING') AS counts,
        state IN ('delivered', 'in transit', 'PROCESSING') AS paid,
        CASE state
            WHEN 'delivered' THEN 'DELIVERED' WHEN 'in transit' THEN 'SHIPPED' WHEN 'PROCESSING' THEN 'IN_PREPARATION'
            WHEN 'on-hold' THEN 'ON_HOLD' WHEN 'payment failed' THEN 'PAYMENT_FAILED' WHEN 'cancelled' THEN 'CANCELLED'
            WHEN 'unpaid' THEN 'AWAITING_PAYMENT' WHEN 'refunded' THEN 'REFUNDED' END AS stage
    FROM read_json('{folder}/till.ndjson', columns = {{'mail': 'VARCHAR', 'no': 'VARCHAR', 'state': 'VARCHAR',
        'currency': 'VARCHAR', 'total': 'VARCHAR'}})
)
""".rstrip()
    + _REFUNDED
)
# A charge that is refunded in part, and a row of that refund, tell of the same money.
_MARKETPLACE = """
WITH sold AS (
    SELECT lower(comprador) AS email, pedido AS number, moeda AS currency,
        CAST(replace(valor, '.', '') AS BIGINT) AS total,
        situacao IN ('Entregue', 'Despachado') AS paid, situacao = 'Aguardando pagamento' AS waits,
        CASE situacao
            WHEN 'Entregue' THEN 'DELIVERED' WHEN 'Despachado' THEN 'SHIPPED' WHEN 'Cancelado' THEN 'CANCELLED'
            WHEN 'Aguardando pagamento' THEN 'AWAITING_PAYMENT' WHEN 'Devolvido' THEN 'RETURNED' END AS stage
    FROM read_csv('{folder}/pedidos.csv', delim = ';', all_varchar = true)
),
charges AS (
    SELECT order_number AS number,
        sum(cents) FILTER ("Type" = 'charge' AND "Status" IN ('Paid', 'Refunded')) AS received,
        greatest(coalesce(sum(cents_back) FILTER ("Type" = 'charge'), 0),
            coalesce(sum(cents) FILTER ("Type" = 'refund'), 0)) AS back
    FROM (
        SELECT *, CAST(replace("Amount", '.', '') AS BIGINT) AS cents,
            CAST(replace("Amount Refunded", '.', '') AS BIGINT) AS cents_back
        FROM read_csv('{folder}/balance.csv', all_varchar = true)
    )
    GROUP BY order_number
),
settled AS (
    SELECT sold.*, paid OR (waits AND coalesce(received, 0) >= total) AS was_paid,
        least(total, coalesce(back, 0)) AS given
    FROM sold LEFT JOIN charges USING (number)
),
orders AS (
    SELECT email, number, currency, total, given AS back, was_paid AS paid, was_paid AND given < total AS counts,
        CASE
            WHEN (paid OR waits) AND given = total THEN 'REFUNDED'
            WHEN was_paid AND given > 0 THEN 'PARTLY_REFUNDED'
            WHEN waits AND was_paid THEN 'PLACED'
            ELSE stage END AS stage
    FROM settled
)
"""
_PEOPLE = "(SELECT person, name, email FROM read_csv('{folder}/people.csv', all_varchar = true)) AS people"

_COUNT = "SELECT person, count(*) FILTER (counts) FROM orders JOIN {people} USING (email) GROUP BY person"
_SPEND = """
SELECT person, currency, sum(total - back)
FROM orders JOIN {people} USING (email)
WHERE paid
GROUP BY person, currency HAVING sum(total - back) <> 0
"""
_STAGES = "SELECT person, number, currency, stage FROM orders JOIN {people} USING (email)"

_OPEN_TICKETS = """
SELECT person, CAST(tickets.id AS VARCHAR)
FROM read_json('{folder}/tickets.ndjson') AS tickets
JOIN read_json('{folder}/users.ndjson') AS users ON users.id = tickets.requester_id
JOIN {people} ON people.email = lower(users.email)
WHERE tickets.status IN ('new', 'open', 'pending', 'hold')
"""

_TWO_SHOPS_CONSENT = """
SELECT person,
    CASE
        WHEN bool_or(kind = 'SUBSCRIBED') THEN 'GRANTED'
        WHEN bool_or(kind = 'UNSUBSCRIBED') THEN 'WITHDRAWN'
        WHEN bool_or(kind = 'no') THEN 'NOT_GRANTED'
        WHEN bool_or(kind = 'yes') THEN 'GRANTED' END
FROM (
    SELECT lower(Email) AS email, "Email Marketing Consent" AS kind
    FROM read_csv('{folder}/klaviyo.csv', all_varchar = true)
    UNION ALL
    SELECT lower(Email), "Accepts Email Marketing"
    FROM read_csv('{folder}/shopify-*-customers.csv', all_varchar = true)
) JOIN {people} USING (email)
GROUP BY person
"""
_NATIVE_CONSENT = """
SELECT person, 'GRANTED'
FROM read_csv('{folder}/customers.csv', all_varchar = true) AS customers
JOIN {people} ON people.email = lower(customers.Email)
"""
_MARKETPLACE_CONSENT = """
SELECT DISTINCT person,
    CASE
        WHEN people.email IN (SELECT "Email Address" FROM read_csv('{folder}/subscribed_*.csv', all_varchar = true))
            THEN 'GRANTED'
        WHEN people.email IN (SELECT "Email Address" FROM read_csv('{folder}/unsubscribed_*.csv', all_varchar = true))
            THEN 'WITHDRAWN'
        ELSE 'NOT_GRANTED' END
FROM read_csv('{folder}/customers-june.csv', all_varchar = true) AS customers
JOIN {people} ON people.email = lower(customers.Email)
"""

_STATED_NAMES = "SELECT DISTINCT person, name FROM {people}"
_NATIVE_NAMES = """
SELECT person,
    CASE WHEN hubspot."First Name" LIKE '_.' THEN customers."First Name" || ' ' || customers."Last Name"
        ELSE hubspot."First Name" || ' ' || hubspot."Last Name" END
FROM read_csv('{folder}/hubspot.csv', all_varchar = true) AS hubspot
JOIN {people} ON people.email = lower(hubspot.Email)
JOIN read_csv('{folder}/customers.csv', all_varchar = true) AS customers ON lower(customers.Email) = people.email
"""


@dataclass(frozen=True)
class Oracle:
    """The queries of one retailer. `orders`: a common table of its orders."""

    orders: str
    consent: str
    names: str
    tickets: str | None = None

    def facts(self, folder: Path) -> Mapping[str, Facts]:
        """Person → what the files in the folder say of them."""
        ask = _asking(folder)
        people: defaultdict[str, Facts] = defaultdict(Facts)
        for person, name in ask(self.names):
            people[str(person)].name = str(name)
        for person, count in ask(self.orders + _COUNT):
            people[str(person)].orders = int(str(count))
        for person, currency, total in ask(self.orders + _SPEND):
            people[str(person)].spend[str(currency)] = int(str(total))
        for person, number, currency, stage in ask(self.orders + _STAGES):
            people[str(person)].stages[str(number), str(currency)] = str(stage)
        for person, ticket in ask(self.tickets) if self.tickets else ():
            people[str(person)].tickets.add(str(ticket))
        for person, status in ask(self.consent):
            people[str(person)].consent = None if status is None else str(status)
        return people


def emails(folder: Path) -> dict[str, list[str]]:
    """Person → their e-mails, the oldest first."""
    by_person: defaultdict[str, list[str]] = defaultdict(list)
    for person, email in _asking(folder)("SELECT person, email FROM {people}"):
        by_person[str(person)].append(str(email))
    return by_person


def _asking(folder: Path) -> Callable[[str], _Rows]:
    place = str(folder).replace("'", "''")

    def ask(query: str) -> _Rows:
        text = query.format(folder=place, people=_PEOPLE.format(folder=place))
        with duckdb.connect() as connection:
            return connection.execute(text).fetchall()

    return ask


ORACLES: Mapping[str, Oracle] = {
    "two_shops": Oracle(_TWO_SHOPS, _TWO_SHOPS_CONSENT, _STATED_NAMES, _OPEN_TICKETS),
    "native_scripts": Oracle(_NATIVE, _NATIVE_CONSENT, _NATIVE_NAMES),
    "marketplace": Oracle(_MARKETPLACE, _MARKETPLACE_CONSENT, _STATED_NAMES),
}
