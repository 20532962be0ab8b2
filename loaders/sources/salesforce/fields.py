"""Fields that Salesforce objects share: ids, flags, times, addresses, custom fields, and how a record ends."""

from collections.abc import Iterable

from loaders.build.cell_text import snake_case
from loaders.build.record_builder import RecordBuilder
from loaders.formats.rows import Row
from profile_service.domain.sources.items import Item, SourceDeletion, SourceMerge
from profile_service.domain.sources.records import SourceRecord, record_key
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.times import read_time

SOURCE = "salesforce"
_ADDRESS = {"street": "Street", "city": "City", "region": "State", "postal_code": "PostalCode", "country": "Country"}
_TIMES = ("LastModifiedDate", "SystemModstamp", "CreatedDate")
_ID_SUFFIX = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def long_id(id: str) -> str:
    """The 18-character form: reports give 15 characters, whose case matters; both name the same record.

    Three letters are added, each encoding which of five characters are upper case (documented by Salesforce).
    Raises InvalidInput for a text that is neither.
    """
    if len(id) not in (15, 18) or not id.isascii() or not id.isalnum():
        raise InvalidInput("not an id of Salesforce; expected 15 or 18 letters and digits")
    if len(id) == 18:
        return id
    chunks = (id[i : i + 5] for i in (0, 5, 10))
    return id + "".join(_ID_SUFFIX[sum(c.isupper() << bit for bit, c in enumerate(chunk))] for chunk in chunks)


def is_true(text: str) -> bool:
    """Whether a flag is set."""
    return text.casefold() in ("true", "1")


def modified_at(row: Row) -> str | None:
    """The time of this version in Salesforce; None where the export has none. Raises BadCell where it is no time."""
    return row.parse_or_none(next(filter(row.get, _TIMES), _TIMES[0]), read_time)


def deletion(row: Row, key: str) -> Item | None:
    """The item of a record that was deleted, which holds nothing else; None for any other, also for a merged one."""
    if is_true(row.get("IsDeleted")) and not row.get("MasterRecordId"):
        return Item(row.line, deletions=(SourceDeletion(key, modified_at(row)),))
    return None


def merge(row: Row, record: SourceRecord) -> Item | None:
    """The item of a record that was merged into another, which holds nothing else; None for any other.

    The values of a merged record went to its survivor, but its id and its addresses go on in old tickets and in other
    systems.
    """
    survivor = row.parse_or_none("MasterRecordId", long_id)
    if not survivor or record_key(SOURCE, survivor) == record.key:
        return None
    merged = SourceMerge(
        record.key, record_key(SOURCE, survivor), "merged in the CRM", record.observed_at, record.identifiers
    )
    return Item(row.line, merges=(merged,))


def add_address(builder: RecordBuilder, row: Row, prefixes: Iterable[str]) -> None:
    """The first address of which any part is filled, `MailingCity` for the prefix `Mailing`; else the last."""
    *preferred, last = prefixes
    prefix = next((p for p in preferred if any(row.get(p + part) for part in _ADDRESS.values())), last)
    for name, part in _ADDRESS.items():
        builder.add_attribute(name, row.get(prefix + part))


def add_custom_fields(builder: RecordBuilder, row: Row) -> None:
    """The fields that the company added: `Loyalty_Id__c`, for person accounts `Loyalty_Id__pc`."""
    for column in row.cells:
        if column.endswith(("__c", "__pc")):
            builder.add_custom_field(snake_case(column.rpartition("__")[0]), row.get(column))
