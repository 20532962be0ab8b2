"""One person's phones and birth dates, in the forms in which others write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profile_service.domain.access.masks import MaskedWritings, Masks
from profile_service.domain.access.own_numbers import own_days, own_phones, replaced
from profile_service.domain.profile.profiles import ProfileRecord
from profile_service.domain.resolution.claims import Claim
from profile_service.domain.sources.events import Interaction, Json
from profile_service.domain.values.identifiers import Identifier
from profile_service.domain.values.phones import AS_WRITTEN, country_digits

_AT = "2026-01-01T00:00:00.000000Z"


def _writings(clear: frozenset[str] = frozenset()) -> MaskedWritings:
    claims = tuple(
        Claim("crm:1", Identifier(type, value), _AT, _AT)
        for type, value in (("phone", "+13125550187"), ("phone", "+442079460018"), (AS_WRITTEN, "77 88 990"))
    )
    born = {"birth_date": "1979-08-06"}
    record = ProfileRecord("crm:1", "crm", "1", "Noor", born, claims, _AT, _AT, 1, stub=False, tally="")
    return Masks(clear).writings([record])


def _shown(value: Json, key: str = "extra", clear: frozenset[str] = frozenset()) -> Json:
    event = Interaction("e1", "crm:1", "chat", _AT, details={key: value})
    return _writings(clear).event(event).details[key]


@pytest.mark.parametrize(
    "written",
    [
        "3125550187", "13125550187", "312.555.0187", "(312)555-0187", "312/555/0187", "312_555_0187", "+1 312 555 0187",
        "555-0187", "001 312 555 0187", "3 1 2 5 5 5 0 1 8 7", "٣١٢٥٥٥٠١٨٧", "３１２－５５５－０１８７",
        "312\u200b5550187",
        3125550187, 13125550187, 3125550187.0, 5550187,
    ],
    ids=repr,
)  # fmt: skip
def test_own_phone_is_masked_however_it_is_written(written: Json) -> None:
    shown = str(_shown([{"deep": [written]}])).translate(str.maketrans("٠١٨٧０１８７", "01870187"))
    assert shown == "[{'deep': ['•••• 0187']}]"
    assert _shown(written, clear=frozenset({"phone", "birth_date"})) == written


@pytest.mark.parametrize(
    "written", ["020 7946 0018", "+44 (0)20 7946 0018", "7946 0018", 442079460018, "0044/207/9460018"]
)
def test_trunk_and_exit_codes_belong_to_the_phone(written: Json) -> None:
    assert _shown(written) == "•••• 0018"


def test_number_that_cannot_be_dialled_is_masked_by_its_digits() -> None:
    assert (_shown("7788990"), _shown(7788990)) == ("•••• 8990", "•••• 8990")


@pytest.mark.parametrize(
    "written",
    [
        "993125550187",
        "31255501870",
        "114094004859",
        "550187",
        93125550187,
        42,
        0.5,
        True,
        "2026-11-22 09:30",
        "v8.6.2",
        None,
    ],
)
def test_ids_amounts_and_times_stay(written: Json) -> None:
    assert _shown(written) == written


def test_phone_among_other_numbers_is_masked_alone() -> None:
    assert _shown("order 4471,312-555-0187,9") == "order 4471,•••• 0187,9"
    details = _writings().event(Interaction("e", "crm:1", "chat", _AT, details={"3125550187": {"555-0187": 1}})).details
    assert details == {"•••• 0187": {"•••• 0187": 1}}


@pytest.mark.parametrize(
    ("key", "number", "shown"),
    [("phone", 4155552671, "•••• 2671"), ("zip", 90210, "••"), ("sms", 1, 1), ("total", 90210, 90210)],
)
def test_number_under_a_personal_name_is_masked(key: str, number: int, shown: Json) -> None:
    assert _shown(number, key) == shown


@pytest.mark.parametrize(
    "written",
    [
        "1979-08-06", "06.08.1979", "6.8.79", "8/6/1979", "06081979", "6 August 1979", "6th of August, 1979",
        "August 6th, 1979", "Aug. 6, 1979", "6. August 1979", "6 août 1979",
        "6 de agosto de 1979", "1979年8月6日", "٠٦/٠٨/١٩٧٩",
    ],
)  # fmt: skip
def test_birth_date_is_masked_in_digits_and_words(written: str) -> None:
    assert _shown(f"born {written}, called 16 August 2019") == "born ••, called 16 August 2019"
    assert _shown(f"born {written}, ok", clear=frozenset({"birth_date", "phone"})) == f"born {written}, ok"


@pytest.mark.parametrize("written", ["7 August 1979", "1979-06-09", "16 August 1979", "6 August 19790", "7.8.6"])
def test_other_days_stay(written: str) -> None:
    assert _shown(f"on {written}", clear=frozenset({"phone"})) == f"on {written}"


def test_birth_date_as_a_number_is_masked() -> None:
    assert (_shown(19790806), _shown(19790807)) == ("••", 19790807)


def test_country_is_read_of_international_numbers_alone() -> None:
    assert [country_digits(n) for n in ("+13125550187", "+442079460018", "+35312345678", "0207946001")] == [
        "1", "44", "353", "",
    ]  # fmt: skip


@given(
    number=st.integers(2_002_000_000, 9_899_999_999).map(str),
    gaps=st.lists(st.sampled_from(["", " ", ".", "-", "/", "_", ") ", " - ", "\u00a0"]), min_size=9, max_size=9),
    before=st.sampled_from(["", "1", "001", "+1 ", "0"]),
    around=st.sampled_from([("", ""), ("tel ", " ok"), ("[", "]"), ("ph:", ";ext")]),
    digits=st.sampled_from(["0123456789", "٠١٢٣٤٥٦٧٨٩"]),
)
def test_no_way_of_writing_shows_the_phone(
    number: str, gaps: list[str], before: str, around: tuple[str, str], digits: str
) -> None:
    written = before + "".join(digit + gap for digit, gap in zip(number, [*gaps, ""], strict=True))
    text = f"{around[0]}{written.translate(str.maketrans('0123456789', digits))}{around[1]}"
    assert replaced(text, own_phones([f"+1{number}"]).spans, lambda _: "••") == f"{around[0]}••{around[1]}"


@given(st.text(alphabet="0123456789 .-/", max_size=40), st.integers(2_002_000_000, 9_899_999_999).map(str))
def test_text_without_the_digits_stays(text: str, number: str) -> None:
    digits = "".join(filter(str.isdigit, text))
    if number[-7:] not in digits:
        assert replaced(text, own_phones([f"+1{number}"]).spans, lambda _: "••") == text


@given(st.dates())
def test_every_birth_date_is_read_in_its_own_forms(day: object) -> None:
    text = f"{day}"
    days = own_days([text])
    assert replaced(f"born {text}!", days.spans, lambda _: "••") == ("born ••!" if days.days else f"born {text}!")
