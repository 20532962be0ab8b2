"""Numbers of things in sentences."""


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """`1 record`, `1,200 records`; `plural`: of a noun that takes no `s`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
