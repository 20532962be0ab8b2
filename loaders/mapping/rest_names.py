"""Names of the fields that `rest` keeps: those by which readers of events look for what the field holds."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from loaders.build.column_names import (
    REFUNDED,
    is_called_currency,
    is_called_given_back,
    is_called_refunded,
    is_called_total,
    plain_name,
    usual_detail,
)
from loaders.mapping.language import SourceMapping
from loaders.mapping.mapped_fields import fields_read_of_event
from loaders.mapping.rule_values import keeps_rest, named_details
from loaders.mapping.unread_fields import read_fields, unread_names
from profile_service.domain.sources.details.detail_names import DETAIL_NAMES


@lru_cache(maxsize=1024)
def rest_names(fields: tuple[str, ...], taken: frozenset[str], *, has_money: bool) -> Mapping[str, str]:
    """Field → the name of its detail, of those fields that have another: `Status` → status, `Währung` → currency.
    `taken`: the details that the mapping names, which no field of the rest is called; `has_money`: whether amounts and
    currencies are looked for among the details too."""
    owners = _owners(fields, taken, has_money=has_money)
    return {field: name for name, field in owners.items() if field != name}


@dataclass(frozen=True)
class RestRemarks:
    """The remarks on the rest of an event that a mapping keeps. Can be pickled, as it goes along with a loader."""

    mapping: SourceMapping

    def __call__(self, header: Iterable[str]) -> Iterator[str]:
        """A sentence for each column that keeps its own name because another one has the name by which readers look for
        it. `header`: the columns of a file."""
        event = self.mapping.event
        if event is None or not keeps_rest(event.details):
            return
        fields = unread_names(header, read_fields(fields_read_of_event(self.mapping)))
        taken, has_money = frozenset(named_details(event.details)), event.transaction is None
        owners = _owners(fields, taken, has_money=has_money)
        for field in fields:
            for _, name in _claims(field, has_money=has_money):
                if owners.get(name, field) != field:
                    yield f"{owners[name]} is taken for the detail {name}, and not {field}; else name it in details"


def _owners(fields: Sequence[str], taken: frozenset[str], *, has_money: bool) -> dict[str, str]:
    """Detail → its field: the one that is called so, else the first that is so in another spelling or language."""
    claims = [(rank, name, field) for field in fields for rank, name in _claims(field, has_money=has_money)]
    owners: dict[str, str] = {}
    for _, name, field in sorted(claims, key=lambda claim: claim[0]):
        if name not in taken:
            owners.setdefault(name, field)
    return owners


def _claims(field: str, *, has_money: bool) -> Iterator[tuple[int, str]]:
    """The detail that a field is, if any, behind a rank: 0 of the name itself, 1 of another spelling, 2 of another
    word, 3 of a word that may stand for something else too."""
    plain = plain_name(field)
    if field in DETAIL_NAMES:
        yield 0, field
    elif plain in DETAIL_NAMES:
        yield 1, plain
    elif detail := usual_detail(field):
        yield 2, detail
    elif is_called_given_back(field):
        yield 3 if is_called_refunded(field) else 2, REFUNDED
    elif has_money and is_called_total(field):
        yield 2, "amount"
    elif has_money and is_called_currency(field):
        yield 2, "currency"
