"""Masked values: their shape alone, enough to see what is wrong with them without showing personal data."""

_SHOWN = 60


def masked(value: str) -> str:
    """`Ann@Shop.org 2026-13-45` → `Xxx@Xxxx.xxx 9999-99-99`; the end of a long value is left out."""
    shape = "".join(map(_mask, value[:_SHOWN]))
    return f"{shape}…" if len(value) > _SHOWN else shape


def _mask(character: str) -> str:
    if character.isdecimal():
        return "9"
    if character.isalpha():
        return "X" if character.isupper() else "x"
    return character if character.isprintable() else "?"
