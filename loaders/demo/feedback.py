"""What customers said: reviews, social posts and calls to the call centre, each an NDJSON file."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from loaders.demo.activities import Deed
from loaders.demo.aliases import dressed
from loaders.demo.helpdesk import numbers
from loaders.demo.interactions import Row
from loaders.demo.population import Town
from loaders.demo.timestamps import shop_time, zulu

_REVIEWS = {
    1: ("Not what was promised.", "Broke within a week.", "Sent it back."),
    2: ("Looks better in the picture.", "Works, but feels cheap."),
    3: ("Does its job.", "Fine for the price.", "Good, but the delivery took long."),
    4: ("Very good, a little heavy.", "Nice quality, would buy again."),
    5: ("Perfect.", "My favourite thing in the kitchen.", "Bought a second one as a gift."),
}
_POSTS = {
    "praise": "So happy with my new {}!",
    "question": "Does anyone know whether the {} comes back in stock?",
    "moan": "Second week of waiting for my {} …",
}
_NETWORKS = ("instagram", "twitter", "facebook", "pinterest")
_AGENTS = ("Mozilla/5.0 (iPhone)", "Mozilla/5.0 (Android)", "Mozilla/5.0 (Windows NT 10.0)", "Mozilla/5.0 (Macintosh)")


def reviews(town: Town) -> Iterator[Row]:
    """The last one comes from nobody: no e-mail, no account; its row is rejected."""
    rng = town.stream("reviews")
    ways = "email, email, email, email customer, customer"
    for number, (deed, guise) in enumerate(dressed(town, "reviews", "review", ways), 3_001):
        stars = int(deed.facts["stars"])
        author = {"name": guise.name or None, "email": guise.get("email", rng), "customer": guise.get("customer", rng)}
        yield _review(number, zulu(deed.at), author) | {
            "product": {"sku": deed.goods[0].sku, "title": deed.goods[0].title},
            "stars": stars,
            "text": deed.facts.get("text") or rng.choice(_REVIEWS[stars]),
            "agent": rng.choice(_AGENTS),
        }
    yield _review(9_999, "2017-12-30T12:00:00Z", {"name": "a customer", "email": None, "customer": None})


def _review(number: int, created: str, author: dict[str, str | None]) -> Row:
    return {"review_id": number, "created": created, "author": author}


def social_posts(town: Town) -> Iterator[Row]:
    """Known by a handle; only a few have told the network's inbox their e-mail."""
    rng = town.stream("social")
    ways = "handle, handle, handle email"
    for number, (deed, guise) in enumerate(dressed(town, "social", "post", ways), 1):
        yield {
            "post_id": f"{deed.at:%Y%m%d}{number:06d}",
            "network": _NETWORKS[deed.who.household % len(_NETWORKS)],
            "posted_at": zulu(deed.at),
            "handle": guise.get("handle", rng),
            "inbox_email": guise.get("email", rng),
            "text": deed.facts.get("text") or _POSTS[deed.topic].format(deed.goods[0].title.lower()),
            "mood": {"praise": "positive", "question": "neutral", "moan": "negative"}[deed.topic],
            "sku": deed.goods[0].sku,
            "title": deed.goods[0].title,
        }


def support_calls(town: Town) -> Iterator[Row]:
    """The caller's number, what the caller was asked for, and the help desk's ticket where there is one."""
    rng, cases = town.stream("calls"), numbers(town)
    ways = "phone, phone, phone, phone email, phone loyalty, loyalty"
    for number, (deed, guise) in enumerate(dressed(town, "callcenter", "call", ways), 1):
        started = deed.at + timedelta(seconds=rng.randrange(60))
        yield {
            "call_id": f"C{number:05d}",
            "started": shop_time(started),
            "seconds": int(deed.facts["minutes"]) * 60 + rng.randrange(60),
            "caller": {
                "number": guise.get("phone", rng),
                "loyalty_card": guise.get("loyalty", rng),
                "email": guise.get("email", rng),
            },
            "topic": deed.topic,
            "case": cases.get(deed.case),
            "outcome": _outcome(rng, deed),
            "product": {"sku": deed.goods[0].sku, "title": deed.goods[0].title} if deed.goods else None,
        }


def _outcome(rng: Random, deed: Deed) -> str | int:
    return deed.facts.get("outcome") or rng.choice(("solved", "solved", "passed on", "promised to call back"))
