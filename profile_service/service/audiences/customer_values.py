"""Golden values and consents of all customers, in step with the store and with the identity rules in force."""

import asyncio
from collections.abc import Iterator, Sequence

from profile_service.domain.profile.profiles import Profile, addresses, consents_at_hand
from profile_service.domain.profile.survivorship import golden_attributes, golden_identifier
from profile_service.domain.resolution.rules import Rules
from profile_service.domain.sources.consents import consent_states
from profile_service.service.audiences.value_table import CustomerConsent, CustomerValue, ValueTable
from profile_service.service.declared.identity_rules import packaged_rules
from profile_service.service.metrics.live_table import LiveTable, TableAsOf
from profile_service.service.resolution.rules_in_force import active_rules
from profile_service.store.audiences.profile_ids import all_ids
from profile_service.store.engine.store import Store
from profile_service.store.profile.profiles import profile_matches

_PAGE_PROFILES = 500
IDENTIFIERS = ("email", "phone", "loyalty_id")
"""Types of identifiers whose golden values are there too, by the names of attributes."""
_LONGEST_VALUE = 100
"""Longer ones are texts, by which nobody forms a segment."""


class CustomerValues(LiveTable[ValueTable]):
    """By the records of all profiles."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self._rules = packaged_rules()

    async def _caught_up(self) -> TableAsOf[ValueTable]:
        rules = (await active_rules(self._store)).rules
        if rules != self._rules:
            self._rules, self._table = rules, None  # other rules choose other golden values
        return await super()._caught_up()

    async def _filled(self) -> ValueTable:
        table = ValueTable()
        async for ids in all_ids(self._store, _PAGE_PROFILES):
            await self._replace(table, ids)
        return table

    async def _replace(self, table: ValueTable, profiles: Sequence[str]) -> None:
        matches = await profile_matches(self._store, profiles, consents=True)
        await asyncio.to_thread(_put, table, profiles, [match.profile for match in matches if match], self._rules)


def _put(table: ValueTable, ids: Sequence[str], profiles: Sequence[Profile], rules: Rules) -> None:
    # An id that was merged away leads to its survivor, which is read under its own.
    asked = set(ids)
    survivors = {profile.id: profile for profile in profiles if profile.id in asked}.values()
    values = [value for profile in survivors for value in _values(profile, rules)]
    consents = [consent for profile in survivors for consent in _consents(profile, rules)]
    table.replace(ids, values, consents)


def _values(profile: Profile, rules: Rules) -> Iterator[CustomerValue]:
    identifiers = {type: golden_identifier(profile.records, type, rules) for type in IDENTIFIERS}
    for name, golden in (golden_attributes(profile.records, rules) | identifiers).items():
        if golden and 0 < len(golden.winner.value) <= _LONGEST_VALUE:
            yield CustomerValue(profile.id, name, golden.winner.value)


def _consents(profile: Profile, rules: Rules) -> Iterator[CustomerConsent]:
    stated = consents_at_hand(profile.records, addresses(profile.records, rules).present) or []
    for state in consent_states(stated):
        decisive = state.decisive
        yield CustomerConsent(profile.id, decisive.purpose, decisive.channel, decisive.status.value)
