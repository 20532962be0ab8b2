"""Klaviyo profiles."""

from pathlib import Path

from profile_service.domain.sources.consents import ConsentStatus
from tests.loaders.entries import identifiers, items, load, records, rejects


def test_klaviyo_profile_has_identifiers_and_attributes() -> None:
    zoe = records(load("klaviyo-profiles", "klaviyo_profiles.csv"))[0]
    assert (zoe.key, zoe.name, zoe.observed_at) == ("klaviyo:01H8ZOE", "Zoé Martin", None)
    assert identifiers(zoe) == ["klaviyo_id:01H8ZOE", "email:zoe@martin.example", "phone:+33612345678"]
    assert zoe.attributes["street"] == "12 rue de la Paix, 2e étage"


def test_klaviyo_consents_are_by_channel() -> None:
    zoe, bo = items(load("klaviyo-profiles", "klaviyo_profiles.csv"))
    assert [(c.channel, c.status, c.at) for c in zoe.consents] == [
        ("email", ConsentStatus.GRANTED, "2024-01-02T03:04:05.000000Z"),
        ("sms", ConsentStatus.WITHDRAWN, None),
    ]
    assert bo.consents == ()


def test_suppressed_profile_withdraws_though_subscribed(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "Email,Klaviyo ID,Email Marketing Consent,SMS Marketing Consent,Email Suppressions\n"
        "a@x.example,01A,SUBSCRIBED,SUBSCRIBED,HARD_BOUNCE\nb@x.example,01B,SUBSCRIBED,,[]\n"
    )
    suppressed, other = items(load("klaviyo-profiles", path))
    assert [(c.channel, c.status, c.evidence) for c in suppressed.consents] == [
        ("email", ConsentStatus.WITHDRAWN, "Email Suppressions"),
        ("sms", ConsentStatus.GRANTED, "SMS Marketing Consent: subscribed"),
    ]
    assert [(c.channel, c.status) for c in other.consents] == [("email", ConsentStatus.GRANTED)]


def test_profile_without_identifier_is_rejected() -> None:
    assert rejects(load("klaviyo-profiles", "klaviyo_profiles.csv")) == [
        (4, None, "the row has no id and no identifier, so nobody can be found by it")
    ]
