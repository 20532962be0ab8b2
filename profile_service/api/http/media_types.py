"""Media types that an answer can have, and the choice among them by the Accept header."""

from typing import Literal, TypeAlias

MediaType: TypeAlias = Literal["application/graphql-response+json", "application/json"]
GRAPHQL_RESPONSE: MediaType = "application/graphql-response+json"
JSON: MediaType = "application/json"


def accepted_media_type(accept: str) -> MediaType | None:
    """The media type of ours that an Accept header prefers; None where it takes neither."""
    if not accept.strip() or accept.strip() == "*/*":
        return JSON
    ranges = sorted(map(_media_range, accept.split(",")), key=lambda each: -each[1])
    for media, quality in ranges:
        if quality <= 0:
            continue
        if media == GRAPHQL_RESPONSE:
            return GRAPHQL_RESPONSE
        if media in {JSON, "*/*", "application/*"}:
            return JSON
    return None


def _media_range(part: str) -> tuple[str, float]:
    """`text/html;q=0.8` → its media type and quality; the quality is 1 where it is missing or no number."""
    media, *parameters = (piece.strip().lower() for piece in part.split(";"))
    qualities = [parameter[2:] for parameter in parameters if parameter.startswith("q=")]
    try:
        return media, float(qualities[0]) if qualities else 1.0
    except ValueError:
        return media, 1.0
