"""How people and systems write down what they know: typos, other forms, gaps, placeholders."""

from random import Random

JUNK_EMAILS = ("noemail@example.com", "none@example.org", "test@test.com", "noreply@example.net")
JUNK_PHONES = ("0000000000", "(000) 000-0000", "9999999999")
_PHONE_FORMS = (
    "+1{}{}{}", "+1{}{}{}", "+1 {}-{}-{}", "({}) {}-{}", "({}) {}-{}", "{}-{}-{}", "{}.{}.{}", "1-{}-{}-{}", "{} {} {}",
)  # fmt: skip


def misspelt(rng: Random, word: str) -> str:
    """The word with two inner letters swapped, one missing or one twice; words under four letters stay."""
    if len(word) < 4:
        return word
    at = rng.randint(1, len(word) - 3)
    first, second = word[at], word[at + 1]
    return word[:at] + rng.choice([second + first, second, first + first + second]) + word[at + 2 :]


def mistyped_email(rng: Random, email: str) -> str:
    local, _, domain = email.partition("@")
    return f"{misspelt(rng, local.rstrip('0123456789'))}{local[len(local.rstrip('0123456789')) :]}@{domain}"


def cased_email(rng: Random, email: str) -> str:
    """Now and then in capitals, or as a sentence begins."""
    return rng.choices([email, email.upper(), email.title(), f" {email}"], [90, 3, 5, 2])[0]


def phone_form(rng: Random, phone: str) -> str:
    """A North American number in one of the ways in which it is written; blank stays blank."""
    return rng.choice(_PHONE_FORMS).format(phone[2:5], phone[5:8], phone[8:]) if phone else ""


def name_form(rng: Random, given: str, nick: str) -> str:
    """The given name, its short form, an initial, a typo, or in capitals or small letters."""
    forms = [given, nick, f"{given[0]}.", misspelt(rng, given), given.upper(), given.lower()]
    return rng.choices(forms, [70, 14, 4, 5, 4, 3])[0]
