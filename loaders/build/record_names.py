"""Names of records that have no id: by an identifier, and by whom the row says that it is."""

from collections.abc import Mapping

from profile_service.domain.resolution.comparable_records import ComparedAttributes
from profile_service.domain.resolution.given_names import comparable_name
from profile_service.domain.values.identifiers import Identifier


def record_name(identifier: Identifier, attributes: Mapping[str, str]) -> str:
    """The record id of a row that names no account: `email:ann@x.org/ann`, or `email:ann@x.org` where the row says
    nothing that could contradict another row of the address.

    Behind the identifier stand the given name and the generation in comparable form, so that the rows of one person
    are versions of one record, and three buyers under one address are three records, which are compared.
    """
    compared = ComparedAttributes.from_attributes(attributes)
    name, generation = comparable_name(compared.given_name, compared.family_name)
    person = " ".join([*name.given, str(generation)] if generation else name.given)
    return f"{identifier.key}/{person}" if person else identifier.key
