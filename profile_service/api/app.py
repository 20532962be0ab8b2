"""The composition root of the HTTP face."""

from starlette.applications import Starlette

from profile_service.settings import Settings


def create_app(settings: Settings) -> Starlette:
    return Starlette(debug=settings.log_level == "debug")
