"""A backup as commands show it."""

from pathlib import Path
from typing import Any

from profile_service.cli.console.output import to_the_second
from profile_service.cli.console.store_state import store_data, store_line
from profile_service.domain.backup.manifest import Manifest
from profile_service.domain.values.quantities import counted

_MEGABYTE = 1_000_000


def content_line(path: Path, manifest: Manifest) -> str:
    """`backups/monday: 1,204 nodes and 2,400 relations, 1.2 MB. Store 0f6c…, change 1,204, of 2026-11-30 02:00:04`"""
    content = f"{counted(manifest.node_count, 'node')} and {counted(manifest.relation_count, 'relation')}"
    size = f"{manifest.size / _MEGABYTE:,.1f} MB"
    return f"{path}: {content}, {size}. {store_line(manifest.state)}, of {to_the_second(manifest.created_at)}"


def backup_data(path: Path, manifest: Manifest) -> dict[str, Any]:
    """The same for programs."""
    return {
        "path": str(path),
        "backup": manifest.id,
        "createdAt": manifest.created_at,
        "nodes": manifest.nodes,
        "relations": manifest.relations,
        "bytes": manifest.size,
        **store_data(manifest.state),
    }
