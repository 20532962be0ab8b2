"""What the demo's raw files say of each profile, by SQL over them alone: no code of the loaders or the domain is used.

Identity is taken from the service: which records a profile has, and which e-mails they hold. Everything else is
computed from the rows that name these records.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from tests.oracle.shopify_states import ORDER_STATE


@dataclass
class ProfileFacts:
    """`orders` counts those that were paid and not given back whole; `spend`: currency → minor units, those that come
    to nothing left out; `stages`: order number and currency → stage; `open_tickets` by their own status;
    `solved_by_phone` and `promised_by_phone`: tickets of which a call says so; `names` as its rows state them, in small
    letters."""

    orders: int = 0
    spend: dict[str, int] = field(default_factory=dict)
    stages: dict[tuple[str, str], str] = field(default_factory=dict)
    open_tickets: set[str] = field(default_factory=set)
    solved_by_phone: set[str] = field(default_factory=set)
    promised_by_phone: set[str] = field(default_factory=set)
    consent: str | None = None
    names: set[str] = field(default_factory=set)


_ORDERS = """
CREATE TABLE orders AS
WITH shops AS (
    SELECT *, regexp_matches(filename, 'canada') AS canada
    FROM read_csv('{folder}/shopify_orders*.csv', all_varchar = true, filename = true)
    WHERE Currency IS NOT NULL
)
SELECT if(canada, 'shopify-canada', 'shopify')
        || if(Email IS NULL, ':phone:+1' || right(regexp_replace(Phone, '\\D', '', 'g'), 10),
            ':email:' || lower(trim(Email))) AS who,
    Name AS number, Currency AS currency, "Billing Name" AS name,
    CAST(round(CAST(Total AS DECIMAL(18, 2)) * 100) AS BIGINT) AS total,
    CAST(round(CAST("Refunded Amount" AS DECIMAL(18, 2)) * 100) AS BIGINT) AS back,
    <state>
FROM shops
UNION ALL
SELECT 'registry'
        || if(buyer.email IS NULL, ':phone:+1' || right(regexp_replace(buyer.phone, '\\D', '', 'g'), 10),
            ':email:' || lower(trim(buyer.email))),
    receipt, currency, buyer.name, CAST(replace(total, '.', '') AS BIGINT), 0, true, true, NULL
FROM read_json('{folder}/gift_registry.ndjson', columns = {{'receipt': 'VARCHAR', 'currency': 'VARCHAR',
    'total': 'VARCHAR', 'buyer': 'STRUCT(name VARCHAR, email VARCHAR, phone VARCHAR)'}})
UNION ALL
SELECT 'completejourney:' || household_id, CAST(basket_id AS VARCHAR), 'USD', NULL,
    CAST(sum(round(sales_value * 100)) AS BIGINT), 0, true, true, NULL
FROM read_parquet('{folder}/complete_journey/transactions.parquet')
GROUP BY household_id, basket_id
""".replace("<state>", ORDER_STATE)
# A record without an account is called `shop:email:ann@x.org/ann`; the given name behind the address is left out here.
_RECORDS = """
CREATE TABLE records AS
SELECT profile, key, regexp_replace(key, '^([a-z-]+:(?:email|phone):[^/]+)/.*$', '\\1') AS who
FROM (SELECT unnest($profiles) AS profile, unnest($keys) AS key)
"""
_COUNT = "SELECT profile, count(*) FILTER (counts) FROM orders JOIN records USING (who) GROUP BY profile"
_SPEND = """
SELECT profile, currency, sum(total - back)
FROM orders JOIN records USING (who)
WHERE paid
GROUP BY profile, currency HAVING sum(total - back) <> 0
"""
_STAGES = "SELECT profile, number, currency, stage FROM orders JOIN records USING (who) WHERE stage IS NOT NULL"
_OPEN_TICKETS = """
SELECT profile, CAST(id AS VARCHAR)
FROM read_json('{folder}/zendesk_tickets.ndjson') JOIN records ON key = 'zendesk:' || requester_id
WHERE status IN ('new', 'open', 'pending', 'hold')
"""
_CALLS = """
SELECT profile, CAST(calls.case AS VARCHAR), calls.outcome = 'solved'
FROM read_json('{folder}/zendesk_tickets.ndjson') AS tickets
JOIN records ON key = 'zendesk:' || requester_id
JOIN read_json('{folder}/support_calls.ndjson') AS calls ON calls.case = tickets.id
"""
# What the mail tool knows of an address counts for all who hold it, and more than the tick in somebody's account.
_CONSENT = """
WITH answers AS (
    SELECT profile, "Email Marketing Consent" AS answer, "Email Marketing Consent Timestamp" AS stated_at
    FROM read_csv('{folder}/klaviyo_profiles.csv', all_varchar = true)
    JOIN (SELECT DISTINCT unnest($holders) AS profile, unnest($emails) AS address) ON address = lower(trim("Email"))
    WHERE "Email Marketing Consent" <> 'NEVER_SUBSCRIBED'
    UNION ALL
    SELECT profile, "Accepts Email Marketing", if("Accepts Email Marketing" = 'no', '0002', '0001')
    FROM read_csv('{folder}/shopify_customers.csv', all_varchar = true)
    JOIN records ON key = 'shopify:' || ltrim("Customer ID", '''')
)
SELECT profile,
    CASE arg_max(answer, stated_at)
        WHEN 'SUBSCRIBED' THEN 'GRANTED' WHEN 'yes' THEN 'GRANTED'
        WHEN 'UNSUBSCRIBED' THEN 'WITHDRAWN' WHEN 'no' THEN 'NOT_GRANTED' END
FROM answers GROUP BY profile
"""
_NAMES = """
SELECT profile, lower(name) FROM orders JOIN records USING (who) WHERE name IS NOT NULL
UNION
SELECT profile, lower("First Name" || ' ' || "Last Name")
FROM read_csv('{folder}/shopify_customers*.csv', all_varchar = true)
JOIN records ON key = 'shopify:' || ltrim("Customer ID", '''')
UNION
SELECT profile, lower(FirstName || ' ' || LastName)
FROM read_csv('{folder}/salesforce_contacts.csv', all_varchar = true) JOIN records ON key = 'salesforce:' || Id
UNION
SELECT profile, lower("First Name" || ' ' || "Last Name")
FROM read_csv('{folder}/klaviyo_profiles.csv', all_varchar = true) JOIN records ON key = 'klaviyo:' || "Klaviyo ID"
WHERE "First Name" IS NOT NULL
UNION
SELECT profile, lower(name) FROM read_json('{folder}/zendesk_users.ndjson') JOIN records ON key = 'zendesk:' || id
UNION
SELECT profile, lower(author.name)
FROM read_json('{folder}/reviews.ndjson')
JOIN records
ON who IN ('reviews:email:' || lower(trim(author.email)), 'reviews:shopify_customer_id:' || author.customer)
WHERE author.name IS NOT NULL
"""


def profile_facts(
    folder: Path, records: Mapping[str, Iterable[str]], emails: Mapping[str, Iterable[str]]
) -> Mapping[str, ProfileFacts]:
    """Profile → what the files in the folder say of it. `records`, `emails`: profile → keys of its records, e-mails."""
    facts: defaultdict[str, ProfileFacts] = defaultdict(ProfileFacts)
    place = str(folder).replace("'", "''")
    with duckdb.connect() as connection:
        connection.execute(_RECORDS, _columns(records, "profiles", "keys"))
        connection.execute(_ORDERS.format(folder=place))

        def rows(query: str, parameters: object = None) -> list[tuple[str, ...]]:
            return connection.execute(query.format(folder=place), parameters).fetchall()

        for profile, count in rows(_COUNT):
            facts[profile].orders = int(count)
        for profile, currency, total in rows(_SPEND):
            facts[profile].spend[currency] = int(total)
        for profile, number, currency, stage in rows(_STAGES):
            facts[profile].stages[number, currency] = stage
        for profile, ticket in rows(_OPEN_TICKETS):
            facts[profile].open_tickets.add(ticket)
        for profile, ticket, solved in rows(_CALLS):
            (facts[profile].solved_by_phone if solved else facts[profile].promised_by_phone).add(ticket)
        for profile, status in rows(_CONSENT, _columns(emails, "holders", "emails")):
            facts[profile].consent = status
        for profile, name in rows(_NAMES):
            facts[profile].names.add(name)
    return facts


def _columns(values: Mapping[str, Iterable[str]], *names: str) -> dict[str, list[str]]:
    pairs = [(profile, value) for profile, own in values.items() for value in own]
    return dict(zip(names, map(list, zip(*pairs, strict=True)), strict=True))
