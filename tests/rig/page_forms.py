"""Forms of pages as a browser without scripts would send them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode

import httpx

from tests.rig.browsers import FROM_HERE

Fields = list[tuple[str, str]]


@dataclass
class PageForm:
    """Where a form is sent, its fields as they stand there, and its buttons that say something."""

    action: str
    fields: Fields = field(default_factory=list)
    buttons: Fields = field(default_factory=list)

    def filled(self, **texts: str) -> Fields:
        """The fields with these instead of those of the same name."""
        return [(name, value) for name, value in self.fields if name not in texts] + list(texts.items())


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(PageForm(given.get("action", "")))
            self._open = True
        if not self._open or "name" not in given:
            return
        if tag == "button":
            self.forms[-1].buttons.append((given["name"], given.get("value", "")))
        if tag == "input" and (given.get("type") != "checkbox" or "checked" in given):
            self.forms[-1].fields.append((given["name"], given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        self._open = self._open and tag != "form"


def forms_of(page: str) -> list[PageForm]:
    parser = _Forms()
    parser.feed(page)
    return parser.forms


def form_to(page: str, action: str, **fields: str) -> PageForm:
    """The form of the page that is sent there, with these values in it. Fails where there are none or several."""
    (form,) = [form for form in forms_of(page) if form.action == action and fields.items() <= dict(form.fields).items()]
    return form


async def send(client: httpx.AsyncClient, action: str, fields: Fields, **headers: str) -> httpx.Response:
    """The answer to a form, without following where it leads."""
    form = {"content-type": "application/x-www-form-urlencoded"}
    return await client.post(action, content=urlencode(fields), headers={**FROM_HERE, **form, **headers})
