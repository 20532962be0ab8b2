"""Google Contacts."""

from tests.loaders.entries import identifiers, load, records, rejects


def test_google_contact_has_all_its_emails() -> None:
    zoe, phone_only = records(load("google-contacts", "google_contacts.csv"))
    assert zoe.key == "google_contacts:email:zoe@martin.example/zoe"
    assert identifiers(zoe) == [
        "email:zoe@martin.example",
        "email:zoe@old.example",
        "email:zoe.m@work.example",
        "phone:+33612345678",
    ]
    assert (zoe.attributes["tags"], zoe.attributes["birth_date"]) == ("myContacts, Customers", "1990-05-04")
    assert phone_only.key == "google_contacts:phone:+4722123456/only"


def test_older_google_columns_are_read() -> None:
    (bo,) = records(load("google-contacts", "google_contacts_older.csv"))
    assert (bo.name, bo.attributes["company"]) == ("Bo Berg", "Berg AS")
    assert identifiers(bo) == ["email:bo@berg.example", "phone:+4722123456"]


def test_google_contact_without_identifier_is_rejected() -> None:
    assert rejects(load("google-contacts", "google_contacts.csv")) == [
        (5, None, "the row has no id and no identifier, so nobody can be found by it")
    ]
