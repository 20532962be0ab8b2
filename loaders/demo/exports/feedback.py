"""Feedback of customers: reviews, social posts and calls to the call centre, each an NDJSON file."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from loaders.demo.exports.aliases import aliased_activities, own_name
from loaders.demo.exports.export_rows import JsonRow, product_cell
from loaders.demo.exports.helpdesk import ticket_numbers
from loaders.demo.exports.timestamps import shop_time, utc_time
from loaders.demo.population.activities import Activity
from loaders.demo.population.population import Population
from profile_service.domain.sources.events import Json

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


def reviews(population: Population) -> Iterator[JsonRow]:
    """The last one comes from nobody: no e-mail, no account; its row is rejected."""
    rng = population.random_stream("reviews")
    combinations = "email, email, email, email customer, customer"
    activities = aliased_activities(population, "reviews", "review", combinations, own_name)
    for number, (activity, alias) in enumerate(activities, 3_001):
        stars = int(activity.details["stars"])
        author: dict[str, Json] = {
            "name": alias.name or None,
            "email": alias.written("email", rng),
            "customer": alias.written("customer", rng),
        }
        yield _review(number, utc_time(activity.at), author) | {
            "product": product_cell(activity.products[0]),
            "stars": stars,
            "text": activity.details.get("text") or rng.choice(_REVIEWS[stars]),
            "agent": rng.choice(_AGENTS),
        }
    last_at = utc_time(population.year + timedelta(days=363, hours=12))
    yield _review(9_999, last_at, {"name": "a customer", "email": None, "customer": None})


def social_posts(population: Population) -> Iterator[JsonRow]:
    """Posts by a handle; only a few posters have given their e-mail in the network's inbox."""
    rng = population.random_stream("social")
    activities = aliased_activities(population, "social", "post", "handle, handle, handle email")
    for number, (activity, alias) in enumerate(activities, 1):
        product = activity.products[0]
        yield {
            "post_id": f"{activity.at:%Y%m%d}{number:06d}",
            "network": _NETWORKS[activity.person.household % len(_NETWORKS)],
            "posted_at": utc_time(activity.at),
            "handle": alias.written("handle", rng),
            "inbox_email": alias.written("email", rng),
            "text": activity.details.get("text") or _POSTS[activity.topic].format(product.title.lower()),
            "mood": {"praise": "positive", "question": "neutral", "moan": "negative"}[activity.topic],
            "sku": product.sku,
            "title": product.title,
        }


def support_calls(population: Population) -> Iterator[JsonRow]:
    """Each with the caller's number, what the caller was asked for, and the help desk's ticket where there is one."""
    rng, cases = population.random_stream("calls"), ticket_numbers(population)
    combinations = "phone, phone, phone, phone email, phone loyalty, loyalty"
    activities = aliased_activities(population, "callcenter", "call", combinations)
    for number, (activity, alias) in enumerate(activities, 1):
        started_at = activity.at + timedelta(seconds=rng.randrange(60))
        yield {
            "call_id": f"C{number:05d}",
            "started": shop_time(started_at),
            "seconds": int(activity.details["minutes"]) * 60 + rng.randrange(60),
            "caller": {
                "number": alias.written("phone", rng),
                "loyalty_card": alias.written("loyalty", rng),
                "email": alias.written("email", rng),
            },
            "topic": activity.topic,
            "case": cases.get(activity.case),
            "outcome": _outcome(rng, activity),
            "product": product_cell(activity.products[0]) if activity.products else None,
        }


def _review(number: int, created_at: str, author: dict[str, Json]) -> JsonRow:
    return {"review_id": number, "created": created_at, "author": author}


def _outcome(rng: Random, activity: Activity) -> str | int:
    return activity.details.get("outcome") or rng.choice(("solved", "solved", "passed on", "promised to call back"))
