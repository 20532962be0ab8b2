"""The names by which contacts about the same thing are found, however far apart they are."""

from dataclasses import replace

import pytest

from profile_service.domain.context.conversations import ContactNames, contact_names, matter
from profile_service.domain.sources.events import Json
from tests.rig.open_matters import CASE, did


@pytest.mark.parametrize(
    ("details", "name"),
    [
        ({}, None),
        ({"case_number": "#0042", "topic": "Rusty hinge"}, "number 42"),
        ({"ticket": 42}, "number 42"),
        ({"topic": "Re: Rusty  hinge!"}, "subject rusty hinge"),
        ({"topic": "Question"}, None),
        ({"topic": "Rusty hinge", "status": "open"}, None),
        ({"topic": "hinge " * 60}, "subject " + "hinge " * 15 + "hi"),
    ],
)
def test_matter_is_the_number_of_the_case_else_the_subject(details: dict[str, Json], name: str | None) -> None:
    assert matter(replace(did("c", "support_call", "2026-03-01"), details=details)) == name


def test_matter_of_a_case_is_its_number_alone() -> None:
    assert matter(did("t", "support_ticket", "2026-03-01", CASE, topic="Rusty hinge")) is None
    assert matter(did("t", "support_ticket", "2026-03-01", CASE, number="0042")) == "number 42"


def test_case_is_found_by_its_key_and_its_numbers() -> None:
    ticket = did("t", "support_ticket", "2026-03-01", CASE, number="0042")
    assert contact_names([ticket], ["desk"]) == ContactNames(
        frozenset({"desk:7", "desk:desk:7", "desk:0042", "desk:42"}),
        frozenset({"number 7", "number desk:7", "number 42"}),
    )


def test_case_is_found_by_a_number_in_each_source() -> None:
    call = did("c", "support_call", "2026-03-01", ticket_id="5003A")
    assert contact_names([call], ["crm", "desk"]) == ContactNames(
        frozenset({"crm:5003A", "crm:5003a", "desk:5003A", "desk:5003a"}), frozenset({"number 5003a"})
    )
