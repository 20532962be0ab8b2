"""Identity rules for tests: the packaged ones with some words replaced."""

from profile_service.schema_data import schema_path

PACKAGED = schema_path("identity.yaml").read_text(encoding="utf-8")
_FOLDING = "    # dotless: [gmail.com, googlemail.com] "


def ruled(**words: str) -> str:
    """The first line that begins with each word gets that value.

    `ruled(hub_cap="3", given_names="false")`; `dotless="[gmail.com]"` lets dots in e-mails make no difference.
    """
    text = PACKAGED
    if folding := words.pop("dotless", None):
        assert _FOLDING in text
        text = text.replace(_FOLDING, f"    dotless: {folding} ")
    for word, value in words.items():
        line = next(line for line in text.splitlines() if line.strip().startswith(f"{word}:"))
        indent = line[: len(line) - len(line.lstrip())]
        text = text.replace(f"{line}\n", f"{indent}{word}: {value}\n", 1)
    return text
