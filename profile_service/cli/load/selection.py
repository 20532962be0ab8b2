"""What `load` loads: files of one named source, or files whose sources are recognised."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from loaders.discovery.load_order import loads_in_order
from loaders.discovery.prepare import prepare
from loaders.discovery.recognise import AUTO
from loaders.registry import loader
from profile_service.cli.console.output import say
from profile_service.domain.values.errors import InvalidInput
from profile_service.service.ingestion.load import Load


@dataclass(frozen=True)
class LoadSelection:
    source: str
    mapping: Path | None
    country: str | None

    def loads(self, paths: Iterable[Path]) -> tuple[Sequence[Load], int]:
        """What to load, in this order, and how many of the files are of no known source."""
        if self.source == AUTO:
            if self.mapping:
                raise InvalidInput(f"{AUTO} takes no mapping; leave --mapping out, or load with the source mapped")
            files = loads_in_order(paths, self.country, notify=say)
            return files.loads, len(files.unknown)
        chosen = loader(self.source, mapping=self.mapping, country=self.country)
        fingerprint = self.mapping.read_text(encoding="utf-8") if self.mapping else ""
        return (prepare(chosen, paths, fingerprint, notify=say),), 0

    def single(self, path: Path) -> Load:
        """The load of one path. Raises InvalidInput where it holds files of several sources."""
        loads, _ = self.loads([path])
        if len(loads) != 1:
            raise InvalidInput(f"{path}: holds files of several sources; load it once with {AUTO}, without --watch")
        return loads[0]
