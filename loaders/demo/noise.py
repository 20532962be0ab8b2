"""Noise in what people type: misspellings, variants of names, phones and e-mails, placeholders."""

from random import Random

JUNK_EMAILS = ("noemail@example.com", "none@example.org", "test@test.com", "noreply@example.net")
JUNK_PHONES = ("0000000000", "(000) 000-0000", "9999999999")
_PHONE_FORMATS = (
    "+1{}{}{}", "+1{}{}{}", "+1 {}-{}-{}", "({}) {}-{}", "({}) {}-{}", "{}-{}-{}", "{}.{}.{}", "1-{}-{}-{}", "{} {} {}",
)  # fmt: skip


def misspelling(rng: Random, word: str) -> str:
    """The word with two inner letters swapped, one missing or one twice; words under four letters stay."""
    if len(word) < 4:
        return word
    at = rng.randint(1, len(word) - 3)
    first, second = word[at], word[at + 1]
    return word[:at] + rng.choice([second + first, second, first + first + second]) + word[at + 2 :]


def mistyped_email(rng: Random, email: str) -> str:
    """The e-mail with its local part misspelt; digits at the end of it stay."""
    local, _, domain = email.partition("@")
    letters = local.rstrip("0123456789")
    return f"{misspelling(rng, letters)}{local[len(letters) :]}@{domain}"


def recased_email(rng: Random, email: str) -> str:
    """The e-mail, now and then in capitals, with capital initials or after a blank."""
    return rng.choices([email, email.upper(), email.title(), f" {email}"], [90, 3, 5, 2])[0]


def phone_variant(rng: Random, phone: str) -> str:
    """A North American number in one of the ways in which it is written; blank stays blank."""
    return rng.choice(_PHONE_FORMATS).format(phone[2:5], phone[5:8], phone[8:]) if phone else ""


def name_variant(rng: Random, given: str, nick: str) -> str:
    """The given name, its short form, an initial, a typo, or in capitals or small letters."""
    variants = [given, nick, f"{given[0]}.", misspelling(rng, given), given.upper(), given.lower()]
    return rng.choices(variants, [70, 14, 4, 5, 4, 3])[0]
