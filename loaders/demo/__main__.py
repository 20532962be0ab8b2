"""`python -m loaders.demo OUT_DIR [--households 160] [--seed 360] [--day TODAY]`: write the demo's files, and list what
to load."""

import argparse
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from loaders.demo.write import write_demo
from profile_service.domain.values.errors import ProfileError


def main(arguments: list[str] | None = None) -> int:
    """The command. Returns its exit code: 0, or 2 where the files could not be made."""
    parser = argparse.ArgumentParser("python -m loaders.demo", description="Write the demo's files.")
    parser.add_argument("out", type=Path, help="the directory to write into; it is made where it is missing")
    parser.add_argument("--households", type=int, default=160, help="how many households (160)")
    parser.add_argument("--seed", type=int, default=360, help="another seed gives other people (360)")
    today = datetime.now(UTC).date()
    parser.add_argument("--day", type=date.fromisoformat, default=today, help="the day before which all ends (today)")
    options = parser.parse_args(arguments)
    try:
        files = write_demo(options.out, day=options.day, households=options.households, seed=options.seed)
    except ProfileError as error:
        print(f"{error}.", file=sys.stderr)
        return 2
    for file in files:
        mapping = f" --mapping {file.mapping}.yaml" if file.mapping else ""
        instance = f" --source {file.instance}" if file.instance else ""
        print(f"profile-service load {file.loader} {file.path}{mapping}{instance}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
