"""Names that differ only in how they are written contradict nothing; different names still do."""

import pytest

from profile_service.domain.resolution.comparable_records import comparable_record
from profile_service.domain.resolution.contradictions import contradict
from profile_service.domain.resolution.rules import Rules, TypeRule

_RULES = Rules({}, TypeRule(1))


def _contradict(one: dict[str, str], other: dict[str, str]) -> bool:
    a, b = (comparable_record(key, (), names, None) for key, names in (("a", one), ("b", other)))
    assert contradict(a, b, _RULES) == contradict(b, a, _RULES)
    return contradict(a, b, _RULES)


def _named(text: str) -> dict[str, str]:
    """`Ann|Smith`: given and family name; without a bar a whole name."""
    given, bar, family = text.partition("|")
    return {"given_name": given, "family_name": family} if bar else {"name": text}


@pytest.mark.parametrize(
    ("native", "latin"),
    [
        ("Юлия|Соколова", "Julia|Sokolowa"),
        ("Ἑλένη|Νίκου", "Eleni|Nikou"),
        ("健|佐藤", "Ken|Sato"),
        ("さくら|鈴木", "Sakura|Suzuki"),
        ("さくら|鈴木", "桜|鈴木"),
        ("サクラ|鈴木", "さくら|鈴木"),
        ("ゆう子|鈴木", "優子|鈴木"),
        ("فاطمة|حداد", "Fatima|Haddad"),
        ("יעל|כהן", "Yael|Cohen"),
        ("민준|김", "Min-jun|Kim"),
        ("สมชาย|ใจดี", "Somchai|Jaidee"),
        ("दीपिका|शर्मा", "Deepika|Sharma"),
        ("芳|王", "Fang|Wang"),
        ("芳|王", "Grace|Wang"),
        ("Գոհար|Սարգսյան", "Gohar|Sargsyan"),
        ("佐藤 健", "Ken Sato"),
    ],
)
def test_script_alone_contradicts_nothing(native: str, latin: str) -> None:
    assert not _contradict(_named(native), _named(latin))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("健|佐藤", "花|佐藤"),
        ("佐藤 健", "佐藤 花"),
        ("Юлия|Соколова", "Борис|Соколов"),
        ("Νίκος|Παππάς", "Μαρία|Παππά"),
        ("خالد|حداد", "فاطمة|حداد"),
        ("יעל|כהן", "דוד|כהן"),
        ("민준|김", "서연|김"),
        ("दीपिका|शर्मा", "राहुल|शर्मा"),
        ("สมชาย|ใจดี", "มาลี|ใจดี"),
    ],
)
def test_different_names_of_one_script_contradict(one: str, other: str) -> None:
    assert _contradict(_named(one), _named(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("B.T.|Kowalski", "Bruno Tomas|Kowalski"),
        ("B T|Kowalski", "Bruno Tomas|Kowalski"),
        ("BT|Kowalski", "Bruno Tomas|Kowalski"),
        ("B.T.|Kowalski", "BT|Kowalski"),
        ("B.-T.|Kowalski", "Bruno-Tomas|Kowalski"),
        ("B.T.|Kowalski", "Bruno|Kowalski"),
        ("BT|Kowalski", "Bruno|Kowalski"),
        ("EA|Kowalski", "Eva Adela|Kowalski"),
        ("J.R.|Kowalski", "John Robert|Kowalski"),
        ("JR|Kowalski", "John Robert|Kowalski"),
        ("Ю.|Соколова", "Юлия|Соколова"),
        ("Ж. А.|Соколова", "Жанна|Соколова"),
        ("Karl-Heinz|Weiss", "Karl|Weiss"),
        ("Karl-Heinz|Weiss", "Heinz|Weiss"),
        ("Karl-Heinz|Weiss", "Karl Heinz|Weiss"),
        ("Karlheinz|Weiss", "Karl-Heinz|Weiss"),
        ("Heinz|Karl", "Karl|Heinz"),
        ("Inés|de la Vega", "de la Vega|Inés"),
        ("de la Vega, Inés", "Inés|Vega"),
        ("Inés de la Vega", "Inés|de la Vega"),
        ("van den Bosch, Bas", "Bas|Bosch"),
        ("van den Bosch", "Bas|van den Bosch"),
        ("Ann Marie Smith", "Marie|Smith"),
        ("Ann Marie Smith", "Ann|Smith"),
        ("Ann Marie Smith", "Smith, Ann"),
        ("Ann M. Smith", "Ann Marie|Smith"),
        ("Jörg|Groß", "Joerg|Gross"),
        ("Ömer|Şahin", "Oemer|Sahin"),
        ("Zoë|Ahlström", "Zoe|Ahlstroem"),
        ("Prof. Dr. Ida|Moe", "Ida|Moe"),
        ("Frau|Moe", "Ida|Moe"),
        ("Dr.|Moe", "Ida|Moe"),
        ("Mag. Ida Moe", "Ida|Moe"),
    ],
)
def test_ways_to_write_one_name_contradict_nothing(one: str, other: str) -> None:
    assert not _contradict(_named(one), _named(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ann|Smith", "Robert|Smith"),
        ("B.T.|Kowalski", "Tomas|Kowalski"),
        ("BT|Kowalski", "Eva|Kowalski"),
        ("EA|Kowalski", "Adela Eva|Kowalski"),
        ("Karl-Heinz|Weiss", "Ida|Weiss"),
        ("Maria Garcia Lopez", "Ana Garcia Lopez"),
        ("Ida Louise Smith", "Louise|Jones"),
        ("Inés de la Vega", "Hugo de la Vega"),
        ("Dr. Ida|Moe", "Dr. Per|Moe"),
        ("Ю.|Соколова", "Анна|Соколова"),
    ],
)
def test_different_people_still_contradict(one: str, other: str) -> None:
    assert _contradict(_named(one), _named(other))
