"""Names of records without an id: one for each person who shows an identifier."""

import pytest

from loaders.build.record_names import record_name
from profile_service.domain.values.identifiers import Identifier

_SHARED = Identifier("email", "info@markt.example")


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({}, "email:info@markt.example"),
        ({"name": "Marktstand"}, "email:info@markt.example"),
        ({"city": "Graz"}, "email:info@markt.example"),
        ({"name": "Lucía Ferrer"}, "email:info@markt.example/lucia"),
        ({"name": "FERRER, Lucía"}, "email:info@markt.example/lucia"),
        ({"name": "Frau Lucia Ferrer Gil"}, "email:info@markt.example/lucia"),
        ({"given_name": "Lucía"}, "email:info@markt.example/lucia"),
        ({"name": "Олег Шевчук"}, "email:info@markt.example/oleg"),
        ({"given_name": "Karl", "family_name": "Voss"}, "email:info@markt.example/karl"),
        ({"given_name": "Karl", "family_name": "Voss Jr."}, "email:info@markt.example/karl 2"),
        ({"given_name": "Karl", "family_name": "Voss Sr."}, "email:info@markt.example/karl 1"),
    ],
)
def test_record_is_named_by_identifier_and_person(attributes: dict[str, str], expected: str) -> None:
    assert record_name(_SHARED, attributes) == expected
