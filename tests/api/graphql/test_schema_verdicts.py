"""Every role, in every view, on every field of the schema, by every path: what it sees is what the table says.

The table is tests/verdicts/verdicts.tsv. A cell says what was seen: `shown`, `masked`, `refused:CODE`, several of them
where the values differ, or `none` where there is nothing to see.
"""

import pytest

from profile_service.api.graphql.schema import build_schema
from profile_service.domain.access.rights import MUTATIONS
from profile_service.service.declared.access import declared_access
from profile_service.service.declared.views import views
from profile_service.store.engine.store import Store
from tests.verdicts.customers import SECRETS, load_customers
from tests.verdicts.observation import Observed, columns_of_roles, observe
from tests.verdicts.places import coordinates
from tests.verdicts.table import REGENERATE, read_table

pytestmark = pytest.mark.anyio


@pytest.mark.thorough
@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_what_each_role_sees_is_what_the_table_says(store: Store) -> None:
    observed = await observe(store, await load_customers(store))
    found, told = observed.verdicts(), read_table()
    differing = {
        f"{name} {column}: {told.get(name, {}).get(column)} → {cell}"
        for name, cells in found.items()
        for column, cell in cells.items()
        if told.get(name, {}).get(column) != cell
    }
    assert differing == set(), f"read each, then run {REGENERATE}"
    assert told.keys() == found.keys(), f"run {REGENERATE}"
    assert _leaks(observed) == set()


def _leaks(observed: Observed) -> set[tuple[str, str, str]]:
    """Column, name and text of each answer that holds a value which its role may not see."""
    leaks = set()
    for (role, _), column in columns_of_roles():
        rights = declared_access().role(role)
        hidden = {name for name in SECRETS if rights.clear is not None and name not in rights.clear}
        shown = [each for each in views().values() if rights.chooses(each.name)]
        types = {"email", "phone", "loyalty_id", "device_id"}
        hidden |= {type for type in types if not any(view.shows_identifier(type) for view in shown)}
        leaks |= {(column, name, text) for name in hidden for text in observed.texts[column] if SECRETS[name] in text}
    return leaks


def test_every_field_has_a_verdict() -> None:
    assert read_table().keys() == coordinates(build_schema()._schema), f"run {REGENERATE}"


def test_every_mutation_is_a_right() -> None:
    mutation = build_schema()._schema.mutation_type
    assert mutation
    assert set(mutation.fields) == set(MUTATIONS)
