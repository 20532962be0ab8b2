"""What `load` loads: files of one named source, or files whose sources are recognised."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from loaders.discovery.load_order import loads_in_order
from loaders.discovery.prepare import prepare
from loaders.discovery.source_recognition import AUTO, Recognition
from loaders.registry import loader
from profile_service.domain.values.errors import InvalidInput
from profile_service.service.ingestion.load import Load


@dataclass(frozen=True)
class LoadSelection:
    """`instance`: which of several systems of a source the files are from; None for the source as such."""

    source: str
    mapping: Path | None
    country: str | None
    instance: str | None = None

    def loads(
        self, paths: Iterable[Path], notify: Callable[[str], None]
    ) -> tuple[Sequence[Load], Sequence[Recognition]]:
        """What to load, in this order, and the files of no known source. `notify` is called with sentences about the
        files for the person who watches."""
        if self.source == AUTO:
            if self.mapping:
                raise InvalidInput(f"{AUTO} takes no mapping; leave --mapping out, or load with the source mapped")
            files = loads_in_order(paths, self.country, self.instance, notify=notify)
            return files.loads, files.unknown
        chosen = loader(self.source, mapping=self.mapping, country=self.country, instance=self.instance)
        fingerprint = self.mapping.read_text(encoding="utf-8") if self.mapping else ""
        return (prepare(chosen, paths, fingerprint, notify=notify),), ()

    def single(self, path: Path, notify: Callable[[str], None]) -> Load:
        """The load of one path. Raises InvalidInput where it holds files of several sources."""
        loads, _ = self.loads([path], notify)
        if len(loads) != 1:
            raise InvalidInput(f"{path}: holds files of several sources; load it once with {AUTO}, without --watch")
        return loads[0]
