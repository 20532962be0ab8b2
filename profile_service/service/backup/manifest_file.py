"""The manifest as a file: JSON, with a hash of its own content."""

import hashlib
from collections import Counter
from pathlib import Path

import orjson
from pydantic import TypeAdapter, ValidationError

from profile_service.domain.backup.manifest import FORMAT, Manifest
from profile_service.domain.values.errors import InvalidInput, NotFound
from profile_service.service.backup.part_files import MANIFEST

_MANIFEST = TypeAdapter(Manifest)
_FORM = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS


def manifest_text(manifest: Manifest) -> bytes:
    """The text of the file."""
    content = _MANIFEST.dump_python(manifest, mode="json")
    return orjson.dumps({"backup": content, "sha256": _digest(content)}, option=_FORM | orjson.OPT_APPEND_NEWLINE)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a backup. Raises NotFound where the folder is none, or an unfinished one, and InvalidInput where
    its manifest is damaged or of a later form."""
    path = folder / MANIFEST
    try:
        text = path.read_bytes()
    except OSError as error:
        raise NotFound(f"{folder} is no backup, or one that was not finished: {MANIFEST} cannot be read") from error
    try:
        document = orjson.loads(text)
        content, digest = document["backup"], document["sha256"]
        is_later = content["format"] > FORMAT
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise _damaged(path) from error
    if is_later:
        raise InvalidInput(f"{path} was written by a later version of this service; restore it with that one")
    if digest != _digest(content):
        raise _damaged(path)
    try:
        manifest = _MANIFEST.validate_python(content, strict=False)
    except ValidationError as error:
        raise _damaged(path) from error
    if not _is_coherent(manifest):
        raise _damaged(path)
    return manifest


def _is_coherent(manifest: Manifest) -> bool:
    """Whether each part is a file of the folder, and the parts have as many nodes as the manifest says."""
    counted = Counter[str]()
    for part in manifest.parts:
        if part.kind == "nodes":
            counted[part.label] += part.lines
    return all(part.is_plain_name for part in manifest.parts) and counted == manifest.nodes


def _digest(content: object) -> str:
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _damaged(path: Path) -> InvalidInput:
    return InvalidInput(f"{path} is damaged; take another backup")
