"""Print the schema: `python -m profile_service.api.graphql.print_schema > schema/profile.graphql`."""

import sys

from profile_service.api.graphql.schema import build_schema


def printed() -> str:
    return build_schema().as_str() + "\n"


if __name__ == "__main__":
    sys.stdout.write(printed())
