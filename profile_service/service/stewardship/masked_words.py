"""Words of a note that come back from a caller to whom some of its values are shown masked."""

from collections.abc import Iterable, Mapping

from profile_service.domain.access.masks import HIDDEN, Masks
from profile_service.domain.access.rights import Rights
from profile_service.domain.access.visibility import visible_profile
from profile_service.domain.profile.profiles import Profile
from profile_service.domain.sources.events import Interaction
from profile_service.domain.values.errors import InvalidInput
from profile_service.store.engine.store import Store
from profile_service.store.profile.notes import recorded_note
from profile_service.store.profile.profiles import profile_matches

Words = Mapping[str, str | None]


async def words_to_store(store: Store, key: str, words: Words, masks: Masks, rights: Rights) -> Words:
    """The words by which a note (event key) is corrected, with None, which leaves what is stored, in the place of each
    that the caller sent as it was shown to them: masked. Raises InvalidInput where they changed one and left a masked
    value in it, for that would be stored for everybody."""
    note = await recorded_note(store.read, key)
    if note is None or note.event is None:
        return words
    matches = await profile_matches(store, note.profiles)
    profiles = [visible_profile(match.profile, rights) for match in matches if match]
    shown = _shown_words(note.event, [profile for profile in profiles if profile], masks)
    return {name: _word(name, word, shown.get(name)) for name, word in words.items()}


def _shown_words(event: Interaction, profiles: Iterable[Profile], masks: Masks) -> dict[str, str]:
    """Name → word as the caller sees it, of those in which something is masked."""
    writings = masks.writings(record for profile in profiles for record in profile.records)
    details = masks.answer(writings.event(event).details)
    return {name: word for name, word in details.items() if isinstance(word, str) and word != event.details.get(name)}


def _word(name: str, word: str | None, shown: str | None) -> str | None:
    if word is None or shown is None:
        return word
    if word.split() == shown.split():  # a browser sends other line ends than it was sent
        return None
    if HIDDEN in word:
        raise InvalidInput(
            f"the {name} was changed and still holds a value that is masked for you ({HIDDEN}), which would replace "
            f"the value itself; leave the {name} as it was, or write it without the masked part"
        )
    return word
