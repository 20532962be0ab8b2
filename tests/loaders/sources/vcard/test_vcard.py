"""vCards as contacts."""

from pathlib import Path

import pytest

from loaders.registry import loader
from profile_service.domain.values.errors import InvalidInput
from tests.loaders.entries import identifiers, load, records, rejects


def test_card_has_identifiers_and_attributes() -> None:
    zoe = records(load("vcard-contacts", "contacts.vcf"))[0]
    assert zoe.key == "vcard:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1"
    assert identifiers(zoe) == [
        "vcard_uid:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1",
        "email:zoe@martin.example",
        "email:zoe@old.example",
        "phone:+33612345678",
    ]
    assert zoe.attributes == {
        "name": "Zoé Martin",
        "family_name": "Martin",
        "given_name": "Zoé",
        "salutation": "Ms.",
        "company": "Martin, Fils",
        "street": "2e étage, 12 rue de la Paix",
        "city": "Paris",
        "postal_code": "75002",
        "country": "France",
        "note": "Likes tents; and\nstoves",
        "birth_date": "1990-05-04",
    }
    assert zoe.observed_at == "2025-06-07T08:09:10.000000Z"


def test_card_of_version_4_has_phones_as_uris() -> None:
    bo = records(load("vcard-contacts", "contacts.vcf"))[1]
    assert (bo.key, bo.observed_at) == ("vcard:phone:+4722123456/bo", "2025-06-07T08:09:10.000000Z")
    assert "birth_date" not in bo.attributes


def test_card_of_version_2_is_quoted_printable() -> None:
    jose = records(load("vcard-contacts", "contacts.vcf"))[2]
    assert (jose.name, jose.attributes["family_name"], jose.attributes["birth_date"]) == (
        "José Peña",
        "Peña",
        "1985-02-03",
    )
    assert jose.observed_at is None


def test_flawed_cards_are_rejected_with_their_line() -> None:
    assert rejects(load("vcard-contacts", "contacts.vcf")) == [
        (37, None, "the text stands outside of any card"),
        (38, None, "the card has a BEGIN:VCARD and no END:VCARD"),
        (41, None, "the row has no id and no identifier, so nobody can be found by it"),
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "is empty; cards that start with BEGIN:VCARD were expected"),
        ("Email,Name\na@x.example,Ann\n", "holds no BEGIN:VCARD; is this the right file?"),
        (
            "BEGIN:VCARD\nFN:Ann\nEND:VCARD\nBEGIN:VCARD\nFN:Bo\n",
            "the card that begins in line 4 never ends; the file is truncated",
        ),
    ],
)
def test_file_without_whole_cards_is_refused(tmp_path: Path, content: str, sentence: str) -> None:
    path = tmp_path / "contacts.vcf"
    path.write_text(content)
    with pytest.raises(InvalidInput) as caught:
        loader("vcard-contacts").inspect(path)
    assert str(caught.value) == f"{path}: {sentence}"
