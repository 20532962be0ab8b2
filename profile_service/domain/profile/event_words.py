"""Words in events: a search goes through what its reader is shown of an event, and nothing else."""

from collections.abc import Iterator, Mapping

from profile_service.domain.profile.views import View
from profile_service.domain.sources.details.order_details import without_addresses, without_card_numbers
from profile_service.domain.sources.events import Event, Json, Transaction
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.text import clean

MOST_WORDS, MOST_CHARACTERS = 8, 200
_STORED_OTHERWISE = str.maketrans('"\\', "  ")
"""Characters that JSON writes in another way than people type them."""


def search_words(text: str) -> tuple[str, ...]:
    """The words of a text, in small letters, each once, without the `#` of a number. Raises InvalidInput where there is
    none, or more than a search takes."""
    words = (word.lstrip("#") for word in clean(text).translate(_STORED_OTHERWISE).lower().split())
    named = tuple(dict.fromkeys(filter(None, words)))
    if not named:
        raise InvalidInput("the text has no word; type what an event says")
    if len(named) > MOST_WORDS or len(text) > MOST_CHARACTERS:
        raise InvalidInput(f"the text has more than {MOST_WORDS} words or {MOST_CHARACTERS} characters; shorten it")
    return named


def shown_details(event: Event, view: View) -> Mapping[str, Json]:
    """The details that may be shown: no card's number, and no address where the view shows none of the customer."""
    details = without_card_numbers(event.details)
    return details if view.shows_attribute("street") else without_addresses(details)


def event_text(event: Event, view: View) -> str:
    """What the view shows of an event: its kind and number, the values of its details, what it is about and of which
    goods, each in a line."""
    about = [text for subject in event.about for text in (subject.key, subject.name)]
    texts = [event.kind, event.channel or "", *about, *_values(shown_details(event, view))]
    if isinstance(event, Transaction):
        goods = [text for line in event.lines for text in (line.product.key, line.product.name)]
        texts += [event.number or "", event.status or "", *goods]
    return "\n".join(texts)


def _values(value: "Json | Mapping[str, Json]") -> Iterator[str]:
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _values(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _values(inner)
    elif value is not None and not isinstance(value, bool):
        yield str(value)
