"""What a contact was about, in words."""

from typing import Any

import pytest

from profile_service.domain.sources.events import Interaction, Subject
from profile_service.domain.sources.topics import chosen_tags, subject_key, topic

_CASE = Subject("Case", "desk:7", "Mug broken: Mug")


def _contact(*about: Subject, **details: Any) -> Interaction:
    return Interaction("e", "shop:1", "chat", "2026-03-01T09:00:00.000000Z", about=about, details=details)


@pytest.mark.parametrize(
    ("details", "words"),
    [
        ({"topic": "Refund", "subject": "no"}, "Refund"),
        ({"subject": " Refund ", "reason": "no", "tags": ["no"]}, "Refund"),
        ({"subject": " ", "topic": 7, "reason": "no", "tags": ["no"]}, "Mug broken: Mug"),
        ({}, "Mug broken: Mug"),
    ],
)
def test_topic_is_the_subject_before_the_name_of_the_case(details: dict[str, Any], words: str) -> None:
    assert topic(_contact(Subject("Case", "desk:0"), _CASE, **details)) == words


def test_reason_and_chosen_tags_stand_in_for_a_subject() -> None:
    assert topic(_contact(reason="Refund", tags=["no"])) == "Refund"
    assert topic(_contact(tags=["web_widget", "late_delivery", "no"])) == "late delivery"
    assert topic(_contact(Subject("Product", "shop:mug", "Mug"), tags=["web_widget", 7])) == ""
    assert topic(_contact(tags="late")) == ""


@pytest.mark.parametrize(
    "tag",
    ["web_widget", "Web-Widget", "closed_by_merge", "auto-close", "auto_reply", "api", "mail", "zopim_chat",
     "sla_breach", "intent__billing", "sentiment__negative", "csat_sent", "system_email_notification",
     "via: whatsapp", "WhatsApp"],
)  # fmt: skip
def test_tag_of_a_system_is_no_tag(tag: str) -> None:
    assert chosen_tags(_contact(tags=[tag, "vip"])) == ["vip"]


@pytest.mark.parametrize(
    "tag", ["lamp", "web_order", "webshop", "late_delivery", "mailbox", "voice_assistant", "Automat"]
)
def test_tag_of_a_person_stays(tag: str) -> None:
    assert chosen_tags(_contact(tags=[f" {tag} ", ""])) == [tag]


@pytest.mark.parametrize(
    "written",
    [
        "Kettle leaks",
        "RE: Kettle leaks",
        "AW: WG: kettle  leaks!",
        "[Ticket 7] Re[2]: Kettle leaks?",
        "Fwd: Kettle leaks.",
    ],
)
def test_subject_is_compared_without_marks_of_replies(written: str) -> None:
    assert subject_key(written) == "kettle leaks"


@pytest.mark.parametrize(
    "written", ["Call me back", "Message in a bottle is empty", "Test strips", "Questions of taste"]
)
def test_subject_that_only_begins_like_a_system_s_is_one(written: str) -> None:
    assert subject_key(written) == written.casefold()
