"""Holders of identifiers: the records that share a value, and whether that is evidence."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from profile_service.domain.resolution.canonical_form import canonical
from profile_service.domain.resolution.comparable_records import ComparableRecord
from profile_service.domain.resolution.rules import CANONICAL, Rules
from profile_service.domain.resolution.shared_identifiers import is_shared
from profile_service.domain.values.identifiers import Identifier


class Holders:
    """The holders of every identifier of these records. `shared`: identifiers that more records of the whole graph hold
    than the hub cap."""

    def __init__(self, records: Iterable[ComparableRecord], rules: Rules, shared: Collection[Identifier]) -> None:
        self._rules, self._shared = rules, shared
        self._holders: dict[Identifier, list[ComparableRecord]] = defaultdict(list)
        for record in sorted(records, key=lambda record: record.key):
            for identifier in record.identifiers:
                self._holders[identifier].append(record)
        self._spellings = dict(self._spelled_values())
        others = set().union(*self._spellings.values()) - self._spellings.keys()
        several = {i for i, holders in self._holders.items() if len(holders) > 1}
        self._evidence = set(filter(self.joins, several - others))

    @property
    def evidence(self) -> list[Identifier]:
        """The identifiers that may join two records or more, the strongest first. Of a value that is spelled in several
        ways there is one: the spelling that all of its holders state, or else the canonical form."""
        return sorted(self._evidence, key=self.strength)

    @property
    def shared(self) -> frozenset[Identifier]:
        """The identifiers that join nobody because too many records hold them."""
        return frozenset(i for i in self._holders if self._is_shared(i))

    def is_evidence(self, identifier: Identifier) -> bool:
        return identifier in self._evidence

    def joins(self, identifier: Identifier) -> bool:
        """Whether the identifier may join records: it is neither weak, nor junk, nor shared by too many."""
        return not self._is_shared(identifier) and self._rules.joins(identifier)

    def of(self, identifier: Identifier) -> list[ComparableRecord]:
        """The records that hold the identifier, sorted by key."""
        return self._holders[identifier]

    def spellings(self, identifier: Identifier) -> Collection[Identifier]:
        """The identifiers that are the same value as this piece of evidence, itself among them."""
        return self._spellings.get(identifier, (identifier,))

    def strength(self, identifier: Identifier) -> tuple[int, Identifier]:
        """Sorts the strongest identifier first."""
        return self._rules.type_rule(identifier.type).priority, identifier

    def _is_shared(self, identifier: Identifier) -> bool:
        return identifier in self._shared or is_shared(len(self._holders[identifier]), self._rules)

    def _spelled_values(self) -> Iterator[tuple[Identifier, list[Identifier]]]:
        """For each canonical form that several records share: the identifier that stands for the value, and all that
        are the same value."""
        for form, holders in self._holders.items():
            if len(holders) < 2 or not form.type.endswith(CANONICAL):
                continue
            type = form.type.removesuffix(CANONICAL)
            stated = {i for holder in holders for i in holder.identifiers if i.type == type}
            spellings = [i for i in sorted(stated) if canonical(i, self._rules) == form]
            # Where too many hold the value, it joins nobody, whichever of them are here and however these spell it.
            common = () if self._is_shared(form) else (i for i in spellings if len(self._holders[i]) == len(holders))
            yield next(iter(common), form), [form, *spellings]
