"""The name of a statement in traces: the module and the function that sent it, `profile.profiles.profile_matches`."""

import sys
from types import FrameType

_PACKAGE = "profile_service.store."
_HERE = "profile_service.store.engine."
_DEEPEST = 12


def statement_name() -> str:
    """Of the innermost function of a store's area that awaits the caller; of no text of the statement, which may be
    put together of many parts."""
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001  what `inspect` does, without reading source files
    for _ in range(_DEEPEST):
        if frame is None:
            break
        module = str(frame.f_globals.get("__name__", ""))
        if module.startswith(_PACKAGE) and not module.startswith(_HERE):
            return f"{module.removeprefix(_PACKAGE)}.{frame.f_code.co_name.lstrip('_')}"
        frame = frame.f_back
    return "engine"
