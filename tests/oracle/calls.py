"""Who called, by SQL over the demo's raw files alone: whoever has the number of the call in the CRM or in the shop."""

from collections import defaultdict
from pathlib import Path

import duckdb

_NUMBER = "right(regexp_replace({0}, '\\D', '', 'g'), 10)"
_CALLS = f"""
WITH truth AS (
    SELECT source || ':' || record_id AS record, person_id AS person
    FROM read_csv('{{folder}}/truth.csv', all_varchar = true)
), written AS (
    SELECT 'salesforce:' || Id AS record, unnest([Phone, MobilePhone, HomePhone, OtherPhone]) AS phone
    FROM read_csv('{{folder}}/salesforce_contacts.csv', all_varchar = true) WHERE IsDeleted = 'false'
    UNION ALL
    SELECT 'shopify:' || ltrim("Customer ID", ''''), unnest(["Phone", "Default Address Phone"])
    FROM read_csv('{{folder}}/shopify_customers.csv', all_varchar = true)
), owners AS (
    SELECT {_NUMBER.format("phone")} AS number, person, list(DISTINCT record ORDER BY record) AS records
    FROM written JOIN truth USING (record) WHERE phone IS NOT NULL AND phone NOT LIKE '%x%' GROUP BY ALL
)
SELECT records, call_id
FROM read_json('{{folder}}/support_calls.ndjson') AS calls
JOIN owners ON number = {_NUMBER.format("CAST(calls.caller.number AS VARCHAR)")}
ORDER BY call_id, records
"""


def calls_of_owners(folder: Path) -> dict[frozenset[str], set[str]]:
    """The CRM's and the shop's records (keys) of each person who has a number there → the calls (ids) from it. A number
    that several have at home counts for each."""
    calls: dict[frozenset[str], set[str]] = defaultdict(set)
    with duckdb.connect() as connection:
        for records, call in connection.execute(_CALLS.format(folder=str(folder).replace("'", "''"))).fetchall():
            calls[frozenset(records)].add(call)
    return calls
