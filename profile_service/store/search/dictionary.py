"""The dictionary of the words by which customers are searched, each under the slips that lead to it.

(:Spelling {slip, word}), and `holder` on the one whose slip is the word itself: the key of a record that has the word.
So it is found out, without counting, whether the last record with a word has gone.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import starmap
from typing import NamedTuple

from profile_service.domain.search.spellings import slips
from profile_service.store.engine.store import WriteTransaction

NEAR_WORDS = """
UNWIND $slips AS slip
MATCH (s:Spelling {slip: slip})
USING INDEX SEEK s:Spelling(slip)
RETURN DISTINCT null AS lookup, null AS profile, null AS record, null AS name, s.word AS text, null AS former
LIMIT 500
"""
# Apart from the others, of which there may be more than their limit.
STORED_WORDS = """
UNWIND $words AS word
MATCH (s:Spelling {slip: word})
USING INDEX SEEK s:Spelling(slip)
WHERE s.word = word
RETURN DISTINCT null AS lookup, null AS profile, null AS record, null AS name, s.word AS text, null AS former
"""
_STORED = """
UNWIND $words AS word
MATCH (s:Spelling {slip: word})
WHERE s.word = word
RETURN collect(s.word) AS words
"""
# A row: slip, word and, of the word itself, the record that has it.
_CREATE = """
UNWIND $rows AS row
CREATE (:Spelling {slip: row[0], word: row[1], holder: row[2]})
"""


async def keep_words(tx: WriteTransaction, holders: Mapping[str, str]) -> None:
    """Make sure that the dictionary has the words; `holders`: word → the key of a record that has it. Words that are
    sure to be stored cost nothing."""
    asked = sorted(word for word in holders if word not in tx.stored_words)
    if not asked:
        return
    tx.new_words.update(asked)
    stored = set((await tx.run(_STORED, words=asked))[0]["words"])
    rows = [
        [slip, word, holders[word] if slip == word else None]
        for word in asked
        if word not in stored
        for slip in slips(word)
    ]
    if rows:
        await tx.run(_CREATE, rows=rows)


_HELD = """
UNWIND $keys AS key
MATCH (s:Spelling {holder: key})
RETURN key, s.word AS word
"""
_HAND_OVER = """
UNWIND $rows AS row
MATCH (s:Spelling {slip: row[0]})
WHERE s.word = row[0]
SET s.holder = row[1]
"""
_DROP = """
MATCH (lock:Lock {name: 'write'})
SET lock.words_gone = coalesce(lock.words_gone, 0) + 1
WITH lock
UNWIND $rows AS row
MATCH (s:Spelling {slip: row[0]})
WHERE s.word = row[1]
DELETE s
"""


class Leaving(NamedTuple):
    """Records (keys) that may no longer have words that they are the holders of. `changed`: with the words of name and
    city that each has now; `extended`: those whose claims alone may have changed."""

    changed: Mapping[str, Collection[str]]
    deleted: Collection[str] = ()
    extended: Collection[str] = ()


async def release_words(tx: WriteTransaction, leaving: Leaving, arrived: Mapping[str, str]) -> None:
    """Hand words over that their holders may have lost, and drop those that no record has any more. `arrived`: word →
    the key of a record that is written now and has it."""
    keys = {*leaving.changed, *leaving.deleted, *leaving.extended}
    if not keys:
        return
    held = await tx.run(_HELD, keys=sorted(keys))
    lost = {row["word"] for row in held if _may_be_lost(row["word"], row["key"], leaving)}
    if not lost:
        return
    heirs = {word: arrived[word] for word in lost if word in arrived}
    heirs |= await _other_holders(tx, sorted(lost - heirs.keys()), {*leaving.changed, *leaving.deleted})
    if heirs:
        await tx.run(_HAND_OVER, rows=[list(pair) for pair in sorted(heirs.items())])
    if gone := sorted(lost - heirs.keys()):
        tx.new_words.difference_update(gone)
        await tx.run(_DROP, rows=[[slip, word] for word in gone for slip in slips(word)])


def _may_be_lost(word: str, holder: str, leaving: Leaving) -> bool:
    """Of domains the claims decide, former ones too, and so the store is asked."""
    return _is_domain(word) or (holder not in leaving.extended and word not in leaving.changed.get(holder, ()))


_HOLDER = """
MATCH (r:SourceRecord)
USING INDEX r:SourceRecord({property})
WHERE r.{property} >= $low{number} AND r.{property} < $high{number} AND NOT r.key IN $leaving
RETURN {number} AS number, r.key AS holder
LIMIT 1
"""
_DOMAIN_HOLDER = """
MATCH (i:Identifier)<-[:HAS]-(r:SourceRecord)
USING INDEX i:Identifier(reversed)
WHERE i.reversed >= $low{number} AND i.reversed < $high{number}
RETURN {number} AS number, r.key AS holder
LIMIT 1
"""
_WORDS_AT_ONCE = 20
_AFTER_BLANK = "!"
"""The character after the blank: below it lie the word itself and all that begins with it and a blank."""


async def _other_holders(tx: WriteTransaction, words: Sequence[str], leaving: Collection[str]) -> dict[str, str]:
    """Word → a record that has it and is none of those. As branches, for the embedded engine seeks no range whose ends
    differ from row to row."""
    others: dict[str, str] = {}
    for start in range(0, len(words), _WORDS_AT_ONCE):
        places = list(_places(words[start : start + _WORDS_AT_ONCE]))
        parameters: dict[str, object] = {"leaving": sorted(leaving)}
        for number, (word, property) in enumerate(places):
            low, end = (f"{word[::-1]}@", "\uffff") if property == "reversed" else (word, _AFTER_BLANK)
            parameters |= {f"low{number}": low, f"high{number}": low + end}
        rows = await tx.run("UNION ALL".join(starmap(_holder_branch, enumerate(places))), **parameters)
        others |= {places[row["number"]][0]: row["holder"] for row in rows}
    return others


def _holder_branch(number: int, place: tuple[str, str]) -> str:
    template = _DOMAIN_HOLDER if place[1] == "reversed" else _HOLDER
    return template.replace("{number}", str(number)).replace("{property}", place[1])


def _places(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The words, each with the properties that may begin with it."""
    for word in words:
        if _is_domain(word):
            yield word, "reversed"
        else:
            yield from ((word, property) for property in ("name_forward", "name_backward", "city_name", "street_key"))


def _is_domain(word: str) -> bool:
    return "." in word
