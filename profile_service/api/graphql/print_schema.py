"""Print the schema: `python -m profile_service.api.graphql.print_schema > schema/profile.graphql`."""

import sys

from profile_service.api.graphql.schema import build_schema


def printed() -> str:
    """The schema in the GraphQL schema language, as schema/profile.graphql holds it."""
    return build_schema().as_str() + "\n"


if __name__ == "__main__":
    sys.stdout.write(printed())
